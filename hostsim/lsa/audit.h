/* One line in events.log for each logon: the Security log's events of NT 4.0 to 2003 (KB 174074).
 */
#ifndef HOSTSIM_AUDIT_H
#define HOSTSIM_AUDIT_H

#include "event_log.h"
#include "logon.h"

void audit(const struct event_log *events, const struct logon_request *request,
           const struct logon_result *result);

#endif
