/*
 * One logon: what is asked of LsaLogonUser, and what it answers. Plain data; the rooms above read
 * and fill it. Sources: ntsecapi.h (MSV1_0_LM20_LOGON, MSV1_0_SUBAUTH_LOGON), subauth.h.
 */
#ifndef HOSTSIM_LOGON_H
#define HOSTSIM_LOGON_H

#include "abi/subauth_abi.h"
#include "client_response.h"

enum logon_type { LOGON_TYPE_INTERACTIVE = 2, LOGON_TYPE_NETWORK = 3 }; /* ntsecapi.h's numbers */
enum logon_caller { CALLER_LOCAL_SYSTEM, CALLER_NETWORK_SERVICE };

/* The exports by which a package takes part in a logon. */
enum package_export {
    EXPORT_ROUTINE, /* asked in MSV1_0's place */
    EXPORT_ROUTINE_EX,
    EXPORT_FILTER, /* asked after MSV1_0 has admitted somebody, where it is Auth0 */
    EXPORT_COUNT
};

struct logon_request {
    const char *user; /* UTF-8, as are the next two; never NULL */
    const char *domain;
    const char *workstation;
    enum logon_type type;
    enum logon_caller caller;
    bool subauth;             /* through a package: network logons only */
    unsigned package_id;      /* 0 to 255 */
    const char *package_file; /* instead of what the registry names; may be NULL */
    bool subauth_message; /* MSV1_0_SUBAUTH_LOGON, which names the package in a field of its own;
                             else MSV1_0_LM20_LOGON, in ParameterControl's high byte */
    enum package_export export; /* which of its exports is asked */
    uint32_t parameter_control; /* further MSV1_0_... flags */
    uint32_t flags;             /* further MSV1_0_... flags of the routine's own */
    struct client_response response;
};

struct logon_result {
    NTSTATUS status; /* what the package or SAM judged; status_text() has what the caller sees */
    bool authoritative;
    uint32_t user_flags;
    uint32_t which_fields;
    int64_t logoff_time; /* NT time; NT_NEVER */
    int64_t kickoff_time;
    const char *called;  /* the export, or "none" */
    uint64_t elapsed_ns; /* of the whole */
};

#endif
