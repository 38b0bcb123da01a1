#include "diagnosis.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "causes.h"
#include "lsass/clock.h"
#include "plan.h"
#include "service_logon.h"
#include "status.h"

static bool below(const char *location, const char *node)
{
    size_t length = strlen(node);
    return strncasecmp(location, node, length) == 0 &&
           (location[length] == '\0' || location[length] == '/');
}

/*
 * IIS 6.0's IIS 5.0 isolation mode, in which there are no worker processes. The schema's default is
 * TRUE; but a site that names an application pool says that there are, for only then it has one.
 */
static bool isolated_as_before(const struct node_check *check)
{
    const struct metabase *metabase = &check->machine->metabase;
    struct effective mode = metabase_effective(metabase, "/LM/W3SVC", IIS5_ISOLATION_MODE);
    return mode.from != NULL
               ? strcmp(mode.value, "TRUE") == 0
               : metabase_effective(metabase, check->location, APP_POOL_ID).from == NULL;
}

/*
 * Finds out as whom the service runs. IIS 6.0's worker processes run as their application pool
 * says; before, and in its IIS 5.0 isolation mode, all ran as LocalSystem (cc783654).
 */
static void find_process(struct node_check *check, char pool[512])
{
    const struct metabase *metabase = &check->machine->metabase;
    bool pools = metabase_find(metabase, "/LM/W3SVC/AppPools") != NULL;
    check->caller = CALLER_LOCAL_SYSTEM;
    if (!check->web || !pools || isolated_as_before(check)) {
        return;
    }
    snprintf(pool, 512, "/LM/W3SVC/AppPools/%.400s",
             metabase_effective(metabase, check->location, APP_POOL_ID).value);
    check->pool = pool;
    if (strcmp(metabase_effective(metabase, pool, APP_POOL_IDENTITY_TYPE).value, "0") != 0) {
        check->caller = CALLER_NETWORK_SERVICE;
    }
}

static void find_account(struct node_check *check, char domain[256])
{
    const struct metabase *metabase = &check->machine->metabase;
    const char *location = check->location;
    const char *name = metabase_effective(metabase, location, ANONYMOUS_USER_NAME).value;
    const char *backslash = strchr(name, '\\');
    check->diagnosis->account = name;
    snprintf(domain, 256, "%.*s", backslash == NULL ? 0 : (int)(backslash - name), name);
    check->domain = domain;
    check->name = backslash == NULL ? name : backslash + 1;
    check->secret = metabase_effective(metabase, location, ANONYMOUS_USER_PASS).value;
    check->encrypted = metabase_encrypted(check->secret);
    check->sync = metabase_effective_bool(metabase, location, ANONYMOUS_PASSWORD_SYNC);
    check->diagnosis->sync = check->sync;
    check->account = sam_find(&check->machine->sam, check->name);
}

static void check_all(struct node_check *check)
{
    note_credentials(check);
    check_service(check);
    check_server(check);
    check_name(check);
    check_account(check);
    check_rights(check);
    if (check->sync) {
        check_package(check);
    } else {
        check_password(check);
        check_filter(check);
    }
    check_content(check);
    check_other_nodes(check);
}

/* What can be said of an account without a node that names it. */
static void check_all_enrolled(struct node_check *check)
{
    note_credentials(check);
    check_server(check);
    check_name(check);
    check_account(check);
    check_rights(check);
    if (check->sync) {
        check_package(check);
    } else {
        check_unseen(check);
    }
}

struct logon_attempt {
    bool granted;
    NTSTATUS status; /* the LSA's; STATUS_SUCCESS where the service itself refused */
};

/* Tries the logon itself. What it counted is taken back. */
static bool try_logon(struct lsa *lsa, const struct node_check *check,
                      struct logon_attempt *attempt, struct fault *fault)
{
    struct sam_account *account = sam_find(&lsa->machine.sam, check->name);
    struct sam_account before = {.name = NULL};
    struct service_logon decision;
    if (account != NULL) {
        before = *account;
    }
    bool done =
        check->enrolled != NULL
            ? service_logon_stored(lsa, check->name, &check->enrolled->secret, &decision, fault)
            : service_logon_anonymous(lsa, check->location, check->caller, &decision, fault);
    if (account != NULL) {
        account->flags = before.flags;
        account->bad_password_count = before.bad_password_count;
        account->bad_password_time = before.bad_password_time;
        account->lockout_time = before.lockout_time;
        wipe(&before, sizeof before);
    }
    attempt->granted = done && decision.granted;
    attempt->status = done && decision.asked_lsa ? decision.logon.status : STATUS_SUCCESS;
    return done;
}

