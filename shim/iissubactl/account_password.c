#include "account_password.h"

#include "fake_server.h"

bool account_password_check(const char *machine, const char *account, struct fault *fault)
{
    return machine == NULL ? account_password_check_here(account, fault)
                           : fake_server_has_account(machine, account, fault);
}

bool account_password_prepare(const char *machine, const char *account, const char *password,
                              struct file_change *change, struct fault *fault)
{
    return machine == NULL
               ? account_password_check_here(account, fault)
               : fake_server_prepare_password(machine, account, password, change, fault);
}

bool account_password_commit(const char *machine, const char *account, const char *password,
                             struct file_change *change, struct fault *fault)
{
    return machine == NULL ? account_password_set_here(account, password, fault)
                           : file_commit(change, fault);
}
