#include "command.h"

#include <stdio.h>

#include "enrolment/enrolment.h"

enum exit_code complain(enum exit_code code, const struct fault *fault)
{
    fprintf(stderr, "iissubactl: %s\n", fault->text);
    return code;
}

struct registry *open_registry(const struct options *options, enum registry_access access,
                               enum exit_code *code)
{
    struct fault fault = {""};
    struct registry *registry;
    long error = registry_open(options->machine, access, &registry, &fault);
    if (error == REGISTRY_OK) {
        *code = EXIT_DONE;
        return registry;
    }
    if (*fault.text == '\0') {
        fault_set(&fault, "the registry key Lsa: %s (%ld)", registry_error_text(error), error);
    }
    *code = complain(error == REGISTRY_INVALID ? EXIT_USAGE : EXIT_FAILED, &fault);
    return NULL;
}

enum exit_code commit_registry(struct registry *registry)
{
    struct fault fault = {""};
    long error = registry_commit(registry, &fault);
    registry_close(registry);
    return error == REGISTRY_OK ? EXIT_DONE : complain(EXIT_FAILED, &fault);
}
