/* iissubactl's fake server: the machine folder's accounts, and the diagnosis of its nodes. */
#include "iissubactl/fake_server.h"

#include <stdlib.h>

#include "diagnosis.h"
#include "enrolment/deployment.h"

struct fake_server {
    struct lsa lsa;
    char own_dll[DEPLOYMENT_PATH_MAX]; /* beside this program; "" for none */
    struct check_context context;      /* opened when a node is first looked at */
    bool has_context;
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

struct fake_server *fake_server_open(const char *folder, bool trusts_any, struct fault *fault)
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
    if (!trusts_any) {
        trust_our_own(server);
    }
    return server;
}

void fake_server_close(struct fake_server *server)
{
    if (server != NULL) {
        if (server->has_context) {
            check_context_close(&server->context);
        }
        lsa_close(&server->lsa);
        free(server);
    }
}

const struct metabase *fake_server_metabase(const struct fake_server *server)
{
    return server->lsa.machine.has_metabase ? &server->lsa.machine.metabase : NULL;
}

bool fake_server_is_checked(const struct fake_server *server, const struct metabase_node *node)
{
    return diagnosis_wants(&server->lsa.machine, node);
}

bool fake_server_diagnose(struct fake_server *server, const char *location,
                          struct diagnosis *diagnosis, struct fault *fault)
{
    if (!server->has_context) {
        if (!check_context_open(&server->lsa.machine, server->lsa.packages.trusted,
                                &server->context, fault)) {
            return false;
        }
        server->has_context = true;
    }
    return diagnose(&server->lsa, &server->context, location, diagnosis, fault);
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
