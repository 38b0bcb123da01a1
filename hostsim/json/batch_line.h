/* One logon as a JSON object: what batch reads a line of, and what a case of libhostsim becomes. */
#ifndef HOSTSIM_BATCH_LINE_H
#define HOSTSIM_BATCH_LINE_H

#include "answer.h"
#include "lsa.h"

enum batch_outcome {
    BATCH_ANSWERED,
    BATCH_BROKEN, /* the fault says what was expected */
    BATCH_FAILED  /* the package crashed, or the host failed */
};

struct batch_line_options {
    const char *package; /* unless the line names one; NULL: what the registry names */
    bool hostile;        /* as if each line said so */
};

/*
 * Whether a line is a generic call: it has the key "generic", SubmitBuffer in hex digits. line may
 * be NULL.
 */
bool batch_line_is_generic(const json_t *line);

/*
 * Makes the generic call that a line asks for; its other keys are generic_as (bytes, the default,
 * or request), package, package_id and caller. Line and options stay the caller's. Fills *answer;
 * the caller releases it (generic_release), whatever the outcome. BATCH_BROKEN and BATCH_FAILED
 * come with the fault set.
 */
enum batch_outcome batch_line_answer_generic(struct lsa *lsa,
                                             const struct batch_line_options *options, json_t *line,
                                             struct generic_answer *answer, struct fault *fault);

/*
 * Does the logon that a line asks for. line may be NULL, for what is no JSON: that is BATCH_BROKEN.
 * Line and options stay the caller's. *answer is zeroed before, and is filled where the outcome is
 * BATCH_ANSWERED; the caller releases it (answer_release), whatever the outcome. The line's account
 * is undone by then: answer->result.account is not to be used. The machine is changed in memory;
 * the caller saves it. BATCH_BROKEN and BATCH_FAILED come with the fault set.
 */
enum batch_outcome batch_line_answer(struct lsa *lsa, const struct batch_line_options *options,
                                     json_t *line, struct logon_answer *answer,
                                     struct fault *fault);

#endif
