/*
 * A subauthentication package, found as lsass finds it: Auth<N> below Lsa\MSV1_0, or the KDC's
 * below Lsa\Kerberos, names it, and it is loaded by that name. On Windows that is LoadLibrary.
 * Elsewhere it is System32/NAME.so in the machine folder, with the name in lower case; what else a
 * name can be is in package_file.h.
 *
 * Sources: subauth.h (the routines), ntsecapi.h (MSV1_0_SUBAUTHENTICATION_KEY and _VALUE), the
 * SDK's kerbsubauth sample.
 */
#ifndef HOSTSIM_PACKAGE_H
#define HOSTSIM_PACKAGE_H

#include <stdbool.h>

#include "logon.h"
#include "text/fault.h"

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

/* The name of an export: "Msv1_0SubAuthenticationRoutine". It is static. */
const char *package_export_name(enum package_export export);

/* That of struct package's generic. */
#define PACKAGE_GENERIC_NAME "Msv1_0SubAuthenticationRoutineGeneric"

/* Whether a package has an export. */
bool package_exports(const struct package *package, enum package_export export);

/*
 * Whether the folder's registry names a package as Auth<id> of the protocol. A value that is no
 * text is a name that nothing can be loaded by. False also where the registry cannot be read.
 */
bool package_is_named(const char *folder, enum logon_protocol protocol, unsigned id);

/*
 * Loads the package that Auth<id> of the protocol names. folder is the machine folder. Whoever made
 * that says what code runs here, unless trusted is not NULL: it is then the path of the one DLL
 * that may run. That DLL itself is loaded, where the package's file has its bytes (so that whatever
 * becomes of the folder's file after the comparison, it is not loaded), and nothing else; "" is
 * none. Fills *package; the caller closes it. STATUS_DLL_NOT_FOUND where the value or the DLL is
 * absent, or is not trusted: there is then nothing to close. A package without any export is no
 * error.
 */
NTSTATUS package_open(const char *folder, enum logon_protocol protocol, unsigned id,
                      const char *trusted, struct package *package);

/*
 * Whether Auth<id> of the protocol names a package that is there, and that package_open leaves out
 * because it is not trusted. trusted is as there.
 */
bool package_is_left_out(const char *folder, enum logon_protocol protocol, unsigned id,
                         const char *trusted);

/* Does the same for a file, whatever the registry says. */
NTSTATUS package_open_file(const char *path, struct package *package);

/* Does the same. False where it cannot be loaded: the fault says why (package_why_not_loaded). */
bool package_load(const char *path, struct package *package, struct fault *fault);

/* Unloads the package, and leaves it empty. One without a module is only emptied. */
void package_close(struct package *package);

#endif
