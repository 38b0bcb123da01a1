#include "marshal.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lockout.h"
#include "lsass/record.h"
#include "midl.h"
#include "parameter_control.h"
#include "text/utf.h"

#define HOURS_PER_WEEK 168
#define HOURS_BYTES (HOURS_PER_WEEK / 8)
/* USER_ALL_INFORMATION.WhichFields: every USER_ALL_... but PRIVATEDATA and SECURITYDESCRIPTOR
 * (MS-SAMR 2.2.1.8), which no package is handed. */
#define USER_ALL_WITHOUT_PRIVATE 0x0BFFFFFF

static bool put_text(struct marshalled *marshalled, const char *name, UNICODE_STRING *string,
                     const char *text, struct guard_writable writable, struct fault *fault)
{
    size_t length = strlen(text);
    void *memory;
    if (length == 0) {
        *string = (UNICODE_STRING){0, 0, NULL};
        return true;
    }
    uint16_t *units = malloc(length * sizeof *units); /* it takes no more */
    if (units == NULL) {
        return fault_set(fault, "no memory");
    }
    size_t count = utf8_to_utf16(text, length, units, length);
    if (count > 0x7FFF) {
        free(units);
        return fault_set(fault, "a name is not UTF-8, or longer than 32767 characters");
    }
    bool put = guard_put(&marshalled->guard, name, units, 2 * count, sizeof *units, writable,
                         &memory, fault);
    free(units);
    *string = (UNICODE_STRING){(USHORT)(2 * count), (USHORT)(2 * count), memory};
    return put;
}

static bool put_bytes(struct marshalled *marshalled, const char *name, STRING *string,
                      const void *data, size_t size, struct fault *fault)
{
    void *memory = NULL;
    bool put = size == 0 ||
               guard_put(&marshalled->guard, name, data, size, 1, GUARD_READ_ONLY, &memory, fault);
    *string = (STRING){(USHORT)size, (USHORT)size, memory};
    return put;
}

static bool put_owf(struct marshalled *marshalled, const char *name, UNICODE_STRING *string,
                    BOOLEAN *present, const unsigned char owf[OWF_SIZE], bool has,
                    struct fault *fault)
{
    void *memory = NULL;
    USHORT size = has ? OWF_SIZE : 0;
    bool put = !has || guard_put(&marshalled->guard, name, owf, size, sizeof(uint16_t),
                                 GUARD_READ_ONLY, &memory, fault);
    *string = (UNICODE_STRING){size, size, memory};
    *present = has;
    return put;
}

static bool put_identity(struct marshalled *marshalled, const struct logon_subject *subject,
                         NETLOGON_LOGON_IDENTITY_INFO *identity, struct fault *fault)
{
    const struct logon_request *request = subject->request;
    identity->ParameterControl = parameter_control_of(request);
    identity->LogonId.LowPart = (ULONG)subject->logon_id;
    identity->LogonId.HighPart = (LONG)(subject->logon_id >> 32);
    return put_text(marshalled, MARSHAL_USER, &identity->UserName, request->user, GUARD_READ_ONLY,
                    fault) &&
           put_text(marshalled, MARSHAL_DOMAIN, &identity->LogonDomainName, request->domain,
                    GUARD_READ_ONLY, fault) &&
           put_text(marshalled, MARSHAL_WORKSTATION, &identity->Workstation, request->workstation,
                    GUARD_READ_ONLY, fault);
}

static bool build_network(struct marshalled *marshalled, const struct logon_subject *subject,
                          struct fault *fault)
{
    NETLOGON_NETWORK_INFO info;
    const struct client_response *response = &subject->request->response;
    void *memory;
    memset(&info, 0, sizeof info);
    memcpy(info.LmChallenge.data, response->challenge, CHALLENGE_SIZE);
    bool put = put_identity(marshalled, subject, &info.Identity, fault) &&
               put_bytes(marshalled, MARSHAL_NT_RESPONSE, &info.NtChallengeResponse,
                         client_response_nt(response), response->nt_size, fault) &&
               put_bytes(marshalled, MARSHAL_LM_RESPONSE, &info.LmChallengeResponse,
                         client_response_lm(response), response->lm_size, fault) &&
               guard_put(&marshalled->guard, MARSHAL_INFO, &info, sizeof info, sizeof(void *),
                         GUARD_READ_ONLY, &memory, fault);
    marshalled->level = subject->request->transitive ? NetlogonNetworkTransitiveInformation
                                                     : NetlogonNetworkInformation;
    marshalled->info = put ? memory : NULL;
    marshalled->information = marshalled->info;
    return put;
}

