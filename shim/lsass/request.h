/*
 * What MSV1_0 hands to the routine, as checked views: nothing is copied, no string is taken to end
 * in NUL (Q240938), and no length is believed without its buffer. Views are valid as long as the
 * caller's buffers, that is, until the routine returns.
 */
#ifndef IISSUBA_REQUEST_H
#define IISSUBA_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/subauth_abi.h"
#include "text/wide.h"

struct bytes {
    const unsigned char *bytes; /* NULL only where size is 0 */
    size_t size;
};

/* The request of a network logon: NETLOGON_NETWORK_INFO. */
struct request {
    struct wide user;
    struct wide domain;
    struct wide workstation;
    /*
     * MSV1_0_CLEARTEXT_PASSWORD_ALLOWED: all that is heeded of ParameterControl. Not so 0x10000
     * (MSV1_0_ALLOW_MSVCHAPV2; MS-NRPC 2.2.1.4.15: NTLMv1 allowed where only NTLMv2 is), on
     * purpose: what LmCompatibilityLevel refuses, an administrator has refused for every caller.
     */
    bool cleartext_allowed;
    const unsigned char *challenge; /* the server's, 8 bytes */
    struct bytes nt;                /* the case-sensitive field */
    struct bytes lm;                /* the case-insensitive field */
};

/* SAM's account: the parts of USER_ALL_INFORMATION that a logon is judged by. */
struct account {
    struct wide name;
    ULONG rid;
    ULONG control;   /* USER_... flags */
    int64_t expires; /* 0: never */
    struct wide workstations;
    const unsigned char *hours; /* units_per_week bits; NULL: no restriction */
    unsigned units_per_week;
    struct bytes nt_owf; /* SAM's own; size 0 where it has none */
    struct bytes lm_owf;
};

/*
 * False where a counted string is not sound: a length without a buffer, or one above MaximumLength.
 * Neither pointer is NULL.
 */
bool request_read(const void *network_info, struct request *request);
bool account_read(const USER_ALL_INFORMATION *user, struct account *account);

#endif
