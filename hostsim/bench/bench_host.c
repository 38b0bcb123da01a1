/* The fake LSA's whole LsaLogonUser on one processor, audit off. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "lsa.h"
#include "measure.h"
#include "prepared.h"
#include "server.h"

#define ACCOUNTS 100000
#define LOGONS 1024
#define CALLS 10000

struct host {
    struct lsa lsa;
    struct logon_request requests[LOGONS];
    char names[LOGONS][PREPARED_NAME];
    char package[FILE_PATH_MAX];
    size_t unexpected;
    struct fault *fault;
};

static bool prepare(struct host *host, struct fault *fault)
{
    for (size_t i = 0; i < LOGONS; i++) {
        struct logon_request *request = &host->requests[i];
        prepared_name(i * (ACCOUNTS / LOGONS), host->names[i]);
        *request = (struct logon_request){.user = host->names[i],
                                          .domain = PREPARED_DOMAIN,
                                          .workstation = PREPARED_DOMAIN,
                                          .type = LOGON_TYPE_NETWORK,
                                          .caller = CALLER_LOCAL_SYSTEM,
                                          .subauth = true,
                                          .package_id = MSV1_0_SUBAUTHENTICATION_DLL_IIS};
        if (!client_respond(RESPONSE_NTLMV2, PREPARED_PASSWORD, request->user, request->domain,
                            &request->response, fault)) {
            return false;
        }
    }
    return true;
}

static void log_on(void *context, size_t index)
{
    struct host *host = context;
    struct logon_result result;
    bool done = lsa_logon(&host->lsa, &host->requests[index % LOGONS], &asking_plainly, &result,
                          host->fault);
    host->unexpected += !done || result.status != STATUS_SUCCESS;
}

static bool measure(const struct bench *bench, struct host *host, json_t *figures,
                    struct fault *fault)
{
    double rates[MEASURE_ROUNDS_MOST];
    size_t rounds = bench->full ? 101 : 15;
    struct work work = {log_on, host};
    if (!lsa_open(bench->folder, &host->lsa, fault)) {
        return false;
    }
    lsa_silence(&host->lsa);
    bool done = prepared_await(&bench->package, ACCOUNTS - 1, NULL, fault) &&
                packages_add(&host->lsa.packages, PROTOCOL_NTLM, MSV1_0_SUBAUTHENTICATION_DLL_IIS,
                             &bench->package) &&
                prepare(host, fault);
    for (size_t i = 0; done && i < rounds; i++) {
        rates[i] = 1e9 / measure_once(work, i * CALLS, CALLS);
    }
    /* The package is the bench's own: it stays loaded. */
    host->lsa.packages = (struct packages){.list = NULL};
    lsa_close(&host->lsa);
    if (done && host->unexpected != 0) {
        return fault_set(fault, "%zu of the measured logons were refused", host->unexpected);
    }
    if (done) {
        json_object_set_new(figures, "host", json_object());
        bench_put(json_object_get(figures, "host"), "logons_per_s", median(rates, rounds));
    }
    return done;
}

bool bench_host(struct bench *bench, json_t *figures, struct fault *fault)
{
    struct host *host = calloc(1, sizeof *host);
    bench_say(bench, "the host, with 100,000 accounts");
    if (host == NULL) {
        return fault_set(fault, "no memory");
    }
    host->fault = fault;
    bool done = server_accounts(bench->folder, ACCOUNTS, fault) &&
                server_enrol(bench->folder, ACCOUNTS, fault) &&
                measure(bench, host, figures, fault);
    wipe(host->requests, sizeof host->requests);
    free(host);
    return done;
}
