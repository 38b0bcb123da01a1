#include "prepared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "enrolment/enrolment.h"
#include "measure.h"
#include "stopwatch.h"
#include "text/utf.h"

void prepared_name(size_t number, char name[PREPARED_NAME])
{
    snprintf(name, PREPARED_NAME, "IUSR_%07zu", number);
}

#define SHORT_BLOB 32    /* the client challenge, and an AvPairs list that is only its end */
#define AV_PAIRS_AT 28   /* where the list begins in a blob (MS-NLMP 2.2.2.7) */
#define AV_TARGET_NAME 9 /* MsvAvTargetName (MS-NLMP 2.2.2.1), the longest that clients send */
#define WRONG_PASSWORD "Anonymous-2"

static void put_le16(unsigned char *to, size_t value)
{
    to[0] = (unsigned char)value;
    to[1] = (unsigned char)(value >> 8);
}

/* Of a blob that a client made keeps what is before the pairs, and makes it as long as asked. */
static void stretch(unsigned char *blob, size_t size)
{
    memset(blob + AV_PAIRS_AT, 0, size - AV_PAIRS_AT);
    if (size > SHORT_BLOB) {
        put_le16(blob + AV_PAIRS_AT, AV_TARGET_NAME);
        put_le16(blob + AV_PAIRS_AT + 2, size - SHORT_BLOB - 4);
        memset(blob + AV_PAIRS_AT + 4, 'a', size - SHORT_BLOB - 4);
    }
}

/*
 * Makes an NTLMv2 response of a client's, with a blob of so many bytes. The response then points to
 * nt.
 */
static bool with_blob(const struct logon_request *request, const char *password, size_t size,
                      struct client_response *response,
                      unsigned char nt[PROOF_SIZE + PREPARED_BLOB_MOST], struct fault *fault)
{
    uint16_t user[PREPARED_NAME];
    uint16_t domain[PREPARED_NAME];
    unsigned char v2_owf[OWF_SIZE];
    struct owf_pair owfs;
    size_t user_units = utf8_to_utf16(request->user, strlen(request->user), user, PREPARED_NAME);
    size_t domain_units =
        utf8_to_utf16(request->domain, strlen(request->domain), domain, PREPARED_NAME);
    bool done = enrolment_secret(password, &owfs, fault) &&
                ntlm_v2_owf(owfs.nt, (struct wide){(const unsigned char *)user, user_units},
                            (struct wide){(const unsigned char *)domain, domain_units},
                            NTLM_DOMAIN_AS_GIVEN, v2_owf);
    memcpy(nt, response->nt, PROOF_SIZE + AV_PAIRS_AT);
    stretch(nt + PROOF_SIZE, size);
    done = done && ntlm_v2_proof(v2_owf, response->challenge, nt + PROOF_SIZE, size, nt);
    response->raw_nt = nt;
    response->nt_size = PROOF_SIZE + size;
    wipe(&owfs, sizeof owfs);
    wipe(v2_owf, sizeof v2_owf);
    return done || fault_set(fault, "libcrypto failed");
}

/* Marshals one logon, of an account that may log on. */
static bool build(struct marshalled *marshalled, const struct logon_request *request, size_t number,
                  struct fault *fault)
{
    static const struct policy policy = {.maximum_age = NT_NEVER, .force_logoff = NT_NEVER};
    char name[PREPARED_NAME];
    char none[] = "";
    prepared_name(number, name);
    struct sam_account account = {.name = name,
                                  .rid = (uint32_t)(1001 + number),
                                  .flags = USER_NORMAL_ACCOUNT | USER_DONT_EXPIRE_PASSWORD,
                                  .expires = NT_NEVER,
                                  .workstations = none,
                                  .parameters = none};
    struct logon_subject subject = {request, &account, &policy, clock_now(), number + 1};
    return marshal_build(marshalled, GUARD_OFF, &subject, fault);
}

static bool respond(const struct prepared_plan *plan, const struct logon_request *request,
                    struct client_response *response,
                    unsigned char nt[PROOF_SIZE + PREPARED_BLOB_MOST], struct fault *fault)
{
    const char *password = plan->wrong ? WRONG_PASSWORD : PREPARED_PASSWORD;
    bool done =
        client_respond(plan->form, password, request->user, request->domain, response, fault);
    if (done && plan->junk) {
        response->lm_size = response->nt_size = RESPONSE_SIZE;
        memset(response->lm, 0x55, RESPONSE_SIZE);
        memset(response->nt, 0xAA, RESPONSE_SIZE);
    } else if (done && plan->form == RESPONSE_NTLMV2) {
        size_t blob = plan->blob == 0 ? SHORT_BLOB : plan->blob;
        done = with_blob(request, password, blob, response, nt, fault);
    }
    return done;
}

