/* What a KDC makes of a logon's result (RFC 4120, 7.5.9; the SDK's kerbsubauth sample). */
#ifndef HOSTSIM_KDC_H
#define HOSTSIM_KDC_H

#include "logon.h"

/*
 * The KDC's error for a logon that was refused: "KDC_ERR_POLICY" where a filter refused, otherwise
 * as the KDC's own check has it. It is static.
 */
const char *kdc_error(const struct logon_result *result);

/*
 * When the ticket of a logon that was granted ends: the smaller of the two times that are set, an
 * NT time. NT_NEVER where neither is.
 */
int64_t kdc_ticket_end(const struct logon_result *result);

#endif