/* The OWFs of the password that was presented: zeros where it has none. */
static void put_owfs(NETLOGON_INTERACTIVE_INFO *info, const struct client_response *response)
{
    struct owf_pair owfs;
    owf_pair_of_password((struct wide){client_response_nt(response), response->nt_size / 2}, &owfs);
    memcpy(info->NtOwfPassword.data, owfs.nt, OWF_SIZE);
    memcpy(info->LmOwfPassword.data, owfs.lm, OWF_SIZE);
    wipe(&owfs, sizeof owfs);
}

static bool build_interactive(struct marshalled *marshalled, const struct logon_subject *subject,
                              struct fault *fault)
{
    NETLOGON_INTERACTIVE_INFO info;
    void *memory;
    memset(&info, 0, sizeof info);
    put_owfs(&info, &subject->request->response);
    bool put = put_identity(marshalled, subject, &info.Identity, fault) &&
               guard_put(&marshalled->guard, MARSHAL_INFO, &info, sizeof info, sizeof(void *),
                         GUARD_READ_ONLY, &memory, fault);
    wipe(&info, sizeof info);
    marshalled->level = subject->request->type == LOGON_TYPE_SERVICE
                            ? NetlogonServiceInformation
                            : NetlogonInteractiveInformation;
    marshalled->information = put ? memory : NULL;
    return put;
}

/* An account that is not restricted has all hours of the week (MS-SAMR 2.2.6.5), not none. */
static bool put_hours(struct marshalled *marshalled, LOGON_HOURS *hours,
                      const struct sam_account *account, struct fault *fault)
{
    unsigned char all[HOURS_BYTES];
    unsigned units = account->hours == NULL ? HOURS_PER_WEEK : account->units_per_week;
    void *memory = NULL;
    memset(all, 0xFF, sizeof all);
    bool put =
        guard_put(&marshalled->guard, MARSHAL_HOURS, account->hours == NULL ? all : account->hours,
                  (units + 7) / 8, 1, GUARD_READ_ONLY, &memory, fault);
    *hours = (LOGON_HOURS){(USHORT)units, memory};
    return put;
}

/* The texts that a package may read, and no logon depends on. */
static bool put_texts(struct marshalled *marshalled, USER_ALL_INFORMATION *user,
                      const struct sam_account *account, struct fault *fault)
{
    const struct {
        const char *name;
        UNICODE_STRING *string;
    } places[SAM_TEXT_COUNT] = {
        [SAM_FULL_NAME] = {MARSHAL_FULL_NAME, &user->FullName},
        [SAM_HOME_DIRECTORY] = {MARSHAL_HOME_DIRECTORY, &user->HomeDirectory},
        [SAM_HOME_DIRECTORY_DRIVE] = {MARSHAL_HOME_DIRECTORY_DRIVE, &user->HomeDirectoryDrive},
        [SAM_SCRIPT_PATH] = {MARSHAL_SCRIPT_PATH, &user->ScriptPath},
        [SAM_PROFILE_PATH] = {MARSHAL_PROFILE_PATH, &user->ProfilePath},
        [SAM_ADMIN_COMMENT] = {MARSHAL_ADMIN_COMMENT, &user->AdminComment},
        [SAM_USER_COMMENT] = {MARSHAL_USER_COMMENT, &user->UserComment},
    };
    for (int i = 0; i < SAM_TEXT_COUNT; i++) {
        const char *text = account->texts[i] == NULL ? "" : account->texts[i];
        if (!put_text(marshalled, places[i].name, places[i].string, text, GUARD_READ_ONLY, fault)) {
            return false;
        }
    }
    return true;
}

