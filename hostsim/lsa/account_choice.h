/*
 * Which account a logon is for: the one of the name, Guest in its place, or none at all, as
 * ParameterControl says.
 *
 * Source: ntsecapi.h (MSV1_0_LM20_LOGON, MSV1_0_INTERACTIVE_LOGON).
 */
#ifndef HOSTSIM_ACCOUNT_CHOICE_H
#define HOSTSIM_ACCOUNT_CHOICE_H

#include "logon.h"
#include "machine.h"

struct account_choice {
    struct sam_account *account; /* the machine's; NULL: none */
    bool guest;                  /* it is Guest's, for another name */
    bool anonymous;              /* nobody's, and granted: an empty name and no response */
};

/*
 * Chooses the account. The request stays the caller's. Fills *choice, whose account is the
 * machine's. STATUS_SUCCESS with an account, or with anonymous set. Otherwise there is none that
 * may log on:
 *   STATUS_NO_SUCH_USER
 *   STATUS_NO_SUCH_DOMAIN            TRY_SPECIFIED_DOMAIN_ONLY, without a domain
 *   STATUS_NAME_TOO_LONG             a name beyond 255 characters, but for network logons
 *   STATUS_ILL_FORMED_PASSWORD       a password beyond as many; no page names a status for it
 *   STATUS_NOLOGON_..._TRUST_ACCOUNT a machine's account that ParameterControl does not admit
 */
NTSTATUS account_choose(const struct machine *machine, const struct logon_request *request,
                        struct account_choice *choice);

/* Guest, where it may stand in for another account. It is the machine's. NULL where it may not. */
struct sam_account *account_guest(const struct machine *machine);

#endif
