#include "handover.h"

#include <stdlib.h>
#include <string.h>

#include "lockout.h"
#include "text/utf.h"

/* Memory of exactly so many bytes; NULL for none. */
static bool keep(struct handover *handover, const void *data, size_t size, void **memory,
                 struct fault *fault)
{
    *memory = NULL;
    if (size == 0) {
        return true;
    }
    *memory = malloc(size);
    if (*memory == NULL) {
        return fault_set(fault, "no memory");
    }
    memcpy(*memory, data, size);
    handover->buffers[handover->count].memory = *memory;
    handover->buffers[handover->count++].size = size;
    return true;
}

static bool put_text(struct handover *handover, UNICODE_STRING *string, const char *text,
                     struct fault *fault)
{
    size_t length = strlen(text);
    void *memory;
    uint16_t *units = malloc((length + 1) * sizeof *units);
    size_t count = units == NULL ? SIZE_MAX : utf8_to_utf16(text, length, units, length);
    if (count > 0x7FFF) {
        free(units);
        return fault_set(fault, "a name is not UTF-8, or longer than 32767 characters");
    }
    bool kept = keep(handover, units, 2 * count, &memory, fault);
    free(units);
    *string = (UNICODE_STRING){(USHORT)(2 * count), (USHORT)(2 * count), memory};
    return kept;
}

static bool put_bytes(struct handover *handover, STRING *string, const void *data, size_t size,
                      struct fault *fault)
{
    void *memory;
    bool kept = keep(handover, data, size, &memory, fault);
    *string = (STRING){(USHORT)size, (USHORT)size, memory};
    return kept;
}

static bool put_owf(struct handover *handover, UNICODE_STRING *string, BOOLEAN *present,
                    const unsigned char owf[OWF_SIZE], bool has, struct fault *fault)
{
    void *memory;
    USHORT size = has ? OWF_SIZE : 0;
    bool kept = keep(handover, owf, size, &memory, fault);
    *string = (UNICODE_STRING){size, size, memory};
    *present = has;
    return kept;
}

static bool build_request(struct handover *handover, const struct lsa_request *request,
                          struct fault *fault)
{
    NETLOGON_LOGON_IDENTITY_INFO *identity = &handover->info.Identity;
    const struct presented *presented = &request->presented;
    identity->ParameterControl = request->parameter_control;
    if (presented->cleartext) {
        identity->ParameterControl |= MSV1_0_CLEARTEXT_PASSWORD_ALLOWED;
    }
    if (request->subauth) {
        identity->ParameterControl |= (ULONG)request->package_id
                                      << MSV1_0_SUBAUTHENTICATION_DLL_SHIFT;
        identity->ParameterControl |= request->ex ? MSV1_0_SUBAUTHENTICATION_DLL_EX : 0;
    }
    memcpy(handover->info.LmChallenge.data, presented->challenge, CHALLENGE_SIZE);
    return put_text(handover, &identity->UserName, request->user, fault) &&
           put_text(handover, &identity->LogonDomainName, request->domain, fault) &&
           put_text(handover, &identity->Workstation, request->workstation, fault) &&
           put_bytes(handover, &handover->info.NtChallengeResponse, presented->nt,
                     presented->nt_size, fault) &&
           put_bytes(handover, &handover->info.LmChallengeResponse, presented->lm,
                     presented->lm_size, fault);
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

static bool build_hours(struct handover *handover, const struct sam_account *account,
                        struct fault *fault)
{
    void *memory = NULL;
    bool kept = account->hours == NULL ||
                keep(handover, account->hours, (account->units_per_week + 7) / 8, &memory, fault);
    handover->user.LogonHours.UnitsPerWeek =
        (USHORT)(account->hours == NULL ? 168 : account->units_per_week);
    handover->user.LogonHours.LogonHours = memory;
    return kept;
}

static bool build_account(struct handover *handover, const struct sam_account *account,
                          const struct policy *policy, struct moment now, struct fault *fault)
{
    USER_ALL_INFORMATION *user = &handover->user;
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
    user->LogonCount = 0;
    return put_text(handover, &user->UserName, account->name, fault) &&
           put_text(handover, &user->WorkStations, account->workstations, fault) &&
           put_text(handover, &user->Parameters, account->parameters, fault) &&
           put_owf(handover, &user->NtPassword, &user->NtPasswordPresent, account->owfs.nt,
                   account->owfs.has_nt, fault) &&
           put_owf(handover, &user->LmPassword, &user->LmPasswordPresent, account->owfs.lm,
                   account->owfs.has_lm, fault) &&
           build_hours(handover, account, fault);
}

bool handover_build(struct handover *handover, const struct lsa_request *request,
                    const struct sam_account *account, const struct policy *policy,
                    struct moment now, struct fault *fault)
{
    memset(handover, 0, sizeof *handover);
    return build_request(handover, request, fault) &&
           build_account(handover, account, policy, now, fault);
}

bool handover_take_parameters(const struct handover *handover, struct sam_account *account,
                              struct fault *fault)
{
    const UNICODE_STRING *parameters = &handover->user.Parameters;
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
    for (size_t i = 0; i < handover->count; i++) {
        ntlm_wipe(handover->buffers[i].memory, handover->buffers[i].size);
        free(handover->buffers[i].memory);
    }
    handover->count = 0;
}
