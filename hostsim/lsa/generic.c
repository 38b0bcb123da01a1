#include "generic.h"

#include <stdlib.h>
#include <string.h>

#define CALLED "Msv1_0SubAuthenticationRoutineGeneric"

struct call {
    const struct package *package;
    struct guard guard;
    void *submit;
    ULONG size;
    ULONG *returned_size;
    PVOID *returned;
    struct generic_answer *answer;
};

/* What is returned is copied here, where a pointer that leads nowhere is caught too. */
static void call_generic(void *context)
{
    struct call *call = context;
    struct generic_answer *answer = call->answer;
    answer->status =
        call->package->generic(call->submit, call->size, call->returned_size, call->returned);
    size_t size = *call->returned_size > GENERIC_MOST ? GENERIC_MOST : *call->returned_size;
    answer->without_buffer = size > 0 && *call->returned == NULL;
    if (answer->status == STATUS_SUCCESS && size > 0 && !answer->without_buffer) {
        memcpy(answer->returned, *call->returned, size);
        answer->returned_size = size;
    }
}

static bool build(struct call *call, const struct generic_request *request, enum guard_side side,
                  struct fault *fault)
{
    static const ULONG no_size = 0;
    static const PVOID nothing = NULL;
    void *size = NULL;
    void *returned = NULL;
    guard_begin(&call->guard, side);
    bool built = guard_put(&call->guard, "SubmitBuffer", request->submit, request->size, 1,
                           GUARD_READ_ONLY, &call->submit, fault) &&
                 guard_put(&call->guard, "ReturnBufferLength", &no_size, sizeof no_size,
                           sizeof no_size, GUARD_WRITABLE, &size, fault) &&
                 guard_put(&call->guard, "ReturnBuffer", &nothing, sizeof nothing, sizeof nothing,
                           GUARD_WRITABLE, &returned, fault);
    call->size = (ULONG)request->size;
    call->returned_size = size;
    call->returned = returned;
    return built;
}

static bool ask(const struct package *package, const struct generic_request *request,
                enum guard_side side, struct generic_answer *answer, struct fault *fault)
{
    struct call call = {.package = package, .answer = answer};
    bool built = build(&call, request, side, fault);
    if (built) {
        bool returned = guard_run(&call.guard, call_generic, &call);
        answer->called = CALLED;
        answer->calls++;
        guard_inspect(&call.guard);
        call_findings_add_accesses(&answer->findings, "as lsass hands it over", &call.guard);
        if (!returned) {
            answer->status = STATUS_UNSUCCESSFUL;
            call_findings_add_crash(&answer->findings, "as lsass hands it over", &call.guard.crash);
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
    if (!lsa_has_tcb(lsa, request->caller)) {
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
