#include "audit.h"

#include "status.h"

static unsigned event_of(NTSTATUS status, enum logon_type type)
{
    switch ((uint32_t)status) {
    case (uint32_t)STATUS_SUCCESS:
        return type == LOGON_TYPE_NETWORK ? 540 : 528;
    case (uint32_t)STATUS_INVALID_LOGON_HOURS:
        return 530;
    case (uint32_t)STATUS_ACCOUNT_DISABLED:
        return 531;
    case (uint32_t)STATUS_ACCOUNT_EXPIRED:
        return 532;
    case (uint32_t)STATUS_INVALID_WORKSTATION:
        return 533;
    case (uint32_t)STATUS_LOGON_TYPE_NOT_GRANTED:
        return 534;
    case (uint32_t)STATUS_PASSWORD_EXPIRED:
    case (uint32_t)STATUS_PASSWORD_MUST_CHANGE:
        return 535;
    case (uint32_t)STATUS_ACCOUNT_LOCKED_OUT:
        return 539;
    case (uint32_t)STATUS_NO_SUCH_USER:
    case (uint32_t)STATUS_WRONG_PASSWORD:
        return 529;
    default:
        return 537;
    }
}

void audit(const struct event_log *events, const struct logon_request *request,
           const struct logon_result *result)
{
    bool granted = result->status == STATUS_SUCCESS;
    const struct status_text *text = status_text(result->status);
    event_log_write(events, "Security", event_of(result->status, request->type),
                    granted ? "Success" : "Failure",
                    "Logon of '%.100s', type %d, from '%.100s', checked by %s: %s", request->user,
                    request->type, request->workstation, request->subauth ? result->called : "SAM",
                    text->name);
}
