/* status: what is registered and enrolled. */
#include <stdio.h>

#include "command.h"
#include "enrolment/deployment.h"
#include "enrolment/enrolment.h"
#include "enrolment/package_file.h"
#include "files/files.h"
#include "lsass/clock.h"
#include "lsass/observe.h"
#include "lsass/snapshot_load.h"
#include "registration/registration.h"
#include "text/nt_time.h"
#include "text/utf.h"

#define NAME_BYTES (3 * PACKAGE_NAME_MAX)

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
    if (observe_is_on(snapshot->observe_until, clock_utc())) {
        char end[NT_TIME_TEXT];
        nt_time_format(snapshot->observe_until / NT_SECOND * NT_SECOND, end);
        printf("Observing   until %s\n", end);
    }
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
