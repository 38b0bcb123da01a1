#include "handover.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lockout.h"
#include "text/utf.h"

static bool put_text(struct handover *handover, const char *name, UNICODE_STRING *string,
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
    bool put = guard_put(&handover->guard, name, units, 2 * count, sizeof *units, writable, &memory,
                         fault);
    free(units);
    *string = (UNICODE_STRING){(USHORT)(2 * count), (USHORT)(2 * count), memory};
    return put;
}

static bool put_bytes(struct handover *handover, const char *name, STRING *string, const void *data,
                      size_t size, struct fault *fault)
{
    void *memory;
    bool put = guard_put(&handover->guard, name, data, size, 1, GUARD_READ_ONLY, &memory, fault);
    *string = (STRING){(USHORT)size, (USHORT)size, memory};
    return put;
}

static bool put_owf(struct handover *handover, const char *name, UNICODE_STRING *string,
                    BOOLEAN *present, const unsigned char owf[OWF_SIZE], bool has,
                    struct fault *fault)
{
    void *memory;
    USHORT size = has ? OWF_SIZE : 0;
    bool put = guard_put(&handover->guard, name, owf, size, sizeof(uint16_t), GUARD_READ_ONLY,
                         &memory, fault);
    *string = (UNICODE_STRING){size, size, memory};
    *present = has;
    return put;
}

static bool build_request(struct handover *handover, const struct lsa_request *request,
                          struct fault *fault)
{
    NETLOGON_NETWORK_INFO info = {.Identity = {.ParameterControl = request->parameter_control}};
    NETLOGON_LOGON_IDENTITY_INFO *identity = &info.Identity;
    const struct presented *presented = &request->presented;
    void *memory;
    if (presented->cleartext) {
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
    memcpy(info.LmChallenge.data, presented->challenge, CHALLENGE_SIZE);
    bool put = put_text(handover, HANDOVER_USER, &identity->UserName, request->user,
                        GUARD_READ_ONLY, fault) &&
               put_text(handover, HANDOVER_DOMAIN, &identity->LogonDomainName, request->domain,
                        GUARD_READ_ONLY, fault) &&
               put_text(handover, HANDOVER_WORKSTATION, &identity->Workstation,
                        request->workstation, GUARD_READ_ONLY, fault) &&
               put_bytes(handover, HANDOVER_NT_RESPONSE, &info.NtChallengeResponse, presented->nt,
                         presented->nt_size, fault) &&
               put_bytes(handover, HANDOVER_LM_RESPONSE, &info.LmChallengeResponse, presented->lm,
                         presented->lm_size, fault) &&
               guard_put(&handover->guard, HANDOVER_INFO, &info, sizeof info, sizeof(void *),
                         GUARD_READ_ONLY, &memory, fault);
    handover->info = put ? memory : NULL;
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

static bool put_hours(struct handover *handover, LOGON_HOURS *hours,
                      const struct sam_account *account, struct fault *fault)
{
    void *memory = NULL;
    bool put = account->hours == NULL ||
               guard_put(&handover->guard, HANDOVER_HOURS, account->hours,
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

static bool build_account(struct handover *handover, const struct sam_account *account,
                          const struct policy *policy, struct moment now, struct fault *fault)
{
    static const struct guard_writable parameters = {offsetof(USER_ALL_INFORMATION, Parameters),
                                                     offsetof(USER_ALL_INFORMATION, Parameters) +
                                                         sizeof(UNICODE_STRING)};
    USER_ALL_INFORMATION user;
    void *memory;
    memset(&user, 0, sizeof user);
    fill_account(&user, account, policy, now);
    bool put = put_text(handover, HANDOVER_ACCOUNT, &user.UserName, account->name, GUARD_READ_ONLY,
                        fault) &&
               put_text(handover, HANDOVER_WORKSTATIONS, &user.WorkStations, account->workstations,
                        GUARD_READ_ONLY, fault) &&
               put_text(handover, HANDOVER_PARAMETERS, &user.Parameters, account->parameters,
                        GUARD_WRITABLE, fault) &&
               put_owf(handover, HANDOVER_NT_OWF, &user.NtPassword, &user.NtPasswordPresent,
                       account->owfs.nt, account->owfs.has_nt, fault) &&
               put_owf(handover, HANDOVER_LM_OWF, &user.LmPassword, &user.LmPasswordPresent,
                       account->owfs.lm, account->owfs.has_lm, fault) &&
               put_hours(handover, &user.LogonHours, account, fault) &&
               guard_put(&handover->guard, HANDOVER_ACCOUNT_INFO, &user, sizeof user,
                         sizeof(void *), parameters, &memory, fault);
    handover->user = put ? memory : NULL;
    return put;
}

/* Room for one part of the answer. */
static bool put_room(struct handover *handover, const char *name, size_t size, void *pointer,
                     struct fault *fault)
{
    unsigned char unset[sizeof(MSV1_0_VALIDATION_INFO)];
    void *memory;
    memset(unset, HANDOVER_UNSET(handover->guard.side), sizeof unset);
    bool put = guard_put(&handover->guard, name, unset, size, size < 8 ? size : 8, GUARD_WRITABLE,
                         &memory, fault);
    memcpy(pointer, &memory, sizeof memory);
    return put;
}

static bool build_answer(struct handover *handover, bool ex, struct fault *fault)
{
    if (ex) {
        return put_room(handover, HANDOVER_VALIDATION, sizeof *handover->validation,
                        &handover->validation, fault) &&
               put_room(handover, "ActionsPerformed", sizeof *handover->actions, &handover->actions,
                        fault);
    }
    bool put =
        put_room(handover, "WhichFields", sizeof *handover->which_fields, &handover->which_fields,
                 fault) &&
        put_room(handover, "UserFlags", sizeof *handover->user_flags, &handover->user_flags,
                 fault) &&
        put_room(handover, "Authoritative", sizeof *handover->authoritative,
                 &handover->authoritative, fault) &&
        put_room(handover, "LogoffTime", sizeof *handover->logoff, &handover->logoff, fault) &&
        put_room(handover, "KickoffTime", sizeof *handover->kickoff, &handover->kickoff, fault);
    if (put && handover->guard.side == GUARD_OFF) {
        *handover->authoritative = TRUE;
        handover->logoff->QuadPart = NT_NEVER;
        handover->kickoff->QuadPart = NT_NEVER;
    }
    return put;
}

bool handover_build(struct handover *handover, enum guard_side side,
                    const struct lsa_request *request, const struct sam_account *account,
                    const struct policy *policy, struct moment now, struct fault *fault)
{
    memset(handover, 0, sizeof *handover);
    guard_begin(&handover->guard, side);
    return build_request(handover, request, fault) &&
           build_account(handover, account, policy, now, fault) &&
           build_answer(handover, request->export == EXPORT_ROUTINE_EX, fault);
}

bool handover_take_parameters(const struct handover *handover, struct sam_account *account,
                              struct fault *fault)
{
    const UNICODE_STRING *parameters = &handover->user->Parameters;
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

void handover_release(struct handover *handover)
{
    guard_release(&handover->guard);
}
