/*
 * The client's half of a logon: what a service presents for a password, in each of the six forms.
 * It is all in one struct, which whoever filled it wipes. Responses that somebody else made can be
 * far longer: they stay in the memory of whoever read them.
 *
 * Sources: MS-NLMP 2.2.2 and 3.3, ntsecapi.h (MSV1_0_LM20_LOGON).
 */
#ifndef HOSTSIM_CLIENT_RESPONSE_H
#define HOSTSIM_CLIENT_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "lsass/owf_pair.h"
#include "text/fault.h"

enum response_form {
    RESPONSE_NTLMV2, /* the default: every LmCompatibilityLevel allows it */
    RESPONSE_CLEARTEXT,
    RESPONSE_LM,
    RESPONSE_NTLMV1,
    RESPONSE_NTLM2_SESSION,
    RESPONSE_LMV2,
    RESPONSE_NONE /* no credential at all */
};

#define PASSWORD_MAX 256 /* UTF-16 units, as Windows' own limit (LM20_PWLEN's successor, PWLEN) */
#define RESPONSE_MOST 65535 /* bytes: what a counted string's Length, a USHORT, can say */

struct client_response {
    unsigned char challenge[CHALLENGE_SIZE];
    unsigned char nt[2 * PASSWORD_MAX];
    size_t nt_size;
    unsigned char lm[2 * PASSWORD_MAX];
    size_t lm_size;
    const unsigned char *raw_nt; /* nt_size bytes instead of nt, not owned; NULL: nt it is */
    const unsigned char *raw_lm; /* the same for lm */
    bool cleartext;              /* ParameterControl says MSV1_0_CLEARTEXT_PASSWORD_ALLOWED */
};

/* The forms' names, as the tools' help has them. */
#define RESPONSE_FORMS "cleartext|lm|ntlmv1|ntlm2-session|ntlmv2|lmv2"

/*
 * The form of a name: "cleartext", "lm", "ntlmv1", "ntlm2-session", "ntlmv2", "lmv2". False where
 * there is none of that name; *form is then as it was.
 */
bool response_form_named(const char *name, enum response_form *form);

/*
 * The NT field, of nt_size bytes, and the LM field, of lm_size. The bytes are the response's, or
 * those that raw_nt and raw_lm point to.
 */
const unsigned char *client_response_nt(const struct client_response *response);
const unsigned char *client_response_lm(const struct client_response *response);

/*
 * Fills *response for a password, a user and a domain, under fresh random challenges. password has
 * at most PASSWORD_MAX UTF-16 units; user and domain have at most 512 each. With RESPONSE_NONE both
 * fields are empty. The caller wipes *response. False where one of them is too long or not UTF-8,
 * the password has no such form (LM: up to 14 ASCII characters), or there are no random numbers.
 * (MS-NLMP 3.3)
 */
bool client_respond(enum response_form form, const char *password, const char *user,
                    const char *domain, struct client_response *response, struct fault *fault);

/*
 * The same of one-way functions that somebody has stored, as one presents them who has the password
 * they are of: NTLMv2 where there is an NT owf, else LM; nothing where there is neither.
 */
bool client_respond_stored(const struct owf_pair *owfs, const char *user, const char *domain,
                           struct client_response *response, struct fault *fault);

#endif
