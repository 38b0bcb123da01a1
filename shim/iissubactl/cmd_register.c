/* register, unregister: the package's place in Lsa\MSV1_0, and its DLL's. */
#include <stdio.h>
#include <string.h>

#include "enrolment/deployment.h"
#include "enrolment/enrolment.h"
#include "files/files.h"
#include "installed_dll.h"
#include "lsass/event_text.h"
#include "registration/registration.h"
#include "service.h"
#include "show.h"
#include "text/utf.h"

#define NAME_BYTES (3 * PACKAGE_NAME_MAX)

static enum exit_code report(const struct options *options, const struct registration *registration)
{
    bool done = registration->error == REGISTRY_OK;
    if (!done || !options->json) {
        print_event(done ? stdout : stderr, registration->outcome, registration->name,
                    registration->error);
    }
    if (!done && registration->changed && !registry_needs_machine) {
        fputs("iissubactl: Auth132 is changed already; what failed came after it. Run it again.\n",
              stderr);
    }
    if (registration->wider) {
        print_event(stderr, EVENT_WIDER_ACCESS, PACKAGE_NAME, 0);
    }
    return !done ? EXIT_FAILED : registration->outcome == EVENT_LEFT_ALONE ? EXIT_LEFT : EXIT_DONE;
}

/* What was done, as an event says it. The caller adds what became of the DLL. */
static json_t *outcome_json(const struct registration *registration)
{
    char text[EVENT_TEXT_MAX];
    event_text(registration->outcome, wide_of(registration->name), 0, NULL, text);
    return json_pack("{s:i, s:s, s:b}", "event", (int)registration->outcome, "text", text,
                     "left_alone", registration->outcome == EVENT_LEFT_ALONE);
}

/* Prints it with --json, and gives it back. */
static enum exit_code answer(const struct options *options, json_t *json, enum exit_code code)
{
    if (options->json) {
        return show_answer(json, code);
    }
    json_decref(json);
    return code;
}

static bool to_wide(const char *text, uint16_t *wide, size_t capacity)
{
    size_t units = utf8_to_utf16(text, strlen(text), wide, capacity - 1);
    if (units >= capacity) {
        return false;
    }
    wide[units] = 0;
    return true;
}

/* Notes the name, and what was done where Auth132 is it, which it can be though it failed. */
static enum exit_code add(const struct options *options, struct registry *registry,
                          const char *name, json_t **done)
{
    uint16_t package[PACKAGE_NAME_MAX];
    struct fault fault;
    *done = NULL;
    if (!to_wide(name, package, PACKAGE_NAME_MAX)) {
        fault_set(&fault, "%s: the name is not UTF-8", name);
        return complain(EXIT_USAGE, &fault);
    }
    struct registration registration = registration_add(registry, package);
    if (registration.error != REGISTRY_OK) {
        return report(options, &registration);
    }
    long error = registry_commit(registry, &fault);
    if (error == REGISTRY_OK) {
        say_form_given_up(registry);
    }
    enum exit_code code = error == REGISTRY_OK ? EXIT_DONE : complain(EXIT_FAILED, &fault);
    if (error != REGISTRY_OK && error != REGISTRY_UNSURE) {
        return code;
    }
    *done = outcome_json(&registration);
    enum exit_code reported = report(options, &registration);
    return code == EXIT_DONE ? reported : code;
}

struct placing {
    const char *dll;                  /* the DLL that is given */
    char target[DEPLOYMENT_PATH_MAX]; /* where lsass looks for it */
    bool added;                       /* it was not there before */
};

static bool forget(const struct options *options)
{
    struct registry *registry;
    if (registry_open(options->machine, REGISTRY_WRITE, &registry, NULL) != REGISTRY_OK) {
        return false;
    }
    bool done = installed_dll_forget(registry) == REGISTRY_OK &&
                registry_commit(registry, NULL) == REGISTRY_OK;
    registry_close(registry);
    return done;
}

