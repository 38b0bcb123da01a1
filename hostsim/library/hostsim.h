/*
 * libhostsim: a fake LSA for the tests of MSV1_0 subauthentication packages.
 *
 * A test is a table of cases, each a logon and what is expected of it, and one call that runs it:
 *
 *     static const struct hostsim_case cases[] = {
 *         {.name = "the right password", .user = "IUSR_X", .password = "secret",
 *          .status = STATUS_SUCCESS, .authoritative = HOSTSIM_YES},
 *         {.name = "disabled", .user = "IUSR_X", .password = "secret",
 *          .account = "{\"flags\": [\"USER_ACCOUNT_DISABLED\"]}",
 *          .status = STATUS_ACCOUNT_DISABLED, .authoritative = HOSTSIM_NO},
 *     };
 *     struct hostsim *host = hostsim_new();
 *     hostsim_add_account(host, "{\"name\": \"IUSR_X\", \"rid\": 1001, \"password\": \"secret\"}");
 *     hostsim_set_package(host, "./mypackage.so");
 *     const char *wrong = hostsim_run(host, cases, sizeof cases / sizeof cases[0]);
 *     // NULL: all as expected; else: case "disabled": status: expected ..., got ...
 *     hostsim_close(host);
 *
 * All text is NUL-terminated UTF-8. What is handed in is copied, unless a comment says otherwise. A
 * pointer is not NULL, unless a comment says that it may be. A host belongs to one thread at a
 * time. Hosts share nothing but the process, so that tests run in parallel; a package that is
 * loaded twice is one. A crash in the package is caught, and is a failure of its case: SIGSEGV and
 * its like are the library's while the package is called.
 *
 * Sources: subauth.h and ntsecapi.h (the routines, and what they are handed).
 */
/*
 * Versions. The library's soname changes where a program has to be built anew. Until then the two
 * structures that a program fills grow at their ends alone: hostsim_run and hostsim_set_routines
 * pass the size that the program was built with, and what it does not know is the usual.
 */
#ifndef HOSTSIM_H
#define HOSTSIM_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/subauth_abi.h"

struct hostsim;

/* The signatures of a package's exports: the routine and Filter, Ex, Generic (subauth.h). */
typedef NTSTATUS(NTAPI *hostsim_routine)(NETLOGON_LOGON_INFO_CLASS, PVOID, ULONG,
                                         PUSER_ALL_INFORMATION, PULONG, PULONG, PBOOLEAN,
                                         PLARGE_INTEGER, PLARGE_INTEGER);
typedef NTSTATUS(NTAPI *hostsim_routine_ex)(NETLOGON_LOGON_INFO_CLASS, PVOID, ULONG,
                                            PUSER_ALL_INFORMATION, SAM_HANDLE,
                                            PMSV1_0_VALIDATION_INFO, PULONG);
typedef NTSTATUS(NTAPI *hostsim_generic_routine)(PVOID, ULONG, PULONG, PVOID *);

/* A package in this program. NULL: it has no such export. */
struct hostsim_routines {
    hostsim_routine routine;
    hostsim_routine_ex routine_ex;
    hostsim_routine filter;
    hostsim_generic_routine generic;
};

enum hostsim_expected { HOSTSIM_ANY, HOSTSIM_NO, HOSTSIM_YES };

/* One logon, and what is expected of it. What is NULL or zero is the usual. */
struct hostsim_case {
    const char *name; /* for the failure; NULL: its number */

    /* The logon. */
    const char *user; /* required */
    const char *password;
    const char *response; /* its form: "cleartext", "lm", "ntlmv1", "ntlm2-session", "ntlmv2" (the
                             usual), "lmv2" */
    const char *domain;
    const char *workstation;
    const char *account; /* SAM fields for this logon alone: a JSON object of sam.json's keys */
    const char *more;    /* further keys of `hostsim batch`, as a JSON object */
    bool ex;             /* Msv1_0SubAuthenticationRoutineEx */
    bool filter;         /* Msv1_0SubAuthenticationFilter */
    bool no_subauth;     /* SAM's own check */
    bool hostile; /* asked in every way that is hard on the package, too: a finding is a failure */

