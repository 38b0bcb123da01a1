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
 * All text is UTF-8. What is handed in is copied. A host belongs to one thread at a time; hosts
 * share nothing, so that tests run in parallel, but the process: a package that is loaded twice is
 * one. A crash in the package is caught and is a failure of its case (SIGSEGV and its like are the
 * library's while the package is called).
 */
#ifndef HOSTSIM_H
#define HOSTSIM_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/subauth_abi.h"

struct hostsim;

/* The routine, and Filter (subauth.h); Ex. */
typedef NTSTATUS(NTAPI *hostsim_routine)(NETLOGON_LOGON_INFO_CLASS, PVOID, ULONG,
                                         PUSER_ALL_INFORMATION, PULONG, PULONG, PBOOLEAN,
                                         PLARGE_INTEGER, PLARGE_INTEGER);
typedef NTSTATUS(NTAPI *hostsim_routine_ex)(NETLOGON_LOGON_INFO_CLASS, PVOID, ULONG,
                                            PUSER_ALL_INFORMATION, SAM_HANDLE,
                                            PMSV1_0_VALIDATION_INFO, PULONG);

typedef NTSTATUS(NTAPI *hostsim_generic_routine)(PVOID, ULONG, PULONG, PVOID *);

/* A package in this program; NULL: it has no such export. */
struct hostsim_routines {
    hostsim_routine routine;
    hostsim_routine_ex routine_ex;
    hostsim_routine filter;
    hostsim_generic_routine generic;
};

enum hostsim_expected { HOSTSIM_ANY, HOSTSIM_NO, HOSTSIM_YES };

/* What is NULL or zero is the usual. */
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
    bool hostile;        /* in every way that is hard on the package, too: a finding is a failure */

    /* What is expected. */
    NTSTATUS status; /* what the package, or SAM, answers */
    enum hostsim_expected authoritative;
    const char *answer; /* further members that the answer must have, as `hostsim logon --json`
                           prints them: a JSON object */
};

/* An empty server. NULL: no memory. */
struct hostsim *hostsim_new(void);
/* A machine folder; it is locked until the host is closed, and what logons change is written back.
 */
struct hostsim *hostsim_open(const char *folder);
/* Gives back all that is the host's. NULL is allowed. */
void hostsim_close(struct hostsim *host);

/* An account of an empty server: a JSON object of sam.json's keys. Before the first run. */
bool hostsim_add_account(struct hostsim *host, const char *account);
/* The package that subauthenticated logons go to: a file, */
bool hostsim_set_package(struct hostsim *host, const char *file);
/* or functions of this program. Before the first run. */
bool hostsim_set_routines(struct hostsim *host, const struct hostsim_routines *routines);
/*
 * What the host takes the time to be: "2003-07-01T12:00:00Z"; NULL: the system's. SAM's
 * restrictions and lockout go by it; a package that reads the clock itself does not.
 */
bool hostsim_set_time(struct hostsim *host, const char *time);

/*
 * Runs the cases, one after the other. NULL: each came out as expected; else the failures, a line
 * each, which name the case and the difference; the text is the host's until it is used again.
 */
const char *hostsim_run(struct hostsim *host, const struct hostsim_case *cases, size_t count);

/*
 * LsaCallAuthenticationPackage with MsV1_0SubAuth: size bytes go to RoutineGeneric, and what it
 * returns is copied to returned; *returned_size is the room for it, and then its bytes (what does
 * not fit is cut off). The package is called twice, with its buffers watched. What RoutineGeneric
 * answers; STATUS_UNSUCCESSFUL where it crashed, read or wrote beyond, or the host failed:
 * hostsim_error says which.
 */
NTSTATUS hostsim_generic(struct hostsim *host, const void *submit, size_t size, void *returned,
                         size_t *returned_size);

/* Why the last of the above failed; "" where it did not. */
const char *hostsim_error(const struct hostsim *host);

#endif
