#include "kdc.h"

const char *kdc_error(const struct logon_result *result)
{
    if (result->refused_by_filter) {
        return "KDC_ERR_POLICY";
    }
    switch ((ULONG)result->status) {
    case (ULONG)STATUS_NO_SUCH_USER:
        return "KDC_ERR_C_PRINCIPAL_UNKNOWN";
    case (ULONG)STATUS_WRONG_PASSWORD:
        return "KDC_ERR_PREAUTH_FAILED";
    case (ULONG)STATUS_PASSWORD_EXPIRED:
    case (ULONG)STATUS_PASSWORD_MUST_CHANGE:
        return "KDC_ERR_KEY_EXPIRED";
    case (ULONG)STATUS_ACCOUNT_DISABLED:
    case (ULONG)STATUS_ACCOUNT_EXPIRED:
    case (ULONG)STATUS_ACCOUNT_LOCKED_OUT:
    case (ULONG)STATUS_INVALID_LOGON_HOURS:
        return "KDC_ERR_CLIENT_REVOKED";
    default:
        return "KDC_ERR_POLICY";
    }
}

int64_t kdc_ticket_end(const struct logon_result *result)
{
    int64_t logoff = result->logoff_time == 0 ? NT_NEVER : result->logoff_time;
    int64_t kickoff = result->kickoff_time == 0 ? NT_NEVER : result->kickoff_time;
    return logoff < kickoff ? logoff : kickoff;
}
