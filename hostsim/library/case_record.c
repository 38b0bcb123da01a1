#include "case_record.h"

#include <stdlib.h>
#include <string.h>

bool case_records_make(struct hostsim *host, size_t count)
{
    case_records_release(host);
    host->records = calloc(count + 1, sizeof *host->records);
    host->record_count = host->records == NULL ? 0 : count;
    return host->records != NULL;
}

/* A finding, and the whole of it in words: what a result points to. */
struct kept_finding {
    struct call_finding finding;
    char text[CALL_FINDING_TEXT];
};

static void take_finding(const struct call_finding *found, struct hostsim_finding *finding,
                         struct kept_finding *kept)
{
    kept->finding = *found;
    call_finding_text(found, kept->text);
    finding->kind = call_finding_kind_name(found->kind);
    finding->way = kept->finding.mutation;
    finding->field = kept->finding.field;
    finding->offset = found->offset;
    finding->size = found->size;
    finding->times = found->times;
    finding->text = kept->text;
}

static bool take_findings(struct case_record *record, const struct call_findings *findings)
{
    if (findings->count == 0) {
        return true;
    }
    record->kept = calloc(findings->count, sizeof *record->kept);
    record->findings = calloc(findings->count, sizeof *record->findings);
    if (record->kept == NULL || record->findings == NULL) {
        return false;
    }
    for (size_t i = 0; i < findings->count; i++) {
        take_finding(&findings->list[i], &record->findings[i], &record->kept[i]);
        record->findings[i].next = i + 1 < findings->count ? &record->findings[i + 1] : NULL;
    }
    record->result.findings = record->findings;
    return true;
}

bool case_record_answer(struct case_record *record, const struct logon_answer *answer)
{
    const struct logon_result *got = &answer->result;
    json_t *json = answer_json(answer);
    record->answer = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    json_decref(json);
    record->result = (struct hostsim_result){.outcome = HOSTSIM_PASSED,
                                             .status = got->status,
                                             .authoritative = got->authoritative,
                                             .user_flags = got->user_flags,
                                             .which_fields = got->which_fields,
                                             .logoff_time = got->logoff_time,
                                             .kickoff_time = got->kickoff_time,
                                             .called = got->called,
                                             .answer = record->answer};
    return record->answer != NULL && take_findings(record, &answer->report.findings);
}

bool case_record_failed(struct case_record *record, enum hostsim_outcome outcome,
                        const char *failures)
{
    record->failures = strdup(failures);
    record->result.outcome = outcome;
    record->result.failures = record->failures;
    if (outcome != HOSTSIM_DIFFERS) {
        record->result.called = "none";
        record->result.answer = "";
    }
    return record->failures != NULL;
}

void case_records_release(struct hostsim *host)
{
    for (size_t i = 0; i < host->record_count; i++) {
        struct case_record *record = &host->records[i];
        free(record->findings);
        free(record->kept);
        free(record->failures);
        free(record->answer);
    }
    free(host->records);
    host->records = NULL;
    host->record_count = 0;
}

size_t hostsim_failed(const struct hostsim *host, size_t from)
{
    for (size_t i = from; i < host->record_count; i++) {
        if (host->records[i].result.outcome != HOSTSIM_PASSED) {
            return i;
        }
    }
    return HOSTSIM_NONE;
}

const struct hostsim_result *hostsim_result_of(const struct hostsim *host, size_t index)
{
    return index < host->record_count ? &host->records[index].result : NULL;
}
