/*
 * Account lockout (KB 297157, ntsam.h): after LockoutBadCount wrong passwords, each within
 * ResetLockoutCount minutes of the one before, for LockoutDuration minutes. The built-in
 * administrator is never locked out.
 *
 * Counted is what SAM's own check refuses. What a package refuses is not: no public document says
 * that MSV1_0 counts it, and SAM's password is not what was tried.
 */
#ifndef HOSTSIM_LOCKOUT_H
#define HOSTSIM_LOCKOUT_H

#include "abi/subauth_abi.h"
#include "policy.h"

bool lockout_in_force(const struct policy *policy, const struct sam_account *account, int64_t now);

/* Ends a lockout whose time is over. */
void lockout_lift(struct sam *sam, const struct policy *policy, struct sam_account *account,
                  int64_t now);

/* After a logon: counts a wrong password, forgets all of them after a right one. */
void lockout_count(struct sam *sam, const struct policy *policy, struct sam_account *account,
                   NTSTATUS judged, bool by_package, int64_t now);

#endif
