/* One logon as a JSON object: what batch reads a line of, and what a library's case comes to. */
#ifndef HOSTSIM_LINE_H
#define HOSTSIM_LINE_H

#include "answer.h"
#include "lsa.h"

enum line_outcome {
    LINE_ANSWERED,
    LINE_BROKEN, /* the fault says what was expected */
    LINE_FAILED  /* the package crashed, or the host failed */
};

struct line_options {
    const char *package; /* unless the line names one; NULL: what the registry names */
    bool hostile;        /* as if each line said so */
};

/* Whether a line is a generic call: it has the key "generic", SubmitBuffer in hex digits. */
bool line_is_generic(const json_t *line);
/*
 * The other keys of such a line are package, package_id and caller. The answer is released by the
 * caller, whatever the outcome.
 */
enum line_outcome line_answer_generic(struct lsa *lsa, const struct line_options *options,
                                      json_t *line, struct generic_answer *answer,
                                      struct fault *fault);

/* line: NULL is no JSON. What changed of the machine is saved by the caller. */
enum line_outcome line_answer(struct lsa *lsa, const struct line_options *options, json_t *line,
                              struct answer_given *answer, struct fault *fault);

#endif
