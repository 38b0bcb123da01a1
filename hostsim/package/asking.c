#include "asking.h"

static bool ask(void *context, const struct package_question *question, struct package_call *call,
                struct fault *fault)
{
    char text[96];
    (void)context;
    (void)question;
    if (package_call_make(call)) {
        return true;
    }
    guard_crash_text(&call->marshalled->guard.crash, text, sizeof text);
    return fault_set(fault, "the package crashed in %s: %s", package_export_name(call->export),
                     text);
}

const struct asking asking_plainly = {ask, NULL};
