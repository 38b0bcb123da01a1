#include "check_json.h"

#include <stdio.h>

#include "metabase/metabase_query.h"

static json_t *told_json(const struct told_status *told)
{
    char status[16];
    char sub_status[16];
    snprintf(status, sizeof status, "0x%08X", told->status);
    snprintf(sub_status, sizeof sub_status, "0x%08X", told->sub_status);
    return json_pack("{s:s, s:s, s:s, s:s}", "lsa_status", status, "lsa_status_name",
                     told->status_name, "sub_status", sub_status, "sub_status_name",
                     told->sub_status_name);
}

static void put_held(json_t *json, const struct held_against *held)
{
    if (held->verdict == NULL) {
        return;
    }
    json_object_set_new(json, "comparison", json_string(held->verdict));
    if (*held->why != '\0') {
        json_object_set_new(json, "why", json_string(held->why));
        return;
    }
    json_object_set_new(json, "fake_lsa", told_json(&held->fake));
    json_object_set_new(json, "real_lsa", told_json(&held->windows));
}

static json_t *finding_json(const struct finding *finding)
{
    json_t *json = json_pack("{s:s, s:b, s:s, s:s}", "cause", finding->cause, "fatal",
                             finding->fatal, "what", finding->what, "evidence", finding->evidence);
    json_object_update_missing_new(json, plan_shown_mend(&finding->mend));
    return json;
}

static const char *word(enum agreement agreement)
{
    static const char *const words[] = {[AGREEMENT_SAME] = "same",
                                        [AGREEMENT_OTHER] = "other",
                                        [AGREEMENT_NONE] = "none",
                                        [AGREEMENT_UNKNOWN] = "unknown"};
    return words[agreement];
}

static void put_credentials(json_t *json, const struct credentials *credentials)
{
    json_object_set_new(json, "presented", json_string(credentials->presented));
    json_object_set_new(json, "stored", json_string(word(credentials->stored)));
    json_object_set_new(json, "in_sam", json_boolean(credentials->in_sam));
    json_object_set_new(json, "sam", json_string(word(credentials->sam)));
    json_object_set_new(json, "locked_out", json_boolean(credentials->locked_out));
    json_object_set_new(json, "wrong_passwords", json_integer(credentials->wrong_passwords));
    json_object_set_new(json, "lockout_threshold", json_integer(credentials->threshold));
}

static json_t *node_json(const struct judged *judged)
{
    const char *node = judged->location == NULL ? NULL : metabase_location_text(judged->location);
    return node == NULL ? json_null() : json_string(node);
}

static json_t *judged_json(const struct judged *judged)
{
    json_t *findings = json_array();
    for (size_t i = 0; i < judged->count; i++) {
        json_array_append_new(findings, finding_json(&judged->findings[i]));
    }
    json_t *json =
        json_pack("{s:o, s:s, s:b, s:b, s:b, s:s, s:o}", "node", node_json(judged), "account",
                  judged->account, "sync", judged->sync, "granted", judged->granted, "tried",
                  !judged->untried, "logon", judged->logon, "findings", findings);
    put_credentials(json, &judged->credentials);
    put_held(json, &judged->held);
    return json;
}

/* A cause without its evidence, which is each node's. */
static json_t *cause_json(const struct check_report *report, const struct cause *cause)
{
    const struct finding *finding = cause->finding;
    json_t *nodes = json_array();
    json_t *accounts = json_array();
    json_t *mends = json_array();
    for (size_t i = 0; i < cause->count; i++) {
        const struct judged *judged = &report->judged[cause->at[i].judged];
        json_array_append_new(nodes, node_json(judged));
        json_array_append_new(accounts, json_string(judged->account));
        if (check_report_new_mend(cause, i)) {
            json_array_append_new(mends, plan_shown_mend(&cause->at[i].finding->mend));
        }
    }
    return json_pack("{s:s, s:b, s:s, s:o, s:o, s:o}", "cause", finding->cause, "fatal",
                     finding->fatal, "what", finding->what, "nodes", nodes, "accounts", accounts,
                     "mends", mends);
}

json_t *check_json(const struct check_report *report, bool sound)
{
    json_t *nodes = json_array();
    json_t *causes = json_array();
    for (size_t i = 0; i < report->count; i++) {
        json_array_append_new(nodes, judged_json(&report->judged[i]));
    }
    for (size_t i = 0; i < report->cause_count; i++) {
        json_array_append_new(causes, cause_json(report, &report->causes[i]));
    }
    return json_pack("{s:b, s:b, s:I, s:o, s:o, s:o}", "sound", sound, "metabase",
                     report->metabase != NULL, "untried", (json_int_t)report->untried, "nodes",
                     nodes, "causes", causes, "plan", plan_shown_json(&report->plan));
}
