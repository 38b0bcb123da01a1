#include "account_choice.h"

#include "parameter_control.h"
#include "status.h"
#include "text/utf.h"

#include <string.h>

#define INTERACTIVE_NAME_MOST 255 /* characters (ntsecapi.h, MSV1_0_INTERACTIVE_LOGON) */

struct sam_account *account_guest(const struct machine *machine)
{
    struct sam_account *guest = sam_find_rid(&machine->sam, RID_GUEST);
    bool on = guest != NULL && (guest->flags & USER_ACCOUNT_DISABLED) == 0 &&
              machine->policy.guest_enabled;
    return on ? guest : NULL;
}

static bool has(const struct logon_request *request, uint32_t flag)
{
    return (request->parameter_control & flag) != 0;
}

static bool is_anonymous(const struct logon_request *request)
{
    return !request->subauth && request->type == LOGON_TYPE_NETWORK &&
           request->protocol == PROTOCOL_NTLM && *request->user == '\0' &&
           !request->response.cleartext && request->response.nt_size == 0 &&
           request->response.lm_size == 0;
}

/*
 * Whether a machine's account is admitted: over the network alone, and where the caller asks for
 * it. A package judges the type of the account itself (SDK, the sample).
 */
static NTSTATUS admit_machine(const struct logon_request *request,
                              const struct sam_account *account)
{
    bool network = request->type == LOGON_TYPE_NETWORK;
    if ((account->flags & USER_WORKSTATION_TRUST_ACCOUNT) != 0 &&
        !(network && has(request, MSV1_0_ALLOW_WORKSTATION_TRUST_ACCOUNT))) {
        return STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT;
    }
    if ((account->flags & USER_SERVER_TRUST_ACCOUNT) != 0 &&
        !(network && has(request, MSV1_0_ALLOW_SERVER_TRUST_ACCOUNT))) {
        return STATUS_NOLOGON_SERVER_TRUST_ACCOUNT;
    }
    return (account->flags & USER_INTERDOMAIN_TRUST_ACCOUNT) != 0
               ? STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT
               : STATUS_SUCCESS;
}

NTSTATUS account_choose(const struct machine *machine, const struct logon_request *request,
                        struct account_choice *choice)
{
    bool only_guest = has(request, MSV1_0_TRY_GUEST_ACCOUNT_ONLY);
    bool never_guest =
        has(request, MSV1_0_DONT_TRY_GUEST_ACCOUNT) || request->type != LOGON_TYPE_NETWORK;
    *choice = (struct account_choice){.account = NULL};
    if (is_anonymous(request)) {
        choice->anonymous = true;
        return STATUS_SUCCESS;
    }
    if (has(request, MSV1_0_TRY_SPECIFIED_DOMAIN_ONLY) && *request->domain == '\0') {
        return STATUS_NO_SUCH_DOMAIN;
    }
    if (request->type != LOGON_TYPE_NETWORK &&
        utf8_to_utf16(request->user, strlen(request->user), NULL, 0) > INTERACTIVE_NAME_MOST) {
        return STATUS_NAME_TOO_LONG;
    }
    if (request->type != LOGON_TYPE_NETWORK &&
        request->response.nt_size / 2 > INTERACTIVE_NAME_MOST) {
        return STATUS_ILL_FORMED_PASSWORD;
    }
    choice->account = only_guest ? NULL : sam_find(&machine->sam, request->user);
    if (choice->account == NULL && (only_guest || !never_guest)) {
        choice->account = account_guest(machine);
        choice->guest = choice->account != NULL;
    }
    if (choice->account == NULL) {
        return STATUS_NO_SUCH_USER;
    }
    return request->subauth ? STATUS_SUCCESS : admit_machine(request, choice->account);
}
