/*
 * Hostile mode: a logon's request is handed to the package in every way that is hard on it. Each
 * buffer ends at what may not be touched, then begins after it; lengths are odd, lie, or are there
 * without a buffer; names have 64 KiB; logon hours have every size; LogonInformation is another
 * level's. What the package reads or writes beyond, or leaves unset, is a finding.
 */
#ifndef HOSTSIM_HOSTILE_H
#define HOSTSIM_HOSTILE_H

#include "guard.h"
#include "lsa.h"
#include "package.h"

enum finding_kind { FINDING_READ, FINDING_WRITE, FINDING_UNSET, FINDING_CRASH };

struct finding {
    enum finding_kind kind;
    char way[96];   /* how the request was handed over: "UserAll->UserName: an odd length" */
    char field[80]; /* the argument, buffer, or field of it; empty for a crash */
    int64_t offset; /* in bytes from the buffer's beginning */
    size_t size;    /* of the buffer, in bytes */
    char crash[64]; /* "SIGSEGV at address 0x10" */
    unsigned times; /* so often, in this or another way */
};

#define HOSTILE_FINDINGS 32

/* What the first call answered, as it stands; a part that was not set is -1. */
struct raw_answer {
    bool returned;
    NTSTATUS status;
    int64_t authoritative;
    int64_t which_fields;
    int64_t user_flags;
    int64_t actions; /* Ex */
    bool times_set;
    int64_t logoff;
    int64_t kickoff;
    bool stack_kept;       /* package_call.h */
    bool parameters_sound; /* a length with a buffer, and none beyond MaximumLength */
};

struct hostile_report {
    unsigned calls;
    struct raw_answer raw;
    struct finding findings[HOSTILE_FINDINGS]; /* alike ones, by kind and field, are one */
    size_t count;
    unsigned not_kept; /* more than there is room for */
};

/* What a logon is about to ask a package. */
struct hostile_subject {
    const struct package *package;
    const struct lsa_request *request;
    const struct sam_account *account;
    const struct policy *policy;
    struct moment now;
    ULONG flags;
    const char *ways; /* only those whose names begin so; NULL: all */
};

/* Adds to the report. False only where the host itself failed. */
bool hostile_try(const struct hostile_subject *subject, struct hostile_report *report,
                 struct fault *fault);

/* What a call of the caller's own went beyond. */
void hostile_note_trespasses(struct hostile_report *report, const char *way,
                             const struct guard *guard);
/* A call of the caller's that crashed. */
void hostile_note_crash(struct hostile_report *report, const char *way, const struct crash *crash);

/* A finding in a line: "read of UserAll->WorkStations.Buffer at offset 26 of 26 bytes (...)". */
void finding_text(const struct finding *finding, char *text, size_t size);
const char *finding_kind_name(enum finding_kind kind);

#endif