static void fill_account(USER_ALL_INFORMATION *user, const struct sam_account *account,
                         const struct policy *policy, struct moment now)
{
    int64_t change = policy_password_must_change(policy, account);
    user->UserId = account->rid;
    user->PrimaryGroupId = account->primary_group_id;
    user->WhichFields = USER_ALL_WITHOUT_PRIVATE;
    user->LastLogon.QuadPart = account->last_logon;
    user->LastLogoff.QuadPart = account->last_logoff;
    user->PasswordCanChange.QuadPart = account->password_can_change;
    user->LogonCount = (USHORT)account->logon_count;
    user->CountryCode = (USHORT)account->country_code;
    user->CodePage = (USHORT)account->code_page;
    user->UserAccountControl = account->flags;
    if (lockout_in_force(policy, account, now.utc)) {
        user->UserAccountControl |= USER_ACCOUNT_AUTO_LOCKED;
    }
    user->AccountExpires.QuadPart = account->expires;
    user->PasswordLastSet.QuadPart = account->password_last_set;
    user->PasswordMustChange.QuadPart = change;
    user->PasswordExpired = change <= now.utc;
    user->BadPasswordCount =
        (USHORT)(account->bad_password_count > UINT16_MAX ? UINT16_MAX
                                                          : account->bad_password_count);
}

static bool build_account(struct marshalled *marshalled, const struct sam_account *account,
                          const struct policy *policy, struct moment now, struct fault *fault)
{
    static const struct guard_writable parameters = {offsetof(USER_ALL_INFORMATION, Parameters),
                                                     offsetof(USER_ALL_INFORMATION, Parameters) +
                                                         sizeof(UNICODE_STRING)};
    USER_ALL_INFORMATION user;
    void *memory;
    memset(&user, 0, sizeof user);
    fill_account(&user, account, policy, now);
    bool put = put_text(marshalled, MARSHAL_ACCOUNT, &user.UserName, account->name, GUARD_READ_ONLY,
                        fault) &&
               put_text(marshalled, MARSHAL_WORKSTATIONS, &user.WorkStations, account->workstations,
                        GUARD_READ_ONLY, fault) &&
               put_text(marshalled, MARSHAL_PARAMETERS, &user.Parameters, account->parameters,
                        GUARD_WRITABLE, fault) &&
               put_texts(marshalled, &user, account, fault) &&
               put_owf(marshalled, MARSHAL_NT_OWF, &user.NtPassword, &user.NtPasswordPresent,
                       account->owfs.nt, account->owfs.has_nt, fault) &&
               put_owf(marshalled, MARSHAL_LM_OWF, &user.LmPassword, &user.LmPasswordPresent,
                       account->owfs.lm, account->owfs.has_lm, fault) &&
               put_hours(marshalled, &user.LogonHours, account, fault) &&
               guard_put(&marshalled->guard, MARSHAL_ACCOUNT_INFO, &user, sizeof user,
                         sizeof(void *), parameters, &memory, fault);
    marshalled->user = put ? memory : NULL;
    return put;
}

/* Makes room for one part of the answer. */
static bool put_room(struct marshalled *marshalled, const char *name, size_t size, void *pointer,
                     struct fault *fault)
{
    unsigned char unset[sizeof(MSV1_0_VALIDATION_INFO)];
    void *memory;
    memset(unset, MARSHAL_UNSET(marshalled->guard.side), sizeof unset);
    bool put = guard_put(&marshalled->guard, name, unset, size, size < 8 ? size : 8, GUARD_WRITABLE,
                         &memory, fault);
    memcpy(pointer, &memory, sizeof memory);
    return put;
}

static bool build_answer_ex(struct marshalled *marshalled, struct fault *fault)
{
    return put_room(marshalled, MARSHAL_VALIDATION, sizeof *marshalled->validation,
                    &marshalled->validation, fault) &&
           put_room(marshalled, "ActionsPerformed", sizeof *marshalled->actions,
                    &marshalled->actions, fault);
}

