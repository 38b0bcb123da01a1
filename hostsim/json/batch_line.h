/* One logon as a JSON object: what batch reads a line of, and what a library's case comes to. */
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

/* Whether a line is a generic call: it has the key "generic", SubmitBuffer in hex digits. */
bool batch_line_is_generic(const json_t *line);
/*
 * The other keys of such a line are generic_as (bytes, the default, or request), package,
 * package_id and caller. The answer is released by the caller, whatever the outcome.
 */
enum batch_outcome batch_line_answer_generic(struct lsa *lsa,
                                             const struct batch_line_options *options, json_t *line,
                                             struct generic_answer *answer, struct fault *fault);

/* line: NULL is no JSON. What changed of the machine is saved by the caller. */
enum batch_outcome batch_line_answer(struct lsa *lsa, const struct batch_line_options *options,
                                     json_t *line, struct logon_answer *answer,
                                     struct fault *fault);

#endif
