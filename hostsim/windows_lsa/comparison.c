#include "comparison.h"

void comparison_begin(struct comparison *comparison, const char *why)
{
    comparison->asked = false;
    comparison->real = (struct windows_answer){.status = STATUS_UNSUCCESSFUL};
    comparison->why.text[0] = '\0';
    if (why != NULL) {
        fault_set(&comparison->why, "%s", why);
    }
}

bool comparison_takes(const struct logon_request *request, struct fault *why)
{
    if (request->package_file != NULL) {
        return fault_set(why, "package: Windows' LSA loads what the registry names");
    }
    if (request->export == EXPORT_FILTER) {
        return fault_set(why, "filter: no caller can ask Windows' LSA for it");
    }
    if (request->protocol != PROTOCOL_NTLM) {
        return fault_set(why, "protocol: a ticket is asked of a KDC, and not by MSV1_0");
    }
    if (request->transitive || request->flags != 0) {
        return fault_set(why, "transitive and flags: Windows' LSA decides these itself");
    }
    if (request->caller != CALLER_LOCAL_SYSTEM) {
        return fault_set(why, "caller: Windows' LSA is asked by this process as it is");
    }
    if (request->subauth && !request->subauth_message && request->package_id == 0) {
        return fault_set(why, "package-id: 0 in ParameterControl is no package; see message");
    }
    if (request->type != LOGON_TYPE_NETWORK && !request->response.cleartext) {
        return fault_set(why, "the password is not known, and a wrong one counts towards lockout");
    }
    return true;
}

static bool observe(void *context, const struct logon_request *request, struct fault *fault)
{
    struct comparison *comparison = context;
    if (comparison->why.text[0] == '\0' && comparison_takes(request, &comparison->why)) {
        if (!windows_lsa_logon(comparison->lsa, request, &comparison->real, fault)) {
            return false;
        }
        comparison->asked = true;
    }
    const struct lsa_observer *after = &comparison->after;
    return after->observe == NULL || after->observe(after->context, request, fault);
}

struct lsa_observer comparison_observer(struct comparison *comparison)
{
    return (struct lsa_observer){observe, comparison};
}

enum comparison_verdict comparison_judge(const struct comparison *comparison,
                                         struct caller_status fake)
{
    const struct windows_answer *real = &comparison->real;
    if (!comparison->asked) {
        return COMPARISON_NOT_MADE;
    }
    bool same = real->status == fake.status &&
                (real->status == STATUS_SUCCESS || real->sub_status == fake.sub_status);
    return same ? COMPARISON_AGREES : COMPARISON_DIFFERS;
}

const char *comparison_verdict_name(enum comparison_verdict verdict)
{
    static const char *const names[] = {[COMPARISON_AGREES] = "agree",
                                        [COMPARISON_DIFFERS] = "differ",
                                        [COMPARISON_NOT_MADE] = "not comparable"};
    return names[verdict];
}
