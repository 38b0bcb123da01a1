/*
 * What the LSA hands to a package, as lsass does: NETLOGON_NETWORK_INFO and USER_ALL_INFORMATION,
 * every string in memory of exactly its length, without a NUL behind it.
 */
#ifndef HOSTSIM_HANDOVER_H
#define HOSTSIM_HANDOVER_H

#include "lsa.h"

#define HANDOVER_BUFFERS 16

struct handover {
    NETLOGON_NETWORK_INFO info;
    USER_ALL_INFORMATION user;
    struct {
        void *memory;
        size_t size;
    } buffers[HANDOVER_BUFFERS];
    size_t count;
};

/* The caller releases it, whatever the answer. */
bool handover_build(struct handover *handover, const struct lsa_request *request,
                    const struct sam_account *account, const struct policy *policy,
                    struct moment now, struct fault *fault);

/* Takes UserAll's Parameters over into the account. */
bool handover_take_parameters(const struct handover *handover, struct sam_account *account,
                              struct fault *fault);

/* Wipes and frees. */
void handover_release(struct handover *handover);

#endif
