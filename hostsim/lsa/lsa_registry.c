#include "lsa_registry.h"

#include "package.h"

void lsa_registry_refresh(struct lsa_registry *registry, const char *folder,
                          const struct policy *policy)
{
    if (registry_watch_changed(folder, &registry->watch)) {
        registry->values = lsa_values_read(folder, policy);
        registry->names_filter[PROTOCOL_NTLM] = package_is_named(folder, PROTOCOL_NTLM, 0);
        registry->names_filter[PROTOCOL_KERBEROS] = package_is_named(folder, PROTOCOL_KERBEROS, 0);
    }
}

void lsa_registry_close(struct lsa_registry *registry)
{
    registry_watch_close(&registry->watch);
    *registry = (struct lsa_registry){.values = {0}};
}
