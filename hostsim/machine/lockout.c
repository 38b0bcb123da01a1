#include "lockout.h"

bool lockout_in_force(const struct policy *policy, const struct sam_account *account, int64_t now)
{
    return account->lockout_time != 0 && account->rid != RID_ADMINISTRATOR &&
           (policy->lockout_duration == NT_NEVER ||
            now - account->lockout_time < policy->lockout_duration);
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

void lockout_count(struct sam *sam, const struct policy *policy, struct sam_account *account,
                   NTSTATUS judged, bool by_package, int64_t now)
{
    if (judged == STATUS_SUCCESS && !by_package && account->bad_password_count != 0) {
        account->bad_password_count = 0;
        account->bad_password_time = 0;
        sam_mark_changed(sam, account);
    }
    if (judged != STATUS_WRONG_PASSWORD || by_package) {
        return;
    }
    bool forgotten = policy->lockout_window != 0 && account->bad_password_time != 0 &&
                     now - account->bad_password_time >= policy->lockout_window;
    account->bad_password_count = forgotten ? 1 : account->bad_password_count + 1;
    account->bad_password_time = now;
    if (policy->lockout_threshold != 0 && account->rid != RID_ADMINISTRATOR &&
        account->bad_password_count >= policy->lockout_threshold) {
        account->lockout_time = now;
    }
    sam_mark_changed(sam, account);
}
