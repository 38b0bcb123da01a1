/*
 * One logon: what is asked of LsaLogonUser, and what it answers. It is plain data, without
 * functions; the rooms above read and fill it. A request's texts stay the caller's.
 *
 * Sources: ntsecapi.h (MSV1_0_LM20_LOGON, MSV1_0_SUBAUTH_LOGON), subauth.h.
 */
#ifndef HOSTSIM_LOGON_H
#define HOSTSIM_LOGON_H

#include "abi/subauth_abi.h"
#include "client_response.h"
#include "lsass/credential.h"

struct sam_account;

/* ntsecapi.h's numbers (SECURITY_LOGON_TYPE). */
enum logon_type {
    LOGON_TYPE_INTERACTIVE = 2,
    LOGON_TYPE_NETWORK = 3,
    LOGON_TYPE_BATCH = 4,
    LOGON_TYPE_SERVICE = 5,
    LOGON_TYPE_NETWORK_CLEARTEXT = 8
};

/* Who validates the password: MSV1_0, or the KDC; each has a filter of its own. */
enum logon_protocol { PROTOCOL_NTLM, PROTOCOL_KERBEROS };

enum logon_caller { CALLER_LOCAL_SYSTEM, CALLER_NETWORK_SERVICE };

/* The exports by which a package takes part in a logon. */
enum package_export {
    EXPORT_ROUTINE, /* asked in MSV1_0's place */
    EXPORT_ROUTINE_EX,
    EXPORT_FILTER, /* asked after MSV1_0 or the KDC has admitted somebody, where it is Auth0 */
    EXPORT_COUNT
};

struct logon_request {
    const char *user; /* UTF-8, as are the next two; never NULL */
    const char *domain;
    const char *workstation;
    enum logon_type type;
    enum logon_protocol protocol;
    enum logon_caller caller;
    bool subauth;             /* through a package: network logons by NTLM only */
    unsigned package_id;      /* 0 to 255 */
    const char *package_file; /* instead of what the registry names; may be NULL */
    bool subauth_message; /* MSV1_0_SUBAUTH_LOGON, which names the package in a field of its own;
                             else MSV1_0_LM20_LOGON, in ParameterControl's high byte */
    bool transitive;      /* the package is asked at the network level of a transitive trust */
    bool null_pointers;   /* Kerberos: LogonInformation and the times are NULL (kerbsubauth) */
    enum package_export export; /* which of its exports is asked */
    uint32_t parameter_control; /* further MSV1_0_... flags: parameter_control.h */
    uint32_t flags;             /* further MSV1_0_... flags of the routine's own */
    struct client_response response;
};

/* What Msv1_0SubAuthenticationRoutineEx alone answers with (MSV1_0_VALIDATION_INFO). */
struct logon_validation {
    uint32_t which_fields; /* MSV1_0_VALIDATION_...: which of the next are there */
    uint32_t user_id;
    unsigned char session_key[16];
    char logon_server[128]; /* UTF-8, cut where it is longer; so is the next */
    char domain[128];
    uint32_t actions; /* ActionsPerformed: MSV1_0_SUBAUTH_... */
};

struct logon_result {
    NTSTATUS status; /* what the package or SAM judged; caller_status.h has what the caller sees */
    bool authoritative;
    uint32_t user_flags; /* LOGON_... of ntsecapi.h */
    uint32_t which_fields;
    int64_t logoff_time; /* NT time; NT_NEVER */
    int64_t kickoff_time;
    const char *called;          /* the last export that was asked, or "none" */
    bool refused_by_filter;      /* MSV1_0 or the KDC had admitted the account */
    enum proven_by proven_by;    /* what proved the password to SAM's own check */
    bool anonymous;              /* granted without an account: an empty name and no response */
    uint64_t logon_id;           /* the LSA gives each logon one of its own */
    struct sam_account *account; /* the machine's; NULL: none was found */
    struct logon_validation validation; /* of Ex; else zero */
    uint64_t elapsed_ns;                /* of the whole */
};

#endif
