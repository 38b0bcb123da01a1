/* One logon as a JSON object: what batch reads a line of, and what a library's case comes to. */
#ifndef HOSTSIM_LINE_H
#define HOSTSIM_LINE_H

#include "answer.h"
#include "machine.h"

enum line_outcome {
    LINE_ANSWERED,
    LINE_BROKEN, /* the fault says what was expected */
    LINE_FAILED  /* the package crashed, or the host failed */
};

struct line_options {
    const char *package; /* unless the line names one; NULL: what the registry names */
    bool hostile;        /* as if each line said so */
};

/* line: NULL is no JSON. What changed of the machine is saved by the caller. */
enum line_outcome line_answer(struct machine *machine, const struct line_options *options,
                              json_t *line, struct answer_given *answer, struct fault *fault);

#endif
