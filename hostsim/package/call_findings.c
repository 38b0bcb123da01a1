#include "call_findings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "abi_fields.h"
#include "marshal.h"

static const char *const kind_names[] = {
    [FINDING_READ] = "read",
    [FINDING_WRITE] = "write",
    [FINDING_UNSET] = "unset",
    [FINDING_CRASH] = "crash",
};

const char *call_finding_kind_name(enum call_finding_kind kind)
{
    return kind_names[kind];
}

/* Whether two findings are the same fault. */
static bool is_alike(const struct call_finding *one, const struct call_finding *other)
{
    if (one->kind != other->kind) {
        return false;
    }
    return one->kind == FINDING_CRASH
               ? one->code == other->code && strcmp(one->place, other->place) == 0
               : strcmp(one->field, other->field) == 0 && (one->offset < 0) == (other->offset < 0);
}

static void add(struct call_findings *findings, const struct call_finding *finding)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct call_finding *known = &findings->list[i];
        if (is_alike(known, finding)) {
            unsigned times = known->times + 1;
            if (known->malformed && !finding->malformed) {
                *known = *finding;
            }
            known->times = times;
            return;
        }
    }
    if (findings->count < CALL_FINDINGS_MOST) {
        findings->list[findings->count++] = *finding;
    } else {
        findings->not_kept++;
    }
}

/* The structure that a buffer holds; "" where it holds none. */
static const char *structure_of(const char *buffer)
{
    return strcmp(buffer, MARSHAL_INFO) == 0           ? "NETLOGON_NETWORK_INFO"
           : strcmp(buffer, MARSHAL_ACCOUNT_INFO) == 0 ? "USER_ALL_INFORMATION"
           : strcmp(buffer, MARSHAL_VALIDATION) == 0   ? "MSV1_0_VALIDATION_INFO"
                                                       : "";
}

static void add_field(struct call_findings *findings, struct call_way way,
                      enum call_finding_kind kind, const char *buffer, int64_t offset, size_t size)
{
    struct call_finding finding = {
        .kind = kind, .offset = offset, .size = size, .times = 1, .malformed = way.malformed};
    const char *field = field_at(structure_of(buffer), offset);
    snprintf(finding.field, sizeof finding.field, "%s%s%s", buffer, field == NULL ? "" : "->",
             field == NULL ? "" : field);
    snprintf(finding.mutation, sizeof finding.mutation, "%s", way.mutation);
    add(findings, &finding);
}

void call_findings_add_accesses(struct call_findings *findings, struct call_way way,
                                const struct guard *guard)
{
    for (size_t i = 0; i < guard->violation_count; i++) {
        const struct access_violation *violation = &guard->violations[i];
        add_field(findings, way, violation->write ? FINDING_WRITE : FINDING_READ, violation->buffer,
                  violation->offset, violation->size);
    }
}

void call_findings_add_crash(struct call_findings *findings, struct call_way way,
                             const struct crash *crash)
{
    struct call_finding finding = {.kind = FINDING_CRASH, .times = 1, .malformed = way.malformed};
    snprintf(finding.mutation, sizeof finding.mutation, "%s", way.mutation);
    guard_crash_text(crash, finding.crash);
    finding.code = crash->code;
    memcpy(finding.place, crash->place, sizeof finding.place);
    add(findings, &finding);
}

void call_findings_add_unset(struct call_findings *findings, struct call_way way,
                             const char *buffer, int64_t offset, size_t size)
{
    add_field(findings, way, FINDING_UNSET, buffer, offset, size);
}

void call_finding_text(const struct call_finding *finding, char text[CALL_FINDING_TEXT])
{
    if (finding->kind == FINDING_CRASH) {
        snprintf(text, CALL_FINDING_TEXT, "crash: %s%s%s (%s)", finding->crash,
                 finding->place[0] == '\0' ? "" : ", at ", finding->place, finding->mutation);
    } else if (finding->kind == FINDING_UNSET) {
        snprintf(text, CALL_FINDING_TEXT, "%s is not set (%s)", finding->field, finding->mutation);
    } else {
        snprintf(text, CALL_FINDING_TEXT,
                 "%s of %s at offset %" PRId64 " of %" PRIu64 " bytes (%s)",
                 kind_names[finding->kind], finding->field, finding->offset,
                 (uint64_t)finding->size, finding->mutation);
    }
}
