/*
 * What a KDC makes of a logon's result: an error of RFC 4120 (7.5.9), or a ticket that ends with
 * the smaller of the two times that are set (SDK, kerbsubauth).
 */
#ifndef HOSTSIM_KDC_H
#define HOSTSIM_KDC_H

#include "logon.h"

/* "KDC_ERR_POLICY" where a filter refused; otherwise as the KDC's own check has it. */
const char *kdc_error(const struct logon_result *result);

/* An NT time; NT_NEVER where neither time is set. */
int64_t kdc_ticket_end(const struct logon_result *result);

#endif
