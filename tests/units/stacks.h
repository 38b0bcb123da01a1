/* All stacks of one to three lines, each line a control and the outcome its module gives. */
#ifndef TESTS_STACKS_H
#define TESTS_STACKS_H

#include "lsass/stack.h"

#define STACK_CASE_LINES 3
#define STACK_CASE_TEXT 128

struct stack_case {
    size_t lines;
    enum control control[STACK_CASE_LINES];
    enum outcome outcome[STACK_CASE_LINES];
};

struct stack_case stacks_first(void);
/* Steps to the next; false after the last. */
bool stacks_next(struct stack_case *stack);
enum outcome stacks_run(const struct stack_case *stack);
void stacks_describe(const struct stack_case *stack, char text[STACK_CASE_TEXT]);
extern const char *const control_words[4];

#endif
