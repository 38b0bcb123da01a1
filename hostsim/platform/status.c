#include "status.h"

#include <stddef.h>

#define LOGON_FAILED "Logon failure: unknown user name or bad password."

static const struct status_text texts[] = {
    {STATUS_SUCCESS, "STATUS_SUCCESS", 0, "The operation completed successfully."},
    {STATUS_UNSUCCESSFUL, "STATUS_UNSUCCESSFUL", 31,
     "A device attached to the system is not functioning."},
    {STATUS_INVALID_INFO_CLASS, "STATUS_INVALID_INFO_CLASS", 87, "The parameter is incorrect."},
    {STATUS_INVALID_PARAMETER, "STATUS_INVALID_PARAMETER", 87, "The parameter is incorrect."},
    {STATUS_PRIVILEGE_NOT_HELD, "STATUS_PRIVILEGE_NOT_HELD", 1314,
     "A required privilege is not held by the client."},
    {STATUS_NO_SUCH_USER, "STATUS_NO_SUCH_USER", 1326, LOGON_FAILED},
    {STATUS_WRONG_PASSWORD, "STATUS_WRONG_PASSWORD", 1326, LOGON_FAILED},
    {STATUS_LOGON_FAILURE, "STATUS_LOGON_FAILURE", 1326, LOGON_FAILED},
    {STATUS_ACCOUNT_RESTRICTION, "STATUS_ACCOUNT_RESTRICTION", 1327,
     "Logon failure: user account restriction."},
    {STATUS_INVALID_LOGON_HOURS, "STATUS_INVALID_LOGON_HOURS", 1328,
     "Logon failure: account logon time restriction violation."},
    {STATUS_INVALID_WORKSTATION, "STATUS_INVALID_WORKSTATION", 1329,
     "Logon failure: user not allowed to log on to this computer."},
    {STATUS_PASSWORD_EXPIRED, "STATUS_PASSWORD_EXPIRED", 1330,
     "Logon failure: the specified account password has expired."},
    {STATUS_ACCOUNT_DISABLED, "STATUS_ACCOUNT_DISABLED", 1331,
     "Logon failure: account currently disabled."},
    {STATUS_PROCEDURE_NOT_FOUND, "STATUS_PROCEDURE_NOT_FOUND", 127,
     "The specified procedure could not be found."},
    {STATUS_INSUFFICIENT_RESOURCES, "STATUS_INSUFFICIENT_RESOURCES", 1450,
     "Insufficient system resources exist to complete the requested service."},
    {STATUS_DLL_NOT_FOUND, "STATUS_DLL_NOT_FOUND", 126, "The specified module could not be found."},
    {STATUS_LOGON_TYPE_NOT_GRANTED, "STATUS_LOGON_TYPE_NOT_GRANTED", 1385,
     "Logon failure: the user has not been granted the requested logon type at this computer."},
    {STATUS_ACCOUNT_EXPIRED, "STATUS_ACCOUNT_EXPIRED", 1793, "The user's account has expired."},
    {STATUS_PASSWORD_MUST_CHANGE, "STATUS_PASSWORD_MUST_CHANGE", 1907,
     "The user must change his password before he logs on the first time."},
    {STATUS_ACCOUNT_LOCKED_OUT, "STATUS_ACCOUNT_LOCKED_OUT", 1909,
     "The referenced account is currently locked out and may not be logged on to."},
};

/* Every other status by its name alone. */
static const struct status_text names[] = {
#define STATUS_NAME(name, code, error) {(NTSTATUS)(code), #name, (error), ""},
#include "status_names.inc"
#undef STATUS_NAME
};

/* They are sorted by code. */
static const struct status_text *named(NTSTATUS status)
{
    size_t low = 0;
    size_t high = sizeof names / sizeof names[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((ULONG)names[middle].status < (ULONG)status) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < sizeof names / sizeof names[0] && names[low].status == status ? &names[low] : NULL;
}

const struct status_text *status_text(NTSTATUS status)
{
    static const struct status_text unknown = {0, "unknown", 317,
                                               "The system cannot find the message text."};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].status == status) {
            return &texts[i];
        }
    }
    const struct status_text *found = named(status);
    return found == NULL ? &unknown : found;
}