/* Nothing is left of what did not come to be registered. What was not committed is not looked at.
 */
static void take_back(const struct options *options, const struct placing *placing)
{
    struct fault fault = {""};
    bool removed = file_remove_said(placing->target, &fault);
    if (!removed) {
        fprintf(stderr, "iissubactl: the DLL stays, and register goes on from there: %s\n",
                fault.text);
    } else if (!forget(options)) {
        fputs("iissubactl: the DLL is not left there; that it was to be put there stays noted in "
              "the registry, and register goes on from there\n",
              stderr);
    } else {
        fputs("iissubactl: nothing is registered, and the DLL is not left there\n", stderr);
    }
}

/*
 * The note comes first: what is killed after the copy is completed by the next register, and the
 * copy is then known to be register's.
 */
static enum exit_code place(const struct options *options, struct registry *registry,
                            const char *name, struct placing *placing)
{
    bool copied;
    struct fault fault = {""};
    placing->added = !file_exists(placing->target);
    if (placing->added) {
        long error = installed_dll_note(registry, placing->target);
        if (error != REGISTRY_OK) {
            fault_set(&fault, "the registry: %s (%ld)", registry_error_text(error), error);
            return complain(EXIT_FAILED, &fault);
        }
        error = registry_commit(registry, &fault);
        if (error != REGISTRY_OK && error != REGISTRY_UNSURE) {
            return complain(EXIT_FAILED, &fault);
        }
    }
    if (deployment_put(options->machine, placing->dll, name, &copied, &fault)) {
        return EXIT_DONE;
    }
    complain(EXIT_FAILED, &fault);
    if (placing->added) {
        take_back(options, placing);
    }
    return EXIT_FAILED;
}

static enum exit_code register_as(const struct options *options, const char *name,
                                  struct placing *placing)
{
    struct fault fault = {""};
    enum exit_code code;
    json_t *done;
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    if (registry == NULL) {
        return code;
    }
    code = deployment_target(options->machine, name, placing->target, &fault)
               ? place(options, registry, name, placing)
               : complain(EXIT_FAILED, &fault);
    if (code != EXIT_DONE) {
        registry_close(registry);
        return code;
    }
    code = add(options, registry, name, &done);
    if (done == NULL && placing->added) {
        take_back(options, placing);
    }
    registry_close(registry);
    if (done == NULL) {
        return code;
    }
    say(options, "The DLL is %s%s.\n", placing->target, placing->added ? ", put there now" : "");
    json_object_update_new(
        done, json_pack("{s:s, s:b}", "dll", placing->target, "dll_added", placing->added));
    return answer(options, done, code);
}

