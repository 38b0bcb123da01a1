/*
 * The filter: Auth0 below Lsa\MSV1_0, and one of the KDC's own below Lsa\Kerberos. It is asked
 * after MSV1_0 or the KDC has admitted somebody, whatever the type of the logon (SDK,
 * subauthentication packages), and may refuse.
 */
#ifndef HOSTSIM_FILTER_H
#define HOSTSIM_FILTER_H

#include "lsa_open.h"

/*
 * The package whose filter is to be asked about the logon; NULL: there is none. For Kerberos it is
 * the request's package_file, where that names one. Where Auth0 names one that cannot be loaded, or
 * that exports no filter, an event says so.
 */
const struct package *filter_find(struct lsa *lsa, const struct logon_request *request);

#endif