    /* What is expected. */
    NTSTATUS status; /* what the package, or SAM, answers */
    enum hostsim_expected authoritative;
    const char *answer; /* further members that the answer must have, as `hostsim logon --json`
                           prints them: a JSON object */
};

/*
 * Makes an empty server: a temporary machine folder, made at the first run. The caller closes it.
 * NULL where there is no memory.
 */
struct hostsim *hostsim_new(void);

/*
 * Makes a server of a machine folder. From the first run on the folder is locked until the host is
 * closed; what logons change is written back by each run. The caller closes it. NULL where there is
 * no memory; a folder that is broken is reported by the first run.
 */
struct hostsim *hostsim_open(const char *folder);

/* Unloads the package, removes a temporary folder, and frees the host. host may be NULL. */
void hostsim_close(struct hostsim *host);

/*
 * Adds an account to an empty server, before the first run. account is a JSON object of sam.json's
 * keys. False, with hostsim_error saying why, where it is none, the server has a folder of its own,
 * or it has run. A key that is wrong is reported by the first run.
 */
bool hostsim_add_account(struct hostsim *host, const char *account);

/*
 * Sets the package that subauthenticated logons go to: a file, or, before the first run, functions
 * of this program. A file is preferred where both are set; a filter among the functions is Auth0 as
 * well, of MSV1_0 and of the KDC. False, with hostsim_error saying why, where there is no memory,
 * or functions are set after the first run. A file that does not load is reported by the logon:
 * STATUS_DLL_NOT_FOUND.
 */
bool hostsim_set_package(struct hostsim *host, const char *file);
#define hostsim_set_routines(host, ...) \
    hostsim_set_routines_sized(host, sizeof(struct hostsim_routines), __VA_ARGS__)
bool hostsim_set_routines_sized(struct hostsim *host, size_t size,
                                const struct hostsim_routines *routines);

/*
 * Sets what the host takes the time to be: "2003-07-01T12:00:00Z". time may be NULL: the system's.
 * SAM's restrictions and lockout go by it; a package that reads the clock itself does not. False,
 * with hostsim_error saying why, where it is no time: it is then the system's.
 */
bool hostsim_set_time(struct hostsim *host, const char *time);

/*
 * Runs the cases, one after the other; cases may be NULL where count is 0. They are only read, and
 * not kept. NULL where each came out as expected. Otherwise the failures, a line each, which name
 * the case and the difference; or, where the server itself failed, why. The text is the host's
 * until the host is used again.
 */
#define hostsim_run(host, ...) hostsim_run_sized(host, sizeof(struct hostsim_case), __VA_ARGS__)
const char *hostsim_run_sized(struct hostsim *host, size_t size, const struct hostsim_case *cases,
                              size_t count);

/*
 * Calls RoutineGeneric, as LsaCallAuthenticationPackage with MsV1_0SubAuth does. size bytes of
 * submit go to it; submit may be NULL where size is 0. returned has room for *returned_size bytes.
 * What RoutineGeneric returns is copied there, and *returned_size becomes its bytes; what does not
 * fit, or is beyond 65536 bytes, is cut off. The package is called twice, with its buffers watched.
 * Returns what RoutineGeneric does. STATUS_UNSUCCESSFUL, with hostsim_error saying why, where it
 * crashed, read or wrote beyond, or the host failed. (ntsecapi.h, MSV1_0_SUBAUTH_REQUEST)
 */
NTSTATUS hostsim_generic(struct hostsim *host, const void *submit, size_t size, void *returned,
                         size_t *returned_size);

/*
 * Why the last of the above failed; "" where it did not. The text is the host's until the host is
 * used again.
 */
const char *hostsim_error(const struct hostsim *host);

/* The version of the library that is linked or loaded, as "0.1.0". It is the library's. */
const char *hostsim_version(void);

#endif