/* Compares the causes with the logon. Where they do not agree, that is a finding, too. */
static void hold_against_logon(struct node_check *check, const struct logon_attempt *attempt)
{
    struct diagnosis *diagnosis = check->diagnosis;
    const struct status_text *text = status_text(attempt->status);
    diagnosis->status = (uint32_t)attempt->status;
    if (diagnosis->untried) {
        diagnosis->logon = "not tried";
        return;
    }
    diagnosis->granted = attempt->granted;
    diagnosis->logon = attempt->granted                    ? "granted"
                       : attempt->status == STATUS_SUCCESS ? "refused by the service"
                                                           : text->name;
    bool expected = true;
    for (size_t i = 0; i < diagnosis->count; i++) {
        expected = expected && !diagnosis->findings[i].fatal;
    }
    if (expected == diagnosis->granted) {
        return;
    }
    struct finding *finding = finding_add(
        check->diagnosis, expected ? "unexplained" : "contradicted", !diagnosis->granted);
    if (expected) {
        finding_print(finding->what, "the logon fails, and none of the known causes is found");
        finding_print(finding->evidence, "%s: %s", text->name, text->message);
    } else {
        finding_print(finding->what, "the logon succeeds in spite of what is said above");
        finding_print(finding->evidence, "it was tried as the service does it");
    }
    mend_look_closer(&finding->mend, check->place, check->name);
}

/* Looks for all causes, makes the plan, and tries the logon where that can be. */
static bool judge(struct lsa *lsa, struct node_check *check, causes_function *look,
                  struct fault *fault)
{
    struct diagnosis *diagnosis = check->diagnosis;
    struct logon_attempt attempt;
    bool unseen = check->enrolled != NULL && !check->sync;
    look(check);
    if (!plan_make(check, look)) {
        return fault_set(fault, "no memory");
    }
    if (unseen || (check->sync && check->context->package_left_out)) {
        diagnosis->untried = true;
        diagnosis->logon = "not tried";
        return true;
    }
    if (!try_logon(lsa, check, &attempt, fault)) {
        return false;
    }
    hold_against_logon(check, &attempt);
    return true;
}

bool diagnose_enrolled(struct lsa *lsa, const struct check_context *context,
                       const struct mend_place *place, const struct snapshot_account *account,
                       const char *name, struct diagnosis *diagnosis, struct fault *fault)
{
    *diagnosis = (struct diagnosis){
        .location = NULL, .account = name, .sync = !account->readable || account->sync};
    struct node_check check = {.machine = &lsa->machine,
                               .location = "",
                               .node = "",
                               .name = name,
                               .domain = "",
                               .secret = "",
                               .sync = diagnosis->sync,
                               .caller = CALLER_LOCAL_SYSTEM,
                               .account = sam_find(&lsa->machine.sam, name),
                               .enrolled = account,
                               .context = context,
                               .place = place,
                               .now = clock_now().utc,
                               .diagnosis = diagnosis};
    return judge(lsa, &check, check_all_enrolled, fault);
}

bool diagnose(struct lsa *lsa, const struct check_context *context, const struct mend_place *place,
              const char *location, struct diagnosis *diagnosis, struct fault *fault)
{
    char domain[256];
    char pool[512];
    *diagnosis = (struct diagnosis){.location = location};
    struct node_check check = {.machine = &lsa->machine,
                               .location = location,
                               .node = *location == '\0' ? "/" : location,
                               .web = service_is_web(location),
                               .context = context,
                               .place = place,
                               .now = clock_now().utc,
                               .diagnosis = diagnosis};
    find_account(&check, domain);
    find_process(&check, pool);
    return judge(lsa, &check, check_all, fault);
}

static bool is_type(const struct metabase_node *node, const char *type)
{
    return strcmp(node->key_type, type) == 0;
}

static bool is_site(const struct metabase_node *node)
{
    return (is_type(node, "IIsFtpServer") || is_type(node, "IIsWebServer")) &&
           metabase_serves(node->location);
}

static bool has_sites(const struct machine *machine, const struct metabase_node *service)
{
    const struct metabase *metabase = &machine->metabase;
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        if (is_site(node) && below(node->location, service->location)) {
            return true;
        }
    }
    return false;
}

bool diagnosis_wants(const struct machine *machine, const struct metabase_node *node)
{
    if (!metabase_serves(node->location)) {
        return false;
    }
    if (is_site(node)) {
        return true;
    }
    if (is_type(node, "IIsFtpService") || is_type(node, "IIsWebService")) {
        return !has_sites(machine, node);
    }
    /* An FTP virtual directory has no anonymous account of its own (MBSchema, IIsFtpVirtualDir). */
    return service_is_web(node->location) && (node->values[ANONYMOUS_USER_NAME] != NULL ||
                                              node->values[ANONYMOUS_USER_PASS] != NULL ||
                                              node->values[ANONYMOUS_PASSWORD_SYNC] != NULL);
}
