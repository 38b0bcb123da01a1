#include "command.h"

#include <stdarg.h>

#include "enrolment/enrolment.h"
#include "lsass/event_text.h"
#include "progress.h"

enum exit_code complain(enum exit_code code, const struct fault *fault)
{
    progress_clear();
    fprintf(stderr, "iissubactl: %s\n", fault->text);
    return code;
}

void say(const struct options *options, const char *format, ...)
{
    va_list arguments;
    if (!options->json) {
        va_start(arguments, format);
        vprintf(format, arguments);
        va_end(arguments);
    }
}

enum exit_code complain_and_mend(enum exit_code code, const struct fault *fault,
                                 const struct mend *mend)
{
    progress_clear();
    fprintf(stderr, "iissubactl: %s: %s\n", fault->text, mend_text(mend));
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

void print_event(FILE *out, enum event_id event, const uint16_t *name, long error)
{
    char text[EVENT_TEXT_MAX];
    event_text(event, wide_of(name), (uint32_t)error, NULL, text);
    fprintf(out, "%s\n", text);
}

void warn_if_wider(struct registry *registry)
{
    if (enrolment_wider(registry)) {
        print_event(stderr, EVENT_WIDER_ACCESS, PACKAGE_NAME, 0);
    }
}

void say_form_given_up(const struct registry *registry)
{
    const char *given_up = registry_form_given_up(registry);
    if (given_up != NULL) {
        fprintf(stderr,
                "iissubactl: registry.reg was %s; it is written as version 5 in UTF-16, which NT "
                "4.0's regedit does not read\n",
                given_up);
    }
}

enum exit_code commit_registry(struct registry *registry, bool *in_force)
{
    struct fault fault = {""};
    long error = registry_commit(registry, &fault);
    if (error == REGISTRY_OK) {
        say_form_given_up(registry);
    }
    registry_close(registry);
    if (in_force != NULL) {
        *in_force = error == REGISTRY_OK || error == REGISTRY_UNSURE;
    }
    return error == REGISTRY_OK ? EXIT_DONE : complain(EXIT_FAILED, &fault);
}
