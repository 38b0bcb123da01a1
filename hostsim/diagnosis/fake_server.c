/* iissubactl's fake server: the machine folder's accounts, and the diagnosis of its nodes. */
#include "iissubactl/fake_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "diagnosis.h"
#include "enrolment/deployment.h"
#include "status.h"
#include "text/utf.h"

struct fake_server {
    struct lsa lsa;
    struct mend_place place;
    char own_dll[DEPLOYMENT_PATH_MAX]; /* beside this program; "" for none */
    struct check_context context;      /* opened when a node is first looked at */
    bool has_context;
    char enrolled[1024];          /* the account that was judged last */
    struct comparison comparison; /* its lsa is NULL: nothing is compared */
};

/* Has the LSA load no other package than our own. */
static void trust_our_own(struct fake_server *server)
{
    struct fault unwanted;
    if (!deployment_own_dll(server->own_dll, &unwanted)) {
        server->own_dll[0] = '\0';
    }
    server->lsa.packages.trusted = server->own_dll;
}

struct fake_server *fake_server_open(const char *folder, const struct mend_place *place,
                                     bool trusts_any, struct fault *fault)
{
    struct fake_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        fault_set(fault, "no memory");
        return NULL;
    }
    if (!lsa_open(folder, &server->lsa, fault)) {
        free(server);
        return NULL;
    }
    lsa_silence(&server->lsa);
    server->place = *place;
    if (!trusts_any) {
        trust_our_own(server);
    }
    machine_tell_notices(&server->lsa.machine, "iissubactl");
    return server;
}

void fake_server_close(struct fake_server *server)
{
    if (server != NULL) {
        if (server->has_context) {
            check_context_close(&server->context);
        }
        windows_lsa_close(server->comparison.lsa);
        lsa_close(&server->lsa);
        free(server);
    }
}

bool fake_server_ask_windows(struct fake_server *server, struct fault *fault)
{
    server->comparison.lsa = windows_lsa_open(fault);
    if (server->comparison.lsa == NULL) {
        return false;
    }
    server->lsa.observer = comparison_observer(&server->comparison);
    return true;
}

const struct metabase *fake_server_metabase(const struct fake_server *server)
{
    return server->lsa.machine.has_metabase ? &server->lsa.machine.metabase : NULL;
}

bool fake_server_is_checked(const struct fake_server *server, const struct metabase_node *node)
{
    return diagnosis_wants(&server->lsa.machine, node);
}

static struct told_status told(NTSTATUS status, NTSTATUS sub_status)
{
    return (struct told_status){(uint32_t)status, status_text(status)->name, (uint32_t)sub_status,
                                status_text(sub_status)->name};
}

static void hold_against_windows(const struct comparison *comparison, struct diagnosis *diagnosis)
{
    struct held_against *held = &diagnosis->held;
    struct caller_status fake = caller_status_of((NTSTATUS)diagnosis->status);
    enum comparison_verdict verdict = comparison_judge(comparison, fake);
    held->verdict = comparison_verdict_name(verdict);
    held->differs = verdict == COMPARISON_DIFFERS;
    held->fake = told(fake.status, fake.sub_status);
    held->windows = told(comparison->real.status, comparison->real.sub_status);
    if (verdict == COMPARISON_NOT_MADE) {
        bool tried = strcmp(diagnosis->logon, "not tried") != 0;
        snprintf(held->why, sizeof held->why, "%.*s", FINDING_TEXT - 1,
                 comparison->why.text[0] != '\0' ? comparison->why.text
                 : tried                         ? "the service itself refuses: it asks no LSA"
                                                 : "the logon was not tried");
    }
}

static bool open_context(struct fake_server *server, struct fault *fault)
{
    if (!server->has_context) {
        server->has_context = check_context_open(&server->lsa.machine, server->lsa.packages.trusted,
                                                 &server->context, fault);
    }
    comparison_begin(&server->comparison, NULL);
    return server->has_context;
}

static const struct snapshot_account *enrolled_at(const struct snapshot *store, size_t index)
{
    const struct snapshot_account *account = NULL;
    for (size_t i = 0; store != NULL && i <= index; i++) {
        account = snapshot_next(store, account);
        if (account == NULL) {
            break;
        }
    }
    return account;
}

bool fake_server_diagnose_enrolled(struct fake_server *server, size_t index, bool *there,
                                   struct diagnosis *diagnosis, struct fault *fault)
{
    if (!open_context(server, fault)) {
        return false;
    }
    const struct snapshot_account *account = enrolled_at(server->context.store, index);
    *there = account != NULL;
    if (account == NULL) {
        return true;
    }
    struct wide name = {(const unsigned char *)account->name, account->name_units};
    utf16_to_utf8(name, server->enrolled, sizeof server->enrolled);
    return diagnose_enrolled(&server->lsa, &server->context, &server->place, account,
                             server->enrolled, diagnosis, fault);
}

bool fake_server_diagnose(struct fake_server *server, const char *location,
                          struct diagnosis *diagnosis, struct fault *fault)
{
    if (!open_context(server, fault) ||
        !diagnose(&server->lsa, &server->context, &server->place, location, diagnosis, fault)) {
        return false;
    }
    if (server->comparison.lsa != NULL) {
        hold_against_windows(&server->comparison, diagnosis);
    }
    return true;
}

static struct sam_account *find(struct sam *sam, const char *folder, const char *account,
                                struct fault *fault)
{
    if (!sam_read(folder, sam, fault)) {
        return NULL;
    }
    struct sam_account *found = sam_find(sam, account);
    if (found == NULL) {
        fault_set(fault, "%s: there is no account %s", sam->path, account);
        sam_release(sam);
    }
    return found;
}

bool fake_server_has_account(const char *folder, const char *account, struct fault *fault)
{
    struct sam sam;
    if (find(&sam, folder, account, fault) == NULL) {
        return false;
    }
    sam_release(&sam);
    return true;
}

bool fake_server_prepare_password(const char *folder, const char *account, const char *password,
                                  struct file_change *change, struct fault *fault)
{
    struct sam sam;
    struct sam_account *found = find(&sam, folder, account, fault);
    if (found == NULL) {
        return false;
    }
    bool done = sam_set_password(&sam, found, password, fault) && sam_prepare(&sam, change, fault);
    sam_release(&sam);
    return done;
}
