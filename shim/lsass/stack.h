/*
 * The credential stack: lines `CONTROL MODULE`, judged as PAM judges its own (pam.conf(5)):
 *   required    a refusal makes the whole refuse, after the rest has been asked
 *   requisite   a refusal refuses at once
 *   sufficient  an admission admits at once, unless a required line above refused; a refusal is
 *               ignored
 *   optional    counts only when no other line gave a result
 * A stack in which no line gave a result refuses.
 */
#ifndef IISSUBA_STACK_H
#define IISSUBA_STACK_H

#include "modules.h"

#define STACK_LINES_MAX 8

enum control { CONTROL_REQUIRED, CONTROL_REQUISITE, CONTROL_SUFFICIENT, CONTROL_OPTIONAL };

struct stack_line {
    enum control control;
    module_judge *judge;
};

/* No lines: nothing is admitted. */
struct stack {
    size_t count;
    struct stack_line lines[STACK_LINES_MAX];
};

extern const struct stack stack_default; /* `sufficient metabase` */

/* What is wrong with a stack's text. */
enum stack_fault {
    STACK_SOUND,
    STACK_EMPTY,    /* no line */
    STACK_TOO_LONG, /* more than STACK_LINES_MAX */
    STACK_NO_SUCH_CONTROL,
    STACK_NO_SUCH_MODULE,
    STACK_NOT_TWO_WORDS
};

/*
 * Reads REG_MULTI_SZ contents: lines that each end in a NUL unit; an empty one or the end of the
 * data ends the list. Words are lower case, separated by spaces or tabs.
 * On a fault the stack is without lines and *fault_line (from 1) says where.
 */
enum stack_fault stack_parse(struct wide text, struct stack *stack, size_t *fault_line);

enum outcome stack_run(const struct stack *stack, struct judgement *judgement);

#endif
