/* The types of logon by name, as options and lines have them (ntsecapi.h, SECURITY_LOGON_TYPE). */
#ifndef HOSTSIM_LOGON_TYPE_H
#define HOSTSIM_LOGON_TYPE_H

#include "logon.h"

/*
 * The type of a name: "network", "interactive", "network-cleartext", "batch", "service". False
 * where there is none of that name; *type is then as it was.
 */
bool logon_type_named(const char *name, enum logon_type *type);

/* The name of a type. It is static. */
const char *logon_type_name(enum logon_type type);

#endif
