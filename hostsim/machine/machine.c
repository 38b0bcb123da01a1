#include "machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lsass/clock.h"
#include "machine_platform.h"
#include "nt_time.h"

static bool read_metabase(struct machine *machine, struct fault *fault)
{
    char path[4096];
    if (!path_join(path, sizeof path, machine->folder, "MetaBase.xml")) {
        return fault_set(fault, "%s: the path is too long", machine->folder);
    }
    machine->has_metabase = file_exists(path);
    return !machine->has_metabase || metabase_read(path, &machine->metabase, fault);
}

bool machine_open(const char *folder, struct machine *machine, struct fault *fault)
{
    *machine = (struct machine){.folder = folder};
    machine->lock = folder_lock(folder, fault);
    if (machine->lock == NULL) {
        return false;
    }
    if (sam_read(folder, &machine->sam, fault) && policy_read(folder, &machine->policy, fault) &&
        read_metabase(machine, fault) && machine_check_registry(folder, fault)) {
        machine_name_to_packages(folder);
        return true;
    }
    machine_close(machine);
    return false;
}

void machine_silence(struct machine *machine)
{
    machine->silent = true;
    machine_silence_packages();
}

bool machine_save(struct machine *machine, struct fault *fault)
{
    return sam_save(&machine->sam, fault);
}

void machine_close(struct machine *machine)
{
    packages_close(&machine->packages);
    sam_release(&machine->sam);
    policy_release(&machine->policy);
    metabase_release(&machine->metabase);
    folder_unlock(machine->lock);
    machine->lock = NULL;
}

void machine_event(const struct machine *machine, const char *source, unsigned id, const char *type,
                   const char *format, ...)
{
    char path[4096];
    char line[2048];
    char stamp[NT_TIME_TEXT];
    if (machine->silent) {
        return;
    }
    int64_t now = clock_now().utc;
    nt_time_format(now - now % NT_SECOND, stamp);
    int used = snprintf(line, sizeof line, "%s\t%s\t%u\t%s\t", stamp, source, id, type);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line + used, sizeof line - (size_t)used - 1, format, arguments);
    va_end(arguments);
    for (char *at = line + used; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ') {
            *at = '?'; /* a name cannot begin a line of its own */
        }
    }
    strcat(line, "\n");
    if (path_join(path, sizeof path, machine->folder, "events.log")) {
        file_append(path, line, strlen(line));
    }
}
