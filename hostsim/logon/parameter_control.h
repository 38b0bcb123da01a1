/*
 * ParameterControl, the flags of MSV1_0_LM20_LOGON and MSV1_0_SUBAUTH_LOGON: what each is called,
 * and whether this host does what it is documented for.
 *
 * Sources: ntsecapi.h, and MS-NRPC 2.2.1.4.15.
 */
#ifndef HOSTSIM_PARAMETER_CONTROL_H
#define HOSTSIM_PARAMETER_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "logon.h"

/* ntsecapi.h; those that packages need are in subauth_abi.h. */
#define MSV1_0_UPDATE_LOGON_STATISTICS 0x04
#define MSV1_0_RETURN_USER_PARAMETERS 0x08
#define MSV1_0_ALLOW_SERVER_TRUST_ACCOUNT 0x20
#define MSV1_0_RETURN_PASSWORD_EXPIRY 0x40
#define MSV1_0_RETURN_PROFILE_PATH 0x200
#define MSV1_0_TRY_SPECIFIED_DOMAIN_ONLY 0x400
#define MSV1_0_ALLOW_WORKSTATION_TRUST_ACCOUNT 0x800
#define MSV1_0_ALLOW_FORCE_GUEST 0x00002000

/* ntsecapi.h: the profile's user flags; those that packages need are in subauth_abi.h. */
#define LOGON_USED_LM_PASSWORD 0x08
#define LOGON_SUBAUTH_SESSION_KEY 0x40
#define LOGON_NTLMV2_ENABLED 0x100
#define LOGON_PROFILE_PATH_RETURNED 0x400
#define LOGON_NT_V2 0x800
#define LOGON_LM_V2 0x1000

/*
 * Whether every flag is one that the host follows. The high byte, which names the package, is not
 * looked at. False, with a fault that names the first flag that it does not follow.
 */
bool parameter_control_check(uint32_t flags, struct fault *fault);

/*
 * ParameterControl of a request as a whole: its further flags, that the fields may hold the
 * password, that Ex is asked for, and the package in the high byte, unless the request is an
 * MSV1_0_SUBAUTH_LOGON, which has a field for it (what a package sees of that is not documented:
 * here nothing).
 */
uint32_t parameter_control_of(const struct logon_request *request);

#endif
