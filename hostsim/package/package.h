/*
 * A subauthentication package, found as lsass finds it: Auth<N> below Lsa\MSV1_0 names it, and it
 * is loaded by that name. On Windows that is LoadLibrary; elsewhere it is System32/NAME.so in the
 * machine folder (the name in lower case).
 */
#ifndef HOSTSIM_PACKAGE_H
#define HOSTSIM_PACKAGE_H

#include <stdbool.h>

#include "logon.h"

typedef NTSTATUS(NTAPI *subauth_routine)(NETLOGON_LOGON_INFO_CLASS, PVOID, ULONG,
                                         PUSER_ALL_INFORMATION, PULONG, PULONG, PBOOLEAN,
                                         PLARGE_INTEGER, PLARGE_INTEGER);
typedef NTSTATUS(NTAPI *subauth_routine_ex)(NETLOGON_LOGON_INFO_CLASS, PVOID, ULONG,
                                            PUSER_ALL_INFORMATION, SAM_HANDLE,
                                            PMSV1_0_VALIDATION_INFO, PULONG);

typedef NTSTATUS(NTAPI *subauth_generic)(PVOID, ULONG, PULONG, PVOID *);

struct package {
    void *module;
    subauth_routine routine; /* NULL: not exported; so are the next two */
    subauth_routine_ex routine_ex;
    subauth_routine filter;  /* it is declared as the routine is (subauth.h) */
    subauth_generic generic; /* takes no part in a logon: generic.h */
};

/* "Msv1_0SubAuthenticationRoutine", ... */
const char *package_export_name(enum package_export export);
bool package_exports(const struct package *package, enum package_export export);

/* Whether Auth<id> of the protocol (Lsa\MSV1_0, Lsa\Kerberos) is set in the folder's registry. */
bool package_is_named(const char *folder, enum logon_protocol protocol, unsigned id);
/* STATUS_SUCCESS; STATUS_DLL_NOT_FOUND where the value or the DLL is absent. */
NTSTATUS package_open(const char *folder, enum logon_protocol protocol, unsigned id,
                      struct package *package);
/* The same for a file, whatever the registry says. */
NTSTATUS package_open_file(const char *path, struct package *package);
void package_close(struct package *package);

#endif
