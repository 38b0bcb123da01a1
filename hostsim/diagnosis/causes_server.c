/* Causes in what the server and its services are set to, whoever the account is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "causes.h"
#include "diagnosis.h"
#include "service_logon.h"

/* AuthFlags with AuthAnonymous beside what is there: words, or the number that a <Custom> has. */
static void with_anonymous(const char *flags, char wanted[256])
{
    if (strspn(flags, "0123456789") == strlen(flags)) {
        snprintf(wanted, 256, "%lu", strtoul(flags, NULL, 10) | AUTH_ANONYMOUS);
    } else {
        snprintf(wanted, 256, "AuthAnonymous | %s", flags);
    }
}

/* A ROOT that sets nothing takes what its site says. */
static void web_not_allowed(struct node_check *check)
{
    char root[4096];
    char wanted[256];
    const struct metabase *metabase = &check->machine->metabase;
    service_content(check->location, root);
    const char *flags = metabase_effective(metabase, root, AUTH_FLAGS).value;
    const char *content = metabase_find(metabase, root) != NULL ? root : check->node;
    struct finding *finding = finding_add(check->diagnosis, "anonymous-not-allowed", true);
    finding_print(finding->what, "the Web service lets no anonymous clients in (401.2)");
    finding_print(finding->evidence, "AuthFlags is %.100s at %.150s, without AuthAnonymous", flags,
                  content);
    with_anonymous(flags, wanted);
    mend_put(&finding->mend, check->place, content, "AuthFlags", wanted);
}

static void ftp_not_allowed(struct node_check *check)
{
    struct finding *finding = finding_add(check->diagnosis, "anonymous-not-allowed", true);
    finding_print(finding->what, check->sync
                                     ? "anonymous logons are not allowed; with synchronization on "
                                       "that lets nobody log on"
                                     : "anonymous logons are not allowed");
    finding_print(finding->evidence, "AllowAnonymous is FALSE at %s", check->node);
    mend_put(&finding->mend, check->place, check->node, "AllowAnonymous", "TRUE");
}

void check_service(struct node_check *check)
{
    if (service_allows_anonymous(&check->machine->metabase, check->location)) {
        return;
    }
    if (check->web) {
        web_not_allowed(check);
    } else {
        ftp_not_allowed(check);
    }
}

/* The filter is asked about what SAM has admitted; a package's logons are not SAM's. */
static void check_filter_there(struct node_check *check)
{
    if (check->sync || !check->context->filter_missing) {
        return;
    }
    struct finding *finding = finding_add(check->diagnosis, "filter-missing", false);
    finding_print(finding->what, "a filter is named that cannot be asked: whom it would refuse is "
                                 "let in; put its DLL back, or take its name away");
    finding_print(finding->evidence,
                  "Auth0 names a package that does not load, or that exports no filter");
    mend_lsa_delete(&finding->mend, check->place, "MSV1_0", "Auth0");
}

void check_server(struct node_check *check)
{
    if (check->context->audit_failed &&
        !(check->account != NULL && policy_is_administrator(check->account))) {
        struct finding *finding = finding_add(check->diagnosis, "audit-log-full", true);
        finding_print(finding->what,
                      "the security log was full, and only administrators may log on until it is "
                      "cleared, this value set, and the server restarted (Q140058, KB 832981)");
        finding_print(finding->evidence, "CrashOnAuditFail of the Lsa key is 2");
        mend_lsa_number(&finding->mend, check->place, "CrashOnAuditFail", 1);
    }
    check_filter_there(check);
}

/* The type of the logon that serves a node. A network logon's token reaches this computer alone. */
static bool is_network_logon(const struct metabase *metabase, const char *location)
{
    return metabase_effective_bool(metabase, location, ANONYMOUS_PASSWORD_SYNC) ||
           service_logon_type(metabase, location) == LOGON_TYPE_NETWORK;
}

/* "\\\\SERVER\\SHARE", with no account of its own to reach it. */
static bool is_on_another_computer(const struct node_check *check, const char *location)
{
    const struct metabase *metabase = &check->machine->metabase;
    const char *path = metabase_effective(metabase, location, CONTENT_PATH).value;
    const char *computer = check->machine->sam.computer;
    size_t length = strlen(computer);
    bool own = strncasecmp(path + (*path == '\\' ? 2 : 0), computer, length) == 0;
    return strncmp(path, "\\\\", 2) == 0 && !(own && path[2 + length] == '\\') &&
           *metabase_effective(metabase, location, UNC_USER_NAME).value == '\0';
}

/* A node whose content the checked node's logon serves: below it, and not checked on its own. */
static bool is_served_by(const struct node_check *check, const struct metabase_node *node)
{
    size_t length = strlen(check->location);
    bool below = strncasecmp(node->location, check->location, length) == 0 &&
                 (node->location[length] == '/' || node->location[length] == '\0');
    return below && (node->location[length] == '\0' || !diagnosis_wants(check->machine, node));
}

void check_content(struct node_check *check)
{
    const struct metabase *metabase = &check->machine->metabase;
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        if (node->values[CONTENT_PATH] == NULL || !is_served_by(check, node) ||
            !is_network_logon(metabase, node->location) ||
            !is_on_another_computer(check, node->location)) {
            continue;
        }
        struct finding *finding = finding_add(check->diagnosis, "network-token", false);
        finding_print(finding->what, "the content is on another computer, which a network logon's "
                                     "token cannot reach (Q218756, Q216828)");
        finding_print(finding->evidence, "Path of %.120s is %.120s, and UNCUserName is not set",
                      node->location, node->values[CONTENT_PATH]);
        if (metabase_effective_bool(metabase, node->location, ANONYMOUS_PASSWORD_SYNC)) {
            mend_toggle_off(&finding->mend, check->place, check->node);
        } else {
            mend_put(&finding->mend, check->place, check->node, "LogonMethod", "3");
        }
        return;
    }
}
