/* register, unregister, status: the package's place in Lsa\MSV1_0, and its DLL's. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "enrolment/deployment.h"
#include "enrolment/enrolment.h"
#include "enrolment/package_file.h"
#include "files/files.h"
#include "lsass/event_text.h"
#include "lsass/snapshot_load.h"
#include "registration/registration.h"
#include "service.h"
#include "text/utf.h"

#define NAME_BYTES (3 * PACKAGE_NAME_MAX)

/* Where the copy of the DLL is that register made: unregister removes what register added. */
#define VALUE_INSTALLED_DLL u"InstalledDll"

static enum exit_code report(const struct registration *registration)
{
    bool done = registration->error == REGISTRY_OK;
    print_event(done ? stdout : stderr, registration->outcome, registration->name,
                registration->error);
    if (registration->wider) {
        print_event(stderr, EVENT_WIDER_ACCESS, PACKAGE_NAME, 0);
    }
    return !done ? EXIT_FAILED : registration->outcome == EVENT_LEFT_ALONE ? EXIT_LEFT : EXIT_DONE;
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

static long note_installed(struct registry *registry, const char *path)
{
    uint16_t wide[DEPLOYMENT_PATH_MAX];
    struct registry_key *key;
    if (!to_wide(path, wide, DEPLOYMENT_PATH_MAX)) {
        return REGISTRY_INVALID;
    }
    long error = registry_key_edit(registry, KEY_IISSUBA, &key);
    if (error == REGISTRY_OK) {
        error = registry_value_set(key, VALUE_INSTALLED_DLL, REGISTRY_SZ, wide,
                                   (wide_length(wide, DEPLOYMENT_PATH_MAX) + 1) * sizeof *wide);
        registry_key_close(key);
    }
    return error;
}

static enum exit_code add(struct registry *registry, const char *name, const char *installed)
{
    uint16_t package[PACKAGE_NAME_MAX];
    struct fault fault;
    if (!to_wide(name, package, PACKAGE_NAME_MAX)) {
        registry_close(registry);
        fault_set(&fault, "%s: the name is not UTF-8", name);
        return complain(EXIT_USAGE, &fault);
    }
    struct registration registration = registration_add(registry, package);
    if (registration.error == REGISTRY_OK && installed != NULL) {
        registration.error = note_installed(registry, installed);
    }
    if (registration.error != REGISTRY_OK) {
        registration.outcome = EVENT_REGISTRATION_FAILED;
        registry_close(registry);
        return report(&registration);
    }
    enum exit_code code = commit_registry(registry);
    return code == EXIT_DONE ? report(&registration) : code;
}

enum exit_code command_register(const struct options *options, int count, char **arguments)
{
    char own[DEPLOYMENT_PATH_MAX];
    char target[DEPLOYMENT_PATH_MAX];
    char name[NAME_BYTES];
    bool added;
    enum exit_code code;
    struct fault fault;
    const char *dll = options->dll == NULL ? own : options->dll;
    (void)count;
    (void)arguments;
    if ((options->dll == NULL && !deployment_own_dll(own, &fault)) ||
        !deployment_name(dll, name, sizeof name, &fault) || !file_exists(dll)) {
        if (options->dll != NULL && !file_exists(dll)) {
            fault_set(&fault, "%s: there is no such file", dll);
        }
        return complain(EXIT_USAGE, &fault);
    }
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    if (registry == NULL) {
        return code;
    }
    if (!deployment_put(options->machine, dll, name, &added, &fault) ||
        !deployment_target(options->machine, name, target, &fault)) {
        registry_close(registry);
        return complain(EXIT_FAILED, &fault);
    }
    code = add(registry, name, added ? target : NULL);
    if (code != EXIT_DONE && added) {
        file_remove(target);
    } else if (code == EXIT_DONE) {
        printf("The DLL is %s%s.\n", target, added ? ", put there now" : "");
    }
    return code;
}

/* The DLL that register put there; empty where it put none. */
static void installed_dll(struct registry *registry, char path[DEPLOYMENT_PATH_MAX])
{
    uint16_t wide[DEPLOYMENT_PATH_MAX] = {0};
    size_t size = sizeof wide - sizeof *wide;
    uint32_t type;
    struct registry_key *key;
    path[0] = '\0';
    if (registry_key_edit(registry, KEY_IISSUBA, &key) != REGISTRY_OK) {
        return;
    }
    if (registry_value_get(key, VALUE_INSTALLED_DLL, &type, wide, &size) == REGISTRY_OK &&
        type == REGISTRY_SZ) {
        utf16_to_utf8(wide_of(wide), path, DEPLOYMENT_PATH_MAX);
        registry_value_delete(key, VALUE_INSTALLED_DLL);
    }
    registry_key_close(key);
}

static enum exit_code remove_dll(const char *dll)
{
    if (file_remove(dll)) {
        printf("%s is removed.\n", dll);
        return EXIT_DONE;
    }
    fprintf(stderr, "iissubactl: %s is in use; delete it after the next start\n", dll);
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
    long error = registration_purge(registry);
    if (error == REGISTRY_OK) {
        return EXIT_DONE;
    }
    struct fault fault;
    fault_set(&fault, "the stored accounts could not be removed: %s (%ld)",
              registry_error_text(error), error);
    return complain(EXIT_FAILED, &fault);
}

/* It runs from a copy of this program and would store accounts again. */
static enum exit_code remove_service(void)
{
    struct fault fault;
    bool was_there = false;
    if (!service_remove(&was_there, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    if (was_there) {
        puts("The service " SERVICE_NAME " is removed.");
    }
    return EXIT_DONE;
}

enum exit_code command_unregister(const struct options *options, int count, char **arguments)
{
    char dll[DEPLOYMENT_PATH_MAX];
    enum exit_code code;
    (void)count;
    (void)arguments;
    code = options->purge && !registry_needs_machine ? remove_service() : EXIT_DONE;
    if (code != EXIT_DONE) {
        return code;
    }
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    if (registry == NULL) {
        return code;
    }
    struct registration registration = registration_remove(registry);
    bool removed =
        registration.outcome == EVENT_UNREGISTERED || registration.outcome == EVENT_PUT_BACK;
    if (registration.error != REGISTRY_OK || (!removed && !options->purge)) {
        registry_close(registry);
        return report(&registration);
    }
    installed_dll(registry, dll);
    code = options->purge ? purge(registry) : EXIT_DONE;
    if (code != EXIT_DONE) {
        registry_close(registry);
        return code;
    }
    code = commit_registry(registry);
    if (code != EXIT_DONE) {
        return code;
    }
    code = report(&registration);
    if (options->purge) {
        puts("Removed: the stored accounts and the stack.");
        if (*dll == '\0') {
            our_dll(options, dll);
        }
    }
    return *dll != '\0' && remove_dll(dll) != EXIT_DONE ? EXIT_LEFT : code;
}

/* Ends a line with the command. False, for what it is to mend. */
static bool said_to_register(const struct options *options)
{
    struct mend mend;
    mend_register(&mend, &(struct mend_place){.machine = options->place.machine});
    puts(mend_text(&mend));
    return false;
}

static bool dll_is_there(const struct options *options, const uint16_t *name)
{
    char utf8[NAME_BYTES];
    char target[DEPLOYMENT_PATH_MAX];
    struct fault fault;
    utf16_to_utf8(wide_of(name), utf8, sizeof utf8);
    if (!deployment_target(options->machine, utf8, target, &fault)) {
        printf("DLL         %s\n", fault.text);
        return false;
    }
    bool there = file_exists(target);
    printf("DLL         %s%s", target, there ? "\n" : ": there is none; run: ");
    return there || said_to_register(options);
}

static bool status_registration(const struct options *options, struct registry *registry)
{
    uint16_t name[PACKAGE_NAME_MAX];
    char utf8[NAME_BYTES];
    uint32_t type;
    long error = registration_current(registry, name, &type);
    if (error != REGISTRY_OK || name[0] == 0) {
        printf("Auth132     %s; run: ",
               error == REGISTRY_OK ? "not set" : registry_error_text(error));
        return said_to_register(options);
    }
    utf16_to_utf8(wide_of(name), utf8, sizeof utf8);
    bool ours = package_file_is_ours(utf8);
    bool documented = type == REGISTRY_SZ;
    printf("Auth132     %s%s", utf8,
           !documented ? ": it is not REG_SZ; run: "
           : ours      ? "\n"
                       : ": another package; run: ");
    ours = (ours && documented) || said_to_register(options);
    return registration_is_text(type) && dll_is_there(options, name) && ours;
}

static bool status_snapshot(const struct options *options, const struct snapshot *snapshot)
{
    size_t without = 0;
    size_t off = 0;
    for (const struct snapshot_account *account = snapshot_next(snapshot, NULL); account != NULL;
         account = snapshot_next(snapshot, account)) {
        without += !account->secret.has_nt && !account->secret.has_lm;
        off += account->readable && !account->sync;
    }
    if (snapshot->stack_fault == STACK_SOUND) {
        printf("Stack       %zu line%s\n", snapshot->stack.count,
               snapshot->stack.count == 1 ? "" : "s");
    } else {
        struct mend mend;
        mend_stack_reset(&mend, &(struct mend_place){.machine = options->place.machine});
        printf("Stack       line %zu cannot be understood: every logon is refused; run: %s\n",
               snapshot->stack_fault_line, mend_text(&mend));
    }
    printf("Accounts    %zu, of which %zu without a secret and %zu with synchronization off\n",
           snapshot->account_count, without, off);
    printf("LM level    %u\n", snapshot->lm_level);
    return snapshot->stack_fault == STACK_SOUND;
}

enum exit_code command_status(const struct options *options, int count, char **arguments)
{
    enum exit_code code;
    struct snapshot *snapshot;
    (void)count;
    (void)arguments;
    struct registry *registry = open_registry(options, REGISTRY_READ, &code);
    if (registry == NULL) {
        return code;
    }
    bool sound = status_registration(options, registry);
    long error = snapshot_load_from(registry, &snapshot);
    registry_close(registry);
    if (error != REGISTRY_OK) {
        printf("Store       %s (%ld): the DLL cannot read it either\n", registry_error_text(error),
               error);
        return EXIT_LEFT;
    }
    sound = status_snapshot(options, snapshot) && sound;
    snapshot_free(snapshot);
    return sound ? EXIT_DONE : EXIT_LEFT;
}
