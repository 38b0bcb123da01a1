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
 *     const char *wrong = hostsim_run(host, cases, HOSTSIM_COUNT(cases));
 *     // NULL: all as expected; else: case "disabled": status: expected ..., got ...
 *     // and hostsim_result_of(host, hostsim_failed(host, 0)) has what came of that case
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
 * pass the size that the program was built with, and what it does not know is the usual. So do the
 * two that the library fills, which a program has pointers to, and never makes.
 */
#ifndef HOSTSIM_H
#define HOSTSIM_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/subauth_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

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

/* How many elements an array has; not for a pointer. */
#define HOSTSIM_COUNT(array) (sizeof(array) / sizeof(array)[0])

/*
 * Makes an empty server. It is in memory alone: it has no folder, and leaves no file behind. The
 * caller closes it. NULL where there is no memory.
 */
struct hostsim *hostsim_new(void);

/*
 * Makes a server of a machine folder. From the first run on the folder is locked until the host is
 * closed; what logons change is written back by each run. The caller closes it. NULL where there is
 * no memory. Where the folder is broken hostsim_error says so at once, and each run does.
 */
struct hostsim *hostsim_open(const char *folder);

/* Unloads the package, and frees the host. host may be NULL. */
void hostsim_close(struct hostsim *host);

/*
 * Adds an account to an empty server, before the first run. account is a JSON object of sam.json's
 * keys. False, with hostsim_error saying why, where it is none, a key is missing or wrong, another
 * account has its name or rid, the server has a folder of its own, or it has run.
 */
bool hostsim_add_account(struct hostsim *host, const char *account);

/*
 * Sets the package that subauthenticated logons go to: a file, or, before the first run, functions
 * of this program. A file is preferred where both are set; a filter among the functions is Auth0 as
 * well, of MSV1_0 and of the KDC. The file is loaded, and stays so until the host is closed. False,
 * with hostsim_error saying why, and what was set before unchanged, where the file cannot be loaded
 * or exports no routine, no function is given, there is no memory, or functions are set after the
 * first run.
 */
bool hostsim_set_package(struct hostsim *host, const char *file);
#define hostsim_set_routines(host, ...) \
    hostsim_set_routines_sized(host, sizeof(struct hostsim_routines), __VA_ARGS__)
bool hostsim_set_routines_sized(struct hostsim *host, size_t size,
                                const struct hostsim_routines *routines);

/*
 * Sets a filter, before the first run: a file that is Auth0 of MSV1_0 and of the KDC, and so is
 * asked about every logon that SAM admits. It may be the package's file as well. It is loaded, and
 * stays so until the host is closed. False, with hostsim_error saying why, where the file cannot be
 * loaded or exports no filter, there is no memory, one is set already, or the host has run.
 */
bool hostsim_set_filter(struct hostsim *host, const char *file);

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

enum hostsim_outcome {
    HOSTSIM_PASSED,
    HOSTSIM_DIFFERS, /* there is an answer, and it is not the one expected, or has findings */
    HOSTSIM_BROKEN,  /* the case is not one: it was not asked */
    HOSTSIM_CRASHED  /* the package crashed and was not to, or the host failed */
};

/* What a package did in hostile mode that it may not. */
struct hostsim_finding {
    const struct hostsim_finding *next; /* NULL: the last */
    const char *kind;                   /* "read", "write", "unset", "crash" */
    const char *way;                    /* how the request was handed over */
    const char *field;                  /* the argument, buffer, or field of it; "" for a crash */
    int64_t offset;                     /* in bytes from the buffer's beginning */
    size_t size;                        /* of the buffer, in bytes */
    unsigned times;                     /* so often, in this or another way */
    const char *text;                   /* the whole of it, as hostsim_run has it */
};

/* What came of a case. Where it is HOSTSIM_BROKEN or HOSTSIM_CRASHED there is no answer: zero. */
struct hostsim_result {
    enum hostsim_outcome outcome;
    NTSTATUS status;
    bool authoritative;
    ULONG user_flags;                       /* LOGON_... */
    ULONG which_fields;                     /* USER_ALL_PARAMETERS, or 0 */
    int64_t logoff_time;                    /* 100 ns units since 1601-01-01 UTC; NT_NEVER */
    int64_t kickoff_time;                   /* the same */
    const char *called;                     /* the export that was asked, or "none" */
    const struct hostsim_finding *findings; /* NULL: none */
    const char *failures;                   /* this case's lines of hostsim_run; NULL: it passed */
    const char *answer; /* all of it, as `hostsim logon --json` prints it; "" without one */
};

/* What hostsim_failed returns where no case failed. */
#define HOSTSIM_NONE ((size_t)-1)

/* The index of the first case of the last run that did not pass, from an index on. */
size_t hostsim_failed(const struct hostsim *host, size_t from);

/*
 * What came of a case of the last run, by its index. It is the host's until the host runs again.
 * NULL where there was no such case, or the server itself failed.
 */
const struct hostsim_result *hostsim_result_of(const struct hostsim *host, size_t index);

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

#ifdef __cplusplus
}
#endif

#endif
