#include "machine.h"

#include <stdio.h>
#include <string.h>

#include "machine_platform.h"

static bool read_metabase(struct machine *machine, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    if (!path_join_said(path, machine->folder, "MetaBase.xml", fault)) {
        return false;
    }
    struct metabase_text file = metabase_file(path);
    machine->has_metabase = file_exists(path);
    return !machine->has_metabase || metabase_read(&file, METABASE_ALL, &machine->metabase, fault);
}

/* sam.json is what a logon writes to. */
static bool lock_accounts(const char *folder, struct file_locks *locks, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    const char *accounts = path;
    return path_join_said(path, folder, "sam.json", fault) &&
           files_lock(&accounts, 1, locks, fault);
}

bool machine_open(const char *folder, struct machine *machine, struct fault *fault)
{
    *machine = (struct machine){.folder = folder};
    if (!lock_accounts(folder, &machine->locks, fault)) {
        return false;
    }
    if (sam_read(folder, &machine->sam, fault) && policy_read(folder, &machine->policy, fault) &&
        read_metabase(machine, fault) && machine_check_registry(folder, fault)) {
        return true;
    }
    machine_close(machine);
    return false;
}

bool machine_open_accounts(json_t *accounts, struct machine *machine, struct fault *fault)
{
    static const struct contents no_policy = {"", 0};
    *machine = (struct machine){.folder = machine_nowhere, .sam = {.path = "accounts"}};
    if (sam_take(accounts, &machine->sam, fault) &&
        policy_parse(machine_nowhere, &no_policy, &machine->policy, fault)) {
        return true;
    }
    machine_close(machine);
    return false;
}

bool machine_has_folder(const struct machine *machine)
{
    return machine->folder != machine_nowhere;
}

bool machine_save(struct machine *machine, struct fault *fault)
{
    return !machine_has_folder(machine) || sam_save(&machine->sam, fault);
}

/* Each ends with a line's end. */
static void tell(const struct buffer *notices, const char *program)
{
    const char *at = notices->size == 0 ? "" : notices->text;
    while (*at != '\0') {
        size_t length = strcspn(at, "\n");
        fprintf(stderr, "%s: %.*s\n", program, (int)length, at);
        at += length + 1;
    }
}

void machine_tell_notices(const struct machine *machine, const char *program)
{
    tell(&machine->sam.notices, program);
    tell(&machine->policy.notices, program);
}

void machine_close(struct machine *machine)
{
    sam_release(&machine->sam);
    policy_release(&machine->policy);
    metabase_release(&machine->metabase);
    files_unlock(&machine->locks);
}
