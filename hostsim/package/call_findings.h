/*
 * What calls of a package did that they may not: accesses beyond what was handed over, parts of the
 * answer that were left unset, crashes. Alike ones, by kind and field, are one finding.
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
    char crash[64];    /* "SIGSEGV at address 0x10" */
    unsigned times;    /* so often, in this or another way */
};

#define CALL_FINDINGS_MOST 32
#define CALL_FINDING_TEXT 384 /* bytes of one in words */

struct call_findings {
    struct call_finding list[CALL_FINDINGS_MOST];
    size_t count;
    unsigned not_kept; /* more than there is room for */
};

/* What the guard saw a call go beyond (guard_inspect). way: as in a finding. */
void call_findings_add_accesses(struct call_findings *findings, const char *mutation,
                                const struct guard *guard);
void call_findings_add_crash(struct call_findings *findings, const char *mutation,
                             const struct crash *crash);
/* A part of a buffer, from offset and of size bytes, that the package should have written. */
void call_findings_add_unset(struct call_findings *findings, const char *mutation,
                             const char *buffer, int64_t offset, size_t size);

/* In a line: "read of UserAll->WorkStations.Buffer at offset 26 of 26 bytes (...)". */
void call_finding_text(const struct call_finding *finding, char text[CALL_FINDING_TEXT]);
/* "read", "write", "unset", "crash" */
const char *call_finding_kind_name(enum call_finding_kind kind);

#endif
