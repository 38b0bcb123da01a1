/*
 * Which account a logon is for: the one of the name, Guest in its place, or none at all, as
 * ParameterControl says (ntsecapi.h, MSV1_0_LM20_LOGON).
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
 * STATUS_SUCCESS, with an account or anonymous; else why there is none: NO_SUCH_USER,
 * NO_SUCH_DOMAIN (TRY_SPECIFIED_DOMAIN_ONLY without a domain), NAME_TOO_LONG (an interactive
 * logon's name beyond 255 characters), NOLOGON_..._TRUST_ACCOUNT (a machine's account that
 * ParameterControl does not admit), ILL_FORMED_PASSWORD (its password beyond as many; that page
 * names no status).
 */
NTSTATUS account_choose(const struct machine *machine, const struct logon_request *request,
                        struct account_choice *choice);

/* Guest, where it may stand in for another account; else NULL. */
struct sam_account *account_guest(const struct machine *machine);

#endif
