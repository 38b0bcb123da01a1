/*
 * The client's half: what a service presents for a password, in each of the six forms. That is in
 * one struct, and wiped when done with. Responses that somebody else made can be far longer: they
 * stay in memory of whoever read them.
 */
#ifndef HOSTSIM_CLIENT_RESPONSE_H
#define HOSTSIM_CLIENT_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "lsass/ntlm.h"
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

/* "cleartext", "lm", ...; false where there is no such form. */
bool response_form_named(const char *name, enum response_form *form);

/* The two fields: nt_size and lm_size bytes. */
const unsigned char *client_response_nt(const struct client_response *response);
const unsigned char *client_response_lm(const struct client_response *response);

/*
 * Fills presented for a password (UTF-8), a user and a domain, with fresh random challenges. False
 * where the password is too long, not UTF-8, or has no such form (LM beyond 14 ASCII characters).
 */
bool client_respond(enum response_form form, const char *password, const char *user,
                    const char *domain, struct client_response *response, struct fault *fault);

#endif
