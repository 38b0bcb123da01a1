/*
 * What the LSA goes by of the registry, read once, and again where the registry has changed: to ask
 * whether it has is one call of the system, however many accounts are enrolled there.
 */
#ifndef HOSTSIM_LSA_REGISTRY_H
#define HOSTSIM_LSA_REGISTRY_H

#include "logon.h"
#include "lsa_values.h"
#include "registry/registry.h"

/* Zeroed before first use. */
struct lsa_registry {
    struct registry_watch watch;
    struct lsa_values values;
    bool names_filter[2]; /* by protocol: Auth0 names a package */
};

/* Reads the folder's registry where that is due. */
void lsa_registry_refresh(struct lsa_registry *registry, const char *folder,
                          const struct policy *policy);

/* Frees what it holds, and leaves it as zeroed. */
void lsa_registry_close(struct lsa_registry *registry);

#endif
