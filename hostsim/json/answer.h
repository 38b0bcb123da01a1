/* What a logon is answered with, for people and as JSON. */
#ifndef HOSTSIM_ANSWER_H
#define HOSTSIM_ANSWER_H

#include <jansson.h>

#include "generic.h"
#include "hostile.h"
#include "logon_options.h"

struct logon_answer {
    struct logon_result result;
    bool hostile; /* hostile mode is on, and the report is printed, too */
    struct hostile_report report;
    const char *why; /* the package's file could not be loaded; the LSA's; NULL: it is not so */
    struct stress_report stress; /* printed where calls is not 0 */
    json_t *caller;              /* what LsaLogonUser's caller sees; answer_release gives it back */
};

/*
 * Does the logon that was asked for: in hostile mode where answer->hostile is set, and under stress
 * where the options say so. *answer is zeroed before, but for hostile; result, reports and caller
 * are filled. The caller releases it, whatever the result. False where the host or the package
 * failed (lsa_logon).
 */
bool answer_logon(struct lsa *lsa, const struct logon_options *logon, struct logon_answer *answer,
                  struct fault *fault);

/* Gives back what the answer holds. A zeroed one may be given as well. */
void answer_release(struct logon_answer *answer);

/*
 * Makes the object that batch prints for a generic call. The caller gives it back. NULL where there
 * is no memory.
 */
json_t *generic_json(const struct generic_answer *answer);

/*
 * Makes the object that --json and batch print for a logon. The caller gives it back. NULL where
 * there is no memory.
 */
json_t *answer_json(const struct logon_answer *answer);

/* Prints a logon's answer for people, to standard output. */
void answer_print_text(const struct logon_answer *answer);

#endif
