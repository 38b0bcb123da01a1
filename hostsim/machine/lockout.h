/*
 * Account lockout (KB 297157, ntsam.h): after LockoutBadCount wrong passwords, each within
 * ResetLockoutCount minutes of the one before, for LockoutDuration minutes. The built-in
 * administrator is locked out only where AllowAdministratorLockout says so (KB5020282).
 */
#ifndef HOSTSIM_LOCKOUT_H
#define HOSTSIM_LOCKOUT_H

#include "abi/subauth_abi.h"
#include "policy.h"

bool lockout_in_force(const struct policy *policy, const struct sam_account *account, int64_t now);

/* Ends a lockout whose time is over. */
void lockout_lift(struct sam *sam, const struct policy *policy, struct sam_account *account,
                  int64_t now);

/* A right password: the wrong ones are forgotten. */
void lockout_forget(struct sam *sam, struct sam_account *account);

/* A wrong one. True where it locks the account out; a threshold of 0 locks nobody out. */
bool lockout_count(struct sam *sam, const struct policy *policy, struct sam_account *account,
                   int64_t now);

#endif