static bool prepare(struct marshalled *marshalled, const struct prepared_plan *plan, size_t number,
                    struct fault *fault)
{
    char name[PREPARED_NAME];
    char domain[PREPARED_NAME] = PREPARED_DOMAIN;
    unsigned char nt[PROOF_SIZE + PREPARED_BLOB_MOST];
    prepared_name(number, name);
    if (plan->own_domains) {
        snprintf(domain, sizeof domain, "D%08zu", number); /* as long as the other */
    }
    struct logon_request request = {.user = name,
                                    .domain = domain,
                                    .workstation = PREPARED_DOMAIN,
                                    .type = LOGON_TYPE_NETWORK,
                                    .subauth = true,
                                    .package_id = MSV1_0_SUBAUTHENTICATION_DLL_IIS};
    bool built = respond(plan, &request, &request.response, nt, fault) &&
                 build(marshalled, &request, number, fault);
    wipe(&request.response, sizeof request.response);
    return built;
}

/* The same numbers in each run (Knuth's MMIX). */
static size_t next_random(uint64_t *state, size_t below)
{
    *state = (uint64_t)((unsigned __int128)*state * UINT64_C(6364136223846793005) +
                        UINT64_C(1442695040888963407));
    return (size_t)(*state >> 33) % below;
}

bool prepared_make(struct prepared_set *set, const struct package *package,
                   const struct prepared_plan *plan, struct fault *fault)
{
    uint64_t random = 1;
    *set = (struct prepared_set){.package = package,
                                 .expected = plan->wrong || plan->junk ? STATUS_WRONG_PASSWORD
                                                                       : STATUS_SUCCESS};
    set->logons = calloc(plan->count, sizeof *set->logons);
    if (set->logons == NULL) {
        return fault_set(fault, "no memory");
    }
    for (; set->count < plan->count; set->count++) {
        size_t number = plan->random > 0 ? next_random(&random, plan->random)
                                         : plan->first + set->count * plan->step;
        if (!prepare(&set->logons[set->count], plan, number, fault)) {
            return false;
        }
    }
    return true;
}

void prepared_release(struct prepared_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        marshal_release(&set->logons[i]);
    }
    free(set->logons);
    *set = (struct prepared_set){.logons = NULL};
}

void prepared_touch(const struct prepared_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct marshalled *logon = &set->logons[i];
        const volatile void *const used[] = {
            logon,
            logon->info,
            (char *)logon->info + sizeof *logon->info - 1,
            logon->info->Identity.UserName.Buffer,
            logon->info->Identity.LogonDomainName.Buffer,
            logon->info->NtChallengeResponse.Buffer,
            logon->info->LmChallengeResponse.Buffer,
            logon->user,
            &logon->user->UserName,
            &logon->user->WorkStations,
            &logon->user->LogonHours,
            &logon->user->UserAccountControl,
            (char *)logon->user + sizeof *logon->user - 1,
            logon->user->UserName.Buffer,
            logon->which_fields,
            logon->user_flags,
            logon->authoritative,
            logon->logoff,
            logon->kickoff,
        };
        for (size_t k = 0; k < sizeof used / sizeof used[0]; k++) {
            if (used[k] != NULL) {
                (void)*(const volatile char *)used[k];
            }
        }
    }
}

void prepared_call(void *context, size_t index)
{
    struct prepared_set *set = context;
    /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): a set that was made has a logon */
    const struct marshalled *logon = &set->logons[index % set->count];
    NTSTATUS status = set->package->routine(NetlogonNetworkInformation, logon->info, 0, logon->user,
                                            logon->which_fields, logon->user_flags,
                                            logon->authoritative, logon->logoff, logon->kickoff);
    set->unexpected += status != set->expected;
}

#define PATIENCE UINT64_C(60000000000) /* ns */

uint64_t prepared_time(struct prepared_set *set, size_t index)
{
    uint64_t began = stopwatch_ns();
    prepared_call(set, index);
    return stopwatch_ns() - began;
}

bool prepared_await(const struct package *package, size_t account, uint64_t *longest_ns,
                    struct fault *fault)
{
    struct prepared_set one;
    uint64_t longest = 0;
    const struct prepared_plan plan = {.form = RESPONSE_NTLMV2, .count = 1, .first = account};
    bool done = prepared_make(&one, package, &plan, fault);
    uint64_t until = stopwatch_ns() + PATIENCE;
    for (bool seen = false; done && !seen;) {
        one.unexpected = 0;
        uint64_t took = prepared_time(&one, 0);
        longest = took > longest ? took : longest;
        seen = one.unexpected == 0;
        done = seen || stopwatch_ns() < until ||
               fault_set(fault, "the package does not see account %zu", account);
        if (!seen) {
            measure_wait(1); /* the processor is the reload's */
        }
    }
    if (longest_ns != NULL) {
        *longest_ns = longest;
    }
    prepared_release(&one);
    return done;
}

bool prepared_sound(const struct prepared_set *set, struct fault *fault)
{
    return set->unexpected == 0 ||
           fault_set(fault, "%zu of the measured logons were not answered as they should be",
                     set->unexpected);
}
