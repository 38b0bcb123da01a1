#include "generic.h"

#include <stdlib.h>
#include <string.h>

#include "logon_rights.h"
#include "pulse.h"

/* ntsecapi.h; their pointers stay what the caller and the package put there. */
#define MSV1_0_SUBAUTH 9 /* MsV1_0SubAuth */

struct subauth_request {
    ULONG message_type;
    ULONG package_id;
    ULONG length;
    void *submit;
};

struct subauth_response {
    ULONG message_type;
    ULONG length;
    void *returned;
};

struct call {
    const struct package *package;
    const struct generic_request *request;
    struct guard guard;
    void *submit;
    ULONG size;
    ULONG *returned_size;
    PVOID *returned;
    struct generic_answer *answer;
};

/* Tells which bytes came back, and how many; NULL where there are none. */
static const void *returned_bytes(const struct call *call, size_t *size)
{
    struct subauth_response response;
    *size = *call->returned_size;
    if (call->request->form == GENERIC_BYTES || *call->returned == NULL) {
        return *call->returned;
    }
    if (*size < sizeof response) {
        return NULL;
    }
    memcpy(&response, *call->returned, sizeof response);
    *size = response.length;
    return response.returned;
}

/*
 * Calls the package, and copies what it returns. The copy is made here, so that a pointer that
 * leads nowhere is caught as well.
 */
static void call_generic(void *context)
{
    struct call *call = context;
    struct generic_answer *answer = call->answer;
    size_t size;
    pulse();
    answer->status =
        call->package->generic(call->submit, call->size, call->returned_size, call->returned);
    const void *bytes = returned_bytes(call, &size);
    size = size > GENERIC_MOST ? GENERIC_MOST : size;
    answer->without_buffer = size > 0 && bytes == NULL;
    if (answer->status == STATUS_SUCCESS && bytes != NULL) {
        memcpy(answer->returned, bytes, size);
        answer->returned_size = size;
    }
}

/* Puts an MSV1_0_SUBAUTH_REQUEST in the place of the submitted bytes. */
static bool put_request(struct call *call, const struct generic_request *request,
                        struct fault *fault)
{
    struct subauth_request put;
    memset(&put, 0, sizeof put);
    put.message_type = MSV1_0_SUBAUTH;
    put.package_id = request->package_id;
    put.length = (ULONG)request->size;
    put.submit = call->submit;
    call->size = sizeof put;
    return guard_put(&call->guard, "SubmitBuffer", &put, sizeof put, sizeof(void *),
                     GUARD_READ_ONLY, &call->submit, fault);
}

static bool build(struct call *call, const struct generic_request *request, enum guard_side side,
                  struct fault *fault)
{
    static const ULONG no_size = 0;
    static const PVOID nothing = NULL;
    void *size = NULL;
    void *returned = NULL;
    guard_begin(&call->guard, side);
    bool whole = request->form == GENERIC_BYTES;
    call->size = (ULONG)request->size;
    bool built =
        guard_put(&call->guard, whole ? "SubmitBuffer" : "SubmitBuffer->SubAuthSubmitBuffer",
                  request->submit, request->size, 1, GUARD_READ_ONLY, &call->submit, fault) &&
        (whole || put_request(call, request, fault)) &&
        guard_put(&call->guard, "ReturnBufferLength", &no_size, sizeof no_size, sizeof no_size,
                  GUARD_WRITABLE, &size, fault) &&
        guard_put(&call->guard, "ReturnBuffer", &nothing, sizeof nothing, sizeof nothing,
                  GUARD_WRITABLE, &returned, fault);
    call->returned_size = size;
    call->returned = returned;
    return built;
}

static bool ask(const struct package *package, const struct generic_request *request,
                enum guard_side side, struct generic_answer *answer, struct fault *fault)
{
    struct call call = {.package = package, .request = request, .answer = answer};
    bool built = build(&call, request, side, fault);
    if (built) {
        memcpy(&call.guard.callee, &package->generic, sizeof call.guard.callee);
        answer->returned_size = 0; /* of the call before */
        answer->without_buffer = false;
        bool returned = guard_run(&call.guard, call_generic, &call);
        answer->called = PACKAGE_GENERIC_NAME;
        answer->calls++;
        guard_inspect(&call.guard);
        const struct call_way way = {.mutation = "as lsass hands it over"};
        call_findings_add_accesses(&answer->findings, way, &call.guard);
        if (!returned) {
            answer->status = STATUS_UNSUCCESSFUL;
            call_findings_add_crash(&answer->findings, way, &call.guard.crash);
        }
    }
    guard_release(&call.guard);
    return built;
}

bool generic_ask(struct lsa *lsa, const struct generic_request *request,
                 struct generic_answer *answer, struct fault *fault)
{
    const struct package *package;
    *answer = (struct generic_answer){.called = "none", .returned = malloc(GENERIC_MOST)};
    if (answer->returned == NULL) {
        return fault_set(fault, "no memory");
    }
    if (!logon_rights_have_tcb(&lsa->machine.policy, request->caller)) {
        answer->status = STATUS_PRIVILEGE_NOT_HELD;
        return true;
    }
    answer->status = packages_find(&lsa->packages, lsa->machine.folder, PROTOCOL_NTLM,
                                   request->package_id, request->package_file, &package);
    if (answer->status == STATUS_SUCCESS && package->generic == NULL) {
        answer->status = STATUS_PROCEDURE_NOT_FOUND;
    }
    return answer->status != STATUS_SUCCESS || (ask(package, request, GUARD_AFTER, answer, fault) &&
                                                ask(package, request, GUARD_BEFORE, answer, fault));
}

void generic_release(struct generic_answer *answer)
{
    if (answer->returned != NULL) {
        wipe(answer->returned, GENERIC_MOST);
        free(answer->returned);
    }
    answer->returned = NULL;
}