enum exit_code command_register(const struct options *options, int count, char **arguments)
{
    char own[DEPLOYMENT_PATH_MAX];
    char name[NAME_BYTES];
    struct fault fault;
    struct placing placing = {.dll = options->dll == NULL ? own : options->dll};
    (void)count;
    (void)arguments;
    if ((options->dll == NULL && !deployment_own_dll(own, &fault)) ||
        !deployment_name(placing.dll, name, sizeof name, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    if (!file_exists(placing.dll)) {
        fault_set(&fault, "%s: there is no such file", placing.dll);
        return complain(EXIT_USAGE, &fault);
    }
    return register_as(options, name, &placing);
}

static enum exit_code remove_dll(const struct options *options, const char *dll)
{
    struct fault fault;
    if (file_remove_said(dll, &fault)) {
        say(options, "%s is removed.\n", dll);
        return EXIT_DONE;
    }
    fprintf(stderr,
            "iissubactl: the DLL stays, for it cannot be removed; delete it by hand, if need be "
            "after the next start: %s\n",
            fault.text);
    return EXIT_LEFT;
}

/* The DLL in its place, where it is the very one beside this program; otherwise empty. */
static void our_dll(const struct options *options, char path[DEPLOYMENT_PATH_MAX])
{
    char own[DEPLOYMENT_PATH_MAX];
    struct fault unwanted;
    if (!deployment_own_dll(own, &unwanted) ||
        !deployment_target(options->machine, "IISSUBA", path, &unwanted) ||
        !deployment_same(own, path)) {
        path[0] = '\0';
    }
}

static enum exit_code purge(struct registry *registry)
{
    bool accounts = false;
    long error = registration_purge(registry, &accounts);
    if (error == REGISTRY_OK) {
        return EXIT_DONE;
    }
    struct fault fault;
    fault_set(&fault, "%s: %s (%ld)",
              accounts ? "the stored accounts are removed, and the event source could not be"
                       : "the stored accounts could not be removed",
              registry_error_text(error), error);
    return complain(EXIT_FAILED, &fault);
}

/* It runs from a copy of this program and would store accounts again. */
static enum exit_code remove_service(const struct options *options)
{
    struct fault fault;
    bool was_there = false;
    if (!service_remove(&was_there, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    if (was_there) {
        say(options, "The service " SERVICE_NAME " is removed.\n");
    }
    return EXIT_DONE;
}

/* What is said once it is in force, and the DLL that register had put there. */
static enum exit_code finish(const struct options *options, const struct registration *registration,
                             char dll[DEPLOYMENT_PATH_MAX])
{
    enum exit_code code = report(options, registration);
    if (!options->purge) {
        say(options, "The stored accounts stay; --purge removes them too.\n");
    } else {
        say(options, "Removed: the stored accounts and the stack.\n");
        if (*dll == '\0') {
            our_dll(options, dll);
        }
    }
    bool removed = *dll != '\0' && remove_dll(options, dll) == EXIT_DONE;
    json_t *json = outcome_json(registration);
    json_object_update_new(json, json_pack("{s:b, s:o, s:b}", "purged", options->purge, "dll",
                                           *dll == '\0' ? json_null() : json_string(dll),
                                           "dll_removed", removed));
    return answer(options, json, *dll != '\0' && !removed ? EXIT_LEFT : code);
}

/* Where nothing was registered, or is left alone. */
static json_t *not_done_json(const struct registration *registration)
{
    json_t *json = outcome_json(registration);
    json_object_update_new(
        json, json_pack("{s:b, s:n, s:b}", "purged", false, "dll", "dll_removed", false));
    return json;
}

/* Closes the registry. */
static enum exit_code unregister(const struct options *options, struct registry *registry)
{
    char dll[DEPLOYMENT_PATH_MAX];
    bool in_force = false;
    struct registration registration = registration_remove(registry);
    bool removed =
        registration.outcome == EVENT_UNREGISTERED || registration.outcome == EVENT_PUT_BACK;
    if (registration.error != REGISTRY_OK || (!removed && !options->purge)) {
        registry_close(registry);
        enum exit_code code = report(options, &registration);
        return registration.error == REGISTRY_OK
                   ? answer(options, not_done_json(&registration), code)
                   : code;
    }
    long error = installed_dll_take(registry, dll);
    if (error != REGISTRY_OK) {
        fprintf(stderr, "iissubactl: which DLL register put there cannot be told: %s (%ld)\n",
                registry_error_text(error), error);
    }
    enum exit_code code = options->purge ? purge(registry) : EXIT_DONE;
    if (code != EXIT_DONE) {
        registry_close(registry);
        return code;
    }
    code = commit_registry(registry, &in_force);
    enum exit_code finished = in_force ? finish(options, &registration, dll) : code;
    return code == EXIT_DONE ? finished : code;
}

enum exit_code command_unregister(const struct options *options, int count, char **arguments)
{
    enum exit_code code =
        options->purge && !registry_needs_machine ? remove_service(options) : EXIT_DONE;
    (void)count;
    (void)arguments;
    if (code != EXIT_DONE) {
        return code;
    }
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    return registry == NULL ? code : unregister(options, registry);
}
