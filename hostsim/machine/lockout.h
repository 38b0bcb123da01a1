/*
 * Account lockout: after LockoutBadCount wrong passwords, each within ResetLockoutCount minutes of
 * the one before, for LockoutDuration minutes. The built-in administrator is locked out only where
 * AllowAdministratorLockout says so.
 *
 * Sources: KB 297157, KB5020282, ntsam.h. All times are NT times. The account is the SAM's, which
 * notes a change (sam_save writes it).
 */
#ifndef HOSTSIM_LOCKOUT_H
#define HOSTSIM_LOCKOUT_H

#include "abi/subauth_abi.h"
#include "policy.h"

/* Whether an account is locked out at a time. */
bool lockout_in_force(const struct policy *policy, const struct sam_account *account, int64_t now);

/* Ends a lockout whose time is over: the account is unlocked, and its count is 0. */
void lockout_lift(struct sam *sam, const struct policy *policy, struct sam_account *account,
                  int64_t now);

/* After a right password: the count of wrong ones becomes 0. */
void lockout_forget(struct sam *sam, struct sam_account *account);

/*
 * After a wrong password: counts it. True where the account is locked out by it; a threshold of 0
 * locks nobody out.
 */
bool lockout_count(struct sam *sam, const struct policy *policy, struct sam_account *account,
                   int64_t now);

#endif
