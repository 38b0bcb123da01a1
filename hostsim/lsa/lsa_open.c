#include "lsa_open.h"

#include "lsa_values.h"
#include "package_environment.h"

#define FIRST_LOGON_ID 0x10000 /* LUIDs below are the system's own (SYSTEM_LUID, winnt.h) */

/* The rest, where the machine is open. */
static void start(struct lsa *lsa)
{
    const char *folder = lsa->machine.folder;
    lsa->audit_failed = lsa_values_read(folder, &lsa->machine.policy).audit_failed;
    package_environment_machine(folder);
}

bool lsa_open(const char *folder, struct lsa *lsa, struct fault *fault)
{
    *lsa = (struct lsa){.events = {.folder = folder}, .logon_id = FIRST_LOGON_ID - 1};
    if (!machine_open(folder, &lsa->machine, fault)) {
        return false;
    }
    start(lsa);
    return true;
}

bool lsa_open_accounts(json_t *accounts, struct lsa *lsa, struct fault *fault)
{
    *lsa = (struct lsa){.events = {.silent = true}, .logon_id = FIRST_LOGON_ID - 1};
    if (!machine_open_accounts(accounts, &lsa->machine, fault)) {
        return false;
    }
    start(lsa);
    return true;
}

void lsa_silence(struct lsa *lsa)
{
    lsa->events.silent = true;
    package_environment_silence();
}

bool lsa_save(struct lsa *lsa, struct fault *fault)
{
    return machine_save(&lsa->machine, fault);
}

void lsa_close(struct lsa *lsa)
{
    packages_close(&lsa->packages);
    lsa_registry_close(&lsa->registry);
    machine_close(&lsa->machine);
}
