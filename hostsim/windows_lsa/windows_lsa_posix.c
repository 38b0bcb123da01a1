/* There is no LSA here. */
#include "windows_lsa.h"

const bool windows_lsa_here = false;

struct windows_lsa *windows_lsa_open(struct fault *fault)
{
    fault_set(fault, "Windows' own LSA can be asked on Windows alone");
    return NULL;
}

bool windows_lsa_logon(struct windows_lsa *lsa, const struct logon_request *request,
                       struct windows_answer *answer, struct fault *fault)
{
    (void)lsa;
    (void)request;
    *answer = (struct windows_answer){.status = STATUS_UNSUCCESSFUL};
    return fault_set(fault, "Windows' own LSA can be asked on Windows alone");
}

void windows_lsa_close(struct windows_lsa *lsa)
{
    (void)lsa;
}
