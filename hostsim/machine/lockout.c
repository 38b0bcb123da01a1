#include "lockout.h"

/*
 * Whether an account can be locked out: the built-in administrator only where the policy says so.
 */
static bool may_be_locked_out(const struct policy *policy, const struct sam_account *account)
{
    return account->rid != RID_ADMINISTRATOR || policy->administrator_lockout;
}

bool lockout_in_force(const struct policy *policy, const struct sam_account *account, int64_t now)
{
    /* No span is as long as NT_NEVER. */
    return account->lockout_time != 0 && may_be_locked_out(policy, account) &&
           now - account->lockout_time < policy->lockout_duration;
}

void lockout_lift(struct sam *sam, const struct policy *policy, struct sam_account *account,
                  int64_t now)
{
    if (account->lockout_time != 0 && !lockout_in_force(policy, account, now)) {
        account->lockout_time = 0;
        account->bad_password_count = 0;
        sam_mark_changed(sam, account);
    }
}

void lockout_forget(struct sam *sam, struct sam_account *account)
{
    if (account->bad_password_count != 0) {
        account->bad_password_count = 0;
        account->bad_password_time = 0;
        sam_mark_changed(sam, account);
    }
}

bool lockout_count(struct sam *sam, const struct policy *policy, struct sam_account *account,
                   int64_t now)
{
    bool forgotten = policy->lockout_window != 0 && account->bad_password_time != 0 &&
                     now - account->bad_password_time >= policy->lockout_window;
    uint32_t before = forgotten ? 0 : account->bad_password_count;
    account->bad_password_count = before == UINT32_MAX ? before : before + 1;
    account->bad_password_time = now;
    bool locks = policy->lockout_threshold != 0 && may_be_locked_out(policy, account) &&
                 account->bad_password_count >= policy->lockout_threshold;
    if (locks) {
        account->lockout_time = now;
    }
    sam_mark_changed(sam, account);
    return locks;
}
