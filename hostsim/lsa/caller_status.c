#include "caller_status.h"

struct caller_status caller_status_of(NTSTATUS status)
{
    switch ((ULONG)status) {
    case (ULONG)STATUS_INVALID_LOGON_HOURS:
    case (ULONG)STATUS_INVALID_WORKSTATION:
    case (ULONG)STATUS_PASSWORD_EXPIRED:
    case (ULONG)STATUS_ACCOUNT_DISABLED:
        return (struct caller_status){STATUS_ACCOUNT_RESTRICTION, status};
    case (ULONG)STATUS_NO_SUCH_USER:
    case (ULONG)STATUS_WRONG_PASSWORD:
        return (struct caller_status){STATUS_LOGON_FAILURE, STATUS_SUCCESS};
    default:
        return (struct caller_status){status, STATUS_SUCCESS};
    }
}

struct caller_status caller_status_audited(NTSTATUS status)
{
    struct caller_status told = caller_status_of(status);
    if (told.status == STATUS_LOGON_FAILURE) {
        told.sub_status = status;
    }
    return told;
}
