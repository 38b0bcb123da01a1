#include "asking.h"

static bool ask(void *context, const struct package_question *question, struct package_call *call,
                struct fault *fault)
{
    char text[CRASH_TEXT];
    (void)context;
    (void)question;
    if (package_call_make(call)) {
        return true;
    }
    guard_crash_text(&call->marshalled->guard.crash, text);
    const char *place = call->marshalled->guard.crash.place;
    return fault_set(fault, "the package crashed in %s: %s%s%s", package_export_name(call->export),
                     text, *place == '\0' ? "" : ", at ", place);
}

const struct asking asking_plainly = {ask, NULL};
