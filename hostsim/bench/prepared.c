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

#define SHORT_BLOB 32 /* the client challenge, and an AvPairs list that is only its end */

/*
 * Gives an NTLMv2 response the shortest blob, of which the figures have always been: what a longer
 * one costs is the hash of its bytes.
 */
static bool shorten(struct logon_request *request, struct fault *fault)
{
    uint16_t user[PREPARED_NAME];
    uint16_t domain[PREPARED_NAME];
    struct client_response *response = &request->response;
    unsigned char v2_owf[OWF_SIZE];
    struct owf_pair owfs;
    size_t user_units = utf8_to_utf16(request->user, strlen(request->user), user, PREPARED_NAME);
    size_t domain_units =
        utf8_to_utf16(request->domain, strlen(request->domain), domain, PREPARED_NAME);
    bool done = enrolment_secret(PREPARED_PASSWORD, &owfs, fault) &&
                ntlm_v2_owf(owfs.nt, (struct wide){(const unsigned char *)user, user_units},
                            (struct wide){(const unsigned char *)domain, domain_units},
                            NTLM_DOMAIN_AS_GIVEN, v2_owf);
    memset(response->nt + PROOF_SIZE + SHORT_BLOB - 4, 0, 4);
    response->nt_size = PROOF_SIZE + SHORT_BLOB;
    done = done && ntlm_v2_proof(v2_owf, response->challenge, response->nt + PROOF_SIZE, SHORT_BLOB,
                                 response->nt);
    wipe(&owfs, sizeof owfs);
    wipe(v2_owf, sizeof v2_owf);
    return done || fault_set(fault, "libcrypto failed");
}

static bool build(struct marshalled *marshalled, enum response_form form, size_t number,
                  struct fault *fault)
{
    static const struct policy policy = {.maximum_age = NT_NEVER, .force_logoff = NT_NEVER};
    char name[PREPARED_NAME];
    char none[] = "";
    prepared_name(number, name);
    struct logon_request request = {.user = name,
                                    .domain = PREPARED_DOMAIN,
                                    .workstation = PREPARED_DOMAIN,
                                    .type = LOGON_TYPE_NETWORK,
                                    .subauth = true,
                                    .package_id = MSV1_0_SUBAUTHENTICATION_DLL_IIS};
    struct sam_account account = {.name = name,
                                  .rid = (uint32_t)(1001 + number),
                                  .flags = USER_NORMAL_ACCOUNT | USER_DONT_EXPIRE_PASSWORD,
                                  .expires = NT_NEVER,
                                  .workstations = none,
                                  .parameters = none};
    bool done =
        client_respond(form, PREPARED_PASSWORD, name, PREPARED_DOMAIN, &request.response, fault);
    done = done && (form != RESPONSE_NTLMV2 || shorten(&request, fault));
    struct logon_subject subject = {&request, &account, &policy, clock_now(), number + 1};
    bool built = done && marshal_build(marshalled, GUARD_OFF, &subject, fault);
    wipe(&request.response, sizeof request.response);
    return built;
}

bool prepared_make(struct prepared_set *set, const struct package *package, enum response_form form,
                   size_t first, size_t step, size_t count, struct fault *fault)
{
    *set = (struct prepared_set){.package = package, .expected = STATUS_SUCCESS};
    set->logons = calloc(count, sizeof *set->logons);
    if (set->logons == NULL) {
        return fault_set(fault, "no memory");
    }
    for (; set->count < count; set->count++) {
        if (!build(&set->logons[set->count], form, first + set->count * step, fault)) {
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
    bool done = prepared_make(&one, package, RESPONSE_NTLMV2, account, 0, 1, fault);
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
