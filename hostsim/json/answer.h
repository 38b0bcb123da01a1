/* What a logon is answered with, for people and as JSON. */
#ifndef HOSTSIM_ANSWER_H
#define HOSTSIM_ANSWER_H

#include <jansson.h>

#include "generic.h"
#include "hostile.h"
#include "logon_options.h"

struct logon_answer {
    struct logon_result result;
    bool hostile; /* the report is of hostile mode, and is told too */
    struct hostile_report report;
    struct stress_report stress; /* told where calls is not 0 */
    json_t *caller;              /* what LsaLogonUser's caller sees; answer_release gives it back */
};

/*
 * Does the logon that was asked for, in hostile mode where answer->hostile is set and under stress
 * where that was asked. False where the host or the package failed. The caller releases the answer,
 * whatever came of it.
 */
bool answer_logon(struct lsa *lsa, const struct logon_options *logon, struct logon_answer *answer,
                  struct fault *fault);

void answer_release(struct logon_answer *answer);

/* The same of a generic call: the answer's own members, and those of hostile mode. */
json_t *generic_json(const struct generic_answer *answer);

/* The object that --json and batch print; the caller gives it back. */
json_t *answer_json(const struct logon_answer *answer);
void answer_print_text(const struct logon_answer *answer);

#endif
