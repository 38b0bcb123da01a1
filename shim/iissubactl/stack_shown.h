/* The credential stack as the registry has it, for people. */
#ifndef IISSUBACTL_STACK_SHOWN_H
#define IISSUBACTL_STACK_SHOWN_H

#include <jansson.h>

#include "lsass/stack.h"
#include "registry/registry.h"

#define STACK_SHOWN_UNITS 512

struct stack_shown {
    char text[3 * STACK_SHOWN_UNITS]; /* UTF-8, its lines, each with its end */
    enum stack_fault fault;
    size_t fault_line; /* from 1; 0: there are no lines to count */
};

/* Reads it; where there is none, it is the default one. */
void stack_shown_read(struct registry *registry, struct stack_shown *stack);

/* Why it cannot be understood; static. */
const char *stack_fault_text(enum stack_fault fault);

/* {"lines": [TEXT...], "fault": TEXT or null}. The caller gives it back. */
json_t *stack_shown_json(const struct stack_shown *stack);

#endif