static bool build_answer(struct marshalled *marshalled, struct fault *fault)
{
    return put_room(marshalled, "WhichFields", sizeof *marshalled->which_fields,
                    &marshalled->which_fields, fault) &&
           put_room(marshalled, "UserFlags", sizeof *marshalled->user_flags,
                    &marshalled->user_flags, fault) &&
           put_room(marshalled, "Authoritative", sizeof *marshalled->authoritative,
                    &marshalled->authoritative, fault) &&
           put_room(marshalled, "LogoffTime", sizeof *marshalled->logoff, &marshalled->logoff,
                    fault) &&
           put_room(marshalled, "KickoffTime", sizeof *marshalled->kickoff, &marshalled->kickoff,
                    fault);
}

/* What holds where the package sets nothing. A filter finds it there: MSV1_0 has set it. */
static void fill_answer(struct marshalled *marshalled, uint32_t user_flags, int64_t logoff,
                        int64_t kickoff)
{
    *marshalled->which_fields = 0;
    *marshalled->user_flags = user_flags;
    *marshalled->authoritative = TRUE;
    marshalled->logoff->QuadPart = logoff;
    marshalled->kickoff->QuadPart = kickoff;
}

bool marshal_build(struct marshalled *marshalled, enum guard_side side,
                   const struct logon_subject *subject, struct fault *fault)
{
    enum package_export export = subject->request->export;
    memset(marshalled, 0, sizeof *marshalled);
    guard_begin(&marshalled->guard, side);
    if (!build_network(marshalled, subject, fault) ||
        !build_account(marshalled, subject->account, subject->policy, subject->now, fault)) {
        return false;
    }
    if (export == EXPORT_ROUTINE_EX) {
        return build_answer_ex(marshalled, fault);
    }
    if (!build_answer(marshalled, fault)) {
        return false;
    }
    if (side == GUARD_OFF || export == EXPORT_FILTER) {
        fill_answer(marshalled, 0, NT_NEVER, NT_NEVER);
    }
    return true;
}

bool marshal_filter(struct marshalled *marshalled, const struct logon_subject *subject,
                    const struct logon_result *found, struct fault *fault)
{
    const struct logon_request *request = subject->request;
    bool network = request->type == LOGON_TYPE_NETWORK && request->protocol == PROTOCOL_NTLM;
    memset(marshalled, 0, sizeof *marshalled);
    guard_begin(&marshalled->guard, GUARD_OFF);
    bool built =
        (network ? build_network(marshalled, subject, fault)
                 : build_interactive(marshalled, subject, fault)) &&
        build_account(marshalled, subject->account, subject->policy, subject->now, fault) &&
        build_answer(marshalled, fault);
    if (!built) {
        return false;
    }
    fill_answer(marshalled, found->user_flags, found->logoff_time, found->kickoff_time);
    if (request->null_pointers) {
        marshalled->information = NULL;
        marshalled->logoff = NULL;
        marshalled->kickoff = NULL;
    }
    return true;
}

bool marshal_take_parameters(const struct marshalled *marshalled, struct sam_account *account,
                             struct fault *fault)
{
    const UNICODE_STRING *parameters = &marshalled->user->Parameters;
    const char *why;
    if (!midl_may_take(parameters, &why)) {
        return fault_set(fault, "the package left UserAll->Parameters unsound: %s", why);
    }
    struct wide text = {(const unsigned char *)parameters->Buffer, parameters->Length / 2u};
    size_t size = utf16_to_utf8(text, NULL, 0) + 1;
    char *copy = malloc(size);
    if (copy == NULL) {
        return fault_set(fault, "no memory");
    }
    utf16_to_utf8(text, copy, size);
    free(account->parameters);
    account->parameters = copy;
    return true;
}

void marshal_release(struct marshalled *marshalled)
{
    if (marshalled->user != NULL) {
        midl_give_back(marshalled->user->Parameters.Buffer);
    }
    guard_release(&marshalled->guard);
}
