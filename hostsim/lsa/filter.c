#include "filter.h"

#define EVENT_FILTER_MISSING 1 /* of hostsim's own: no document says what Windows reports */

static void report(const struct lsa *lsa, enum logon_protocol protocol, const char *what)
{
    event_log_write(&lsa->events, "hostsim", EVENT_FILTER_MISSING, "Warning",
                    "Auth0 below Lsa\\%s names a package that %s: no filter is asked.",
                    protocol == PROTOCOL_KERBEROS ? "Kerberos" : "MSV1_0", what);
}

const struct package *filter_find(struct lsa *lsa, const struct logon_request *request)
{
    enum logon_protocol protocol = request->protocol;
    const char *file = protocol == PROTOCOL_KERBEROS ? request->package_file : NULL;
    const struct package *package;
    bool named = lsa->registry.names_filter[protocol];
    bool *reported = &lsa->filter_reported[protocol];
    if (file == NULL && !named && !packages_hold(&lsa->packages, protocol, 0)) {
        return NULL;
    }
    NTSTATUS status =
        packages_find(&lsa->packages, lsa->machine.folder, protocol, 0, file, &package);
    if (status == STATUS_SUCCESS && package_exports(package, EXPORT_FILTER)) {
        return package;
    }
    if (!*reported && (status == STATUS_SUCCESS || named)) {
        report(lsa, protocol, status == STATUS_SUCCESS ? "exports none" : "cannot be loaded");
        *reported = true;
    }
    return NULL;
}
