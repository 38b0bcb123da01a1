/*
 * The filter: Auth0 below Lsa\MSV1_0, and one of the KDC's own below Lsa\Kerberos. It is asked
 * after MSV1_0 or the KDC has admitted somebody, whatever the type of the logon, and may refuse.
 *
 * Source: the SDK's pages on subauthentication packages and Msv1_0SubAuthenticationFilter.
 */
#ifndef HOSTSIM_FILTER_H
#define HOSTSIM_FILTER_H

#include "lsa_open.h"

/*
 * Finds the package whose filter is to be asked about a logon: Auth0 of its protocol, or, for
 * Kerberos, the request's package_file where that is not NULL. It is the LSA's. NULL where there is
 * none. Where Auth0 names one that cannot be loaded, or that exports no filter, an event says so,
 * once for each LSA.
 */
const struct package *filter_find(struct lsa *lsa, const struct logon_request *request);

#endif
