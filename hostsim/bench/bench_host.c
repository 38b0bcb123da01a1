/*
 * The fake LSA's whole LsaLogonUser on one processor, audit off: through the package, by SAM's own
 * check, and by that and a filter.
 */
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

/* How many logons a second, by what decides about them. */
static bool measure_route(const struct bench *bench, struct host *host, bool subauth,
                          const char *name, json_t *figures, struct fault *fault)
{
    double rates[MEASURE_ROUNDS_MOST];
    size_t rounds = bench->full ? 101 : 15;
    for (size_t i = 0; i < LOGONS; i++) {
        host->requests[i].subauth = subauth;
    }
    for (size_t i = 0; i < rounds; i++) {
        rates[i] = 1e9 / measure_once((struct work){log_on, host}, i * CALLS, CALLS);
    }
    bench_put(figures, name, median(rates, rounds));
    return host->unexpected == 0 ||
           fault_set(fault, "%zu of the measured logons were refused", host->unexpected);
}

/* A filter that has nothing against anybody. */
static NTSTATUS NTAPI pass(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                           PUSER_ALL_INFORMATION user, PULONG which_fields, PULONG user_flags,
                           PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    (void)level;
    (void)information;
    (void)flags;
    (void)user;
    *which_fields = 0;
    *user_flags = 0;
    *authoritative = TRUE;
    logoff->QuadPart = kickoff->QuadPart = NT_NEVER;
    return STATUS_SUCCESS;
}

static bool measure_routes(const struct bench *bench, struct host *host, json_t *figures,
                           struct fault *fault)
{
    static const struct package filter = {.filter = pass};
    struct packages *packages = &host->lsa.packages;
    double package;
    double sam;
    bool done =
        packages_add(packages, PROTOCOL_NTLM, MSV1_0_SUBAUTHENTICATION_DLL_IIS, &bench->package) &&
        measure_route(bench, host, true, "logons_per_s", figures, fault) &&
        measure_route(bench, host, false, "sam_logons_per_s", figures, fault) &&
        packages_add(packages, PROTOCOL_NTLM, 0, &filter) &&
        measure_route(bench, host, false, "filter_logons_per_s", figures, fault);
    if (done) {
        package = json_number_value(json_object_get(figures, "logons_per_s"));
        sam = json_number_value(json_object_get(figures, "sam_logons_per_s"));
        bench_put(figures, "sam_ratio", package / sam);
    }
    /* The package is the bench's own: it stays loaded. */
    host->lsa.packages = (struct packages){.list = NULL};
    return done;
}

static bool measure(const struct bench *bench, struct host *host, json_t *figures,
                    struct fault *fault)
{
    if (!lsa_open(bench->folder, &host->lsa, fault)) {
        return false;
    }
    lsa_silence(&host->lsa);
    bool done = prepared_await(&bench->package, ACCOUNTS - 1, NULL, fault) &&
                prepare(host, fault) && measure_routes(bench, host, figures, fault);
    lsa_close(&host->lsa);
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
    json_object_set_new(figures, "host", json_object());
    bool done = server_accounts(bench->folder, ACCOUNTS, fault) &&
                server_enrol(bench->folder, ACCOUNTS, fault) &&
                measure(bench, host, json_object_get(figures, "host"), fault);
    wipe(host->requests, sizeof host->requests);
    free(host);
    return done;
}
