#include "account_password.h"

#include "sam.h"

static struct sam_account *find(struct sam *sam, const char *machine, const char *account,
                                struct fault *fault)
{
    if (!sam_read(machine, sam, fault)) {
        return NULL;
    }
    struct sam_account *found = sam_find(sam, account);
    if (found == NULL) {
        fault_set(fault, "%s: there is no account %s", sam->path, account);
        sam_release(sam);
    }
    return found;
}

bool account_password_check(const char *machine, const char *account, struct fault *fault)
{
    struct sam sam;
    if (machine == NULL) {
        return account_password_check_here(account, fault);
    }
    if (find(&sam, machine, account, fault) == NULL) {
        return false;
    }
    sam_release(&sam);
    return true;
}

bool account_password_prepare(const char *machine, const char *account, const char *password,
                              struct file_change *change, struct fault *fault)
{
    struct sam sam;
    if (machine == NULL) {
        return account_password_check_here(account, fault);
    }
    struct sam_account *found = find(&sam, machine, account, fault);
    if (found == NULL) {
        return false;
    }
    bool done = sam_set_password(&sam, found, password, fault) && sam_prepare(&sam, change, fault);
    sam_release(&sam);
    return done;
}

bool account_password_commit(const char *machine, const char *account, const char *password,
                             struct file_change *change, struct fault *fault)
{
    return machine == NULL ? account_password_set_here(account, password, fault)
                           : file_commit(change, fault);
}
