#include "account_password.h"

/* There are no accounts of Windows here: main.c asks for a machine folder. */
bool account_password_check_here(const char *account, struct fault *fault)
{
    return fault_set(fault, "%s: name a machine folder: --machine DIR", account);
}

bool account_password_set_here(const char *account, const char *password, struct fault *fault)
{
    (void)password;
    return account_password_check_here(account, fault);
}
