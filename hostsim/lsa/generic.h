/*
 * LsaCallAuthenticationPackage with MsV1_0SubAuth: bytes go to a package's
 * Msv1_0SubAuthenticationRoutineGeneric, and bytes come back (subauth.h; ntsecapi.h,
 * MSV1_0_SUBAUTH_REQUEST).
 */
#ifndef HOSTSIM_GENERIC_H
#define HOSTSIM_GENERIC_H

#include "call_findings.h"
#include "lsa_open.h"

#define GENERIC_MOST 0x10000u /* bytes of either buffer */

/* What SubmitBuffer and ReturnBuffer hold: the routine's page can be read in both ways. */
enum generic_form {
    GENERIC_BYTES,  /* the bytes themselves */
    GENERIC_REQUEST /* MSV1_0_SUBAUTH_REQUEST, and MSV1_0_SUBAUTH_RESPONSE, that point to them */
};

struct generic_request {
    enum generic_form form;
    enum logon_caller caller;
    unsigned package_id;
    const char *package_file; /* instead of what the registry names; may be NULL */
    const unsigned char *submit;
    size_t size;
};

struct generic_answer {
    NTSTATUS status;
    const char *called;      /* the export, or "none" */
    unsigned char *returned; /* a copy; generic_release gives it back */
    size_t returned_size;
    bool without_buffer; /* it returned a length, and no buffer */
    unsigned calls;
    struct call_findings findings; /* the submitted and the returned buffer are always watched */
};

/*
 * Asks the package twice: with what may not be touched after each buffer, then before it. The
 * request stays the caller's; its submit may be NULL where size is 0. Fills *answer; the caller
 * releases it, whatever the result. answer->status is the package's, or the host's where it was not
 * asked: STATUS_PRIVILEGE_NOT_HELD, STATUS_DLL_NOT_FOUND, STATUS_PROCEDURE_NOT_FOUND;
 * STATUS_UNSUCCESSFUL where it crashed. Of what is returned GENERIC_MOST bytes are copied, on
 * success only, and of the last call. Who frees what a package returns is not documented: it stays
 * the package's. False only where the host failed.
 */
bool generic_ask(struct lsa *lsa, const struct generic_request *request,
                 struct generic_answer *answer, struct fault *fault);

/* Wipes and frees. Released again, nothing happens. */
void generic_release(struct generic_answer *answer);

#endif
