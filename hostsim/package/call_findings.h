/*
 * What calls of a package did that they may not: accesses beyond what was handed over, parts of the
 * answer that were left unset, crashes. Findings that are alike, by kind and field, are one
 * finding, and so are crashes of one code at one place; it tells of a request that lsass hands over
 * so, where there is one. Zeroed, a struct call_findings has none.
 */
#ifndef HOSTSIM_CALL_FINDINGS_H
#define HOSTSIM_CALL_FINDINGS_H

#include "guard.h"

enum call_finding_kind { FINDING_READ, FINDING_WRITE, FINDING_UNSET, FINDING_CRASH };

struct call_finding {
    enum call_finding_kind kind;
    char mutation[96]; /* how the request was handed over: "UserAll->UserName: an odd length" */
    char field[80];    /* the argument, buffer, or field of it; empty for a crash */
    int64_t offset;    /* in bytes from the buffer's beginning */
    size_t size;       /* of the buffer, in bytes */
    char crash[CRASH_TEXT]; /* "SIGSEGV at address 0x10" */
    uint32_t code;          /* of a crash; so is the place, which may be empty */
    char place[CRASH_PLACE];
    unsigned times; /* so often, in this or another way */
    bool malformed; /* so far only in ways in which lsass does not hand a request over */
};

#define CALL_FINDINGS_MOST 64
#define CALL_FINDING_TEXT 448 /* bytes of one in words */

struct call_findings {
    struct call_finding list[CALL_FINDINGS_MOST];
    size_t count;
    unsigned not_kept; /* more than there is room for */
};

/* How a request was handed over. */
struct call_way {
    const char *mutation; /* in words; it is copied */
    bool malformed;       /* lsass does not hand it over so */
};

/* Adds the accesses that a guard has noted (guard_inspect). */
void call_findings_add_accesses(struct call_findings *findings, struct call_way way,
                                const struct guard *guard);

/* Adds a crash. */
void call_findings_add_crash(struct call_findings *findings, struct call_way way,
                             const struct crash *crash);

/*
 * Adds a part of a buffer that the package should have written. buffer is the buffer's name; offset
 * and size are the part's, in bytes.
 */
void call_findings_add_unset(struct call_findings *findings, struct call_way way,
                             const char *buffer, int64_t offset, size_t size);

/*
 * Writes a finding in one line: "read of UserAll->WorkStations.Buffer at offset 26 of 26 bytes
 * (...)".
 */
void call_finding_text(const struct call_finding *finding, char text[CALL_FINDING_TEXT]);

/* The name of a kind: "read", "write", "unset", "crash". It is static. */
const char *call_finding_kind_name(enum call_finding_kind kind);

#endif
