/*
 * Where the copy of the DLL is that register made, noted in the registry (InstalledDll): unregister
 * removes what register added. Errors are the registry's; changes are in force once it is
 * committed.
 */
#ifndef IISSUBACTL_INSTALLED_DLL_H
#define IISSUBACTL_INSTALLED_DLL_H

#include "enrolment/deployment.h"
#include "registry/registry.h"

/* Notes the path. REGISTRY_INVALID where it is too long, or no UTF-8. */
long installed_dll_note(struct registry *registry, const char *path);

/* Takes the note away; none is no error. */
long installed_dll_forget(struct registry *registry);

/* Takes the note away, and fills path; empty where there was none. */
long installed_dll_take(struct registry *registry, char path[DEPLOYMENT_PATH_MAX]);

#endif
