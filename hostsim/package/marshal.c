#include "marshal.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lockout.h"
#include "text/utf.h"

static bool put_text(struct marshalled *marshalled, const char *name, UNICODE_STRING *string,
                     const char *text, struct guard_writable writable, struct fault *fault)
{
    size_t length = strlen(text);
    void *memory;
    uint16_t *units = malloc((length + 1) * sizeof *units);
    size_t count = units == NULL ? SIZE_MAX : utf8_to_utf16(text, length, units, length);
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
    void *memory;
    bool put = guard_put(&marshalled->guard, name, data, size, 1, GUARD_READ_ONLY, &memory, fault);
    *string = (STRING){(USHORT)size, (USHORT)size, memory};
    return put;
}

static bool put_owf(struct marshalled *marshalled, const char *name, UNICODE_STRING *string,
                    BOOLEAN *present, const unsigned char owf[OWF_SIZE], bool has,
                    struct fault *fault)
{
    void *memory;
    USHORT size = has ? OWF_SIZE : 0;
    bool put = guard_put(&marshalled->guard, name, owf, size, sizeof(uint16_t), GUARD_READ_ONLY,
                         &memory, fault);
    *string = (UNICODE_STRING){size, size, memory};
    *present = has;
    return put;
}

static bool build_request(struct marshalled *marshalled, const struct logon_request *request,
                          struct fault *fault)
{
    NETLOGON_NETWORK_INFO info = {.Identity = {.ParameterControl = request->parameter_control}};
    NETLOGON_LOGON_IDENTITY_INFO *identity = &info.Identity;
    const struct client_response *response = &request->response;
    void *memory;
    if (response->cleartext) {
        identity->ParameterControl |= MSV1_0_CLEARTEXT_PASSWORD_ALLOWED;
    }
    if (request->subauth) {
        identity->ParameterControl |=
            request->export == EXPORT_ROUTINE_EX ? MSV1_0_SUBAUTHENTICATION_DLL_EX : 0;
    }
    /* What a package sees of SubAuthPackageId is not documented: here nothing. */
    if (request->subauth && !request->subauth_message) {
        identity->ParameterControl |= (ULONG)request->package_id
                                      << MSV1_0_SUBAUTHENTICATION_DLL_SHIFT;
    }
    memcpy(info.LmChallenge.data, response->challenge, CHALLENGE_SIZE);
    bool put = put_text(marshalled, MARSHAL_USER, &identity->UserName, request->user,
                        GUARD_READ_ONLY, fault) &&
               put_text(marshalled, MARSHAL_DOMAIN, &identity->LogonDomainName, request->domain,
                        GUARD_READ_ONLY, fault) &&
               put_text(marshalled, MARSHAL_WORKSTATION, &identity->Workstation,
                        request->workstation, GUARD_READ_ONLY, fault) &&
               put_bytes(marshalled, MARSHAL_NT_RESPONSE, &info.NtChallengeResponse,
                         client_response_nt(response), response->nt_size, fault) &&
               put_bytes(marshalled, MARSHAL_LM_RESPONSE, &info.LmChallengeResponse,
                         client_response_lm(response), response->lm_size, fault) &&
               guard_put(&marshalled->guard, MARSHAL_INFO, &info, sizeof info, sizeof(void *),
                         GUARD_READ_ONLY, &memory, fault);
    marshalled->info = put ? memory : NULL;
    return put;
}

/* When the password must be changed: 0 at once, NT_NEVER not at all. */
static int64_t must_change(const struct sam_account *account, const struct policy *policy)
{
    if ((account->flags & USER_DONT_EXPIRE_PASSWORD) != 0) {
        return NT_NEVER;
    }
    if (account->password_last_set == 0) {
        return 0;
    }
    return policy->maximum_age == NT_NEVER ? NT_NEVER
                                           : account->password_last_set + policy->maximum_age;
}

static bool put_hours(struct marshalled *marshalled, LOGON_HOURS *hours,
                      const struct sam_account *account, struct fault *fault)
{
    void *memory = NULL;
    bool put = account->hours == NULL ||
               guard_put(&marshalled->guard, MARSHAL_HOURS, account->hours,
                         (account->units_per_week + 7) / 8, 1, GUARD_READ_ONLY, &memory, fault);
    *hours =
        (LOGON_HOURS){(USHORT)(account->hours == NULL ? 168 : account->units_per_week), memory};
    return put;
}

static void fill_account(USER_ALL_INFORMATION *user, const struct sam_account *account,
                         const struct policy *policy, struct moment now)
{
    int64_t change = must_change(account, policy);
    user->UserId = account->rid;
    user->PrimaryGroupId = 513; /* DOMAIN_GROUP_RID_USERS, ntsam.h */
    user->UserAccountControl = account->flags;
    if (lockout_in_force(policy, account, now.utc)) {
        user->UserAccountControl |= USER_ACCOUNT_AUTO_LOCKED;
    }
    user->AccountExpires.QuadPart = account->expires;
    user->PasswordLastSet.QuadPart = account->password_last_set;
    user->PasswordMustChange.QuadPart = change;
    user->PasswordExpired = change <= now.utc;
    user->BadPasswordCount = (USHORT)account->bad_password_count;
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

/* Room for one part of the answer. */
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

static bool build_answer(struct marshalled *marshalled, bool ex, struct fault *fault)
{
    if (ex) {
        return put_room(marshalled, MARSHAL_VALIDATION, sizeof *marshalled->validation,
                        &marshalled->validation, fault) &&
               put_room(marshalled, "ActionsPerformed", sizeof *marshalled->actions,
                        &marshalled->actions, fault);
    }
    bool put = put_room(marshalled, "WhichFields", sizeof *marshalled->which_fields,
                        &marshalled->which_fields, fault) &&
               put_room(marshalled, "UserFlags", sizeof *marshalled->user_flags,
                        &marshalled->user_flags, fault) &&
               put_room(marshalled, "Authoritative", sizeof *marshalled->authoritative,
                        &marshalled->authoritative, fault) &&
               put_room(marshalled, "LogoffTime", sizeof *marshalled->logoff, &marshalled->logoff,
                        fault) &&
               put_room(marshalled, "KickoffTime", sizeof *marshalled->kickoff,
                        &marshalled->kickoff, fault);
    if (put && marshalled->guard.side == GUARD_OFF) {
        *marshalled->authoritative = TRUE;
        marshalled->logoff->QuadPart = NT_NEVER;
        marshalled->kickoff->QuadPart = NT_NEVER;
    }
    return put;
}

bool marshal_build(struct marshalled *marshalled, enum guard_side side,
                   const struct logon_request *request, const struct sam_account *account,
                   const struct policy *policy, struct moment now, struct fault *fault)
{
    memset(marshalled, 0, sizeof *marshalled);
    guard_begin(&marshalled->guard, side);
    return build_request(marshalled, request, fault) &&
           build_account(marshalled, account, policy, now, fault) &&
           build_answer(marshalled, request->export == EXPORT_ROUTINE_EX, fault);
}

bool marshal_take_parameters(const struct marshalled *marshalled, struct sam_account *account,
                             struct fault *fault)
{
    const UNICODE_STRING *parameters = &marshalled->user->Parameters;
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
    guard_release(&marshalled->guard);
}
