#include "stacks.h"

#include <stdio.h>

const char *const control_words[4] = {"required", "requisite", "sufficient", "optional"};

static enum outcome refuse(struct judgement *judgement)
{
    (void)judgement;
    return OUTCOME_REFUSE;
}

struct stack_case stacks_first(void)
{
    return (struct stack_case){.lines = 1};
}

/* Counts up like an odometer: outcome, then control, then the next line. */
bool stacks_next(struct stack_case *stack)
{
    for (size_t i = 0; i < stack->lines; i++) {
        if (stack->outcome[i] == OUTCOME_REFUSE) {
            stack->outcome[i] = OUTCOME_ADMIT;
            return true;
        }
        stack->outcome[i] = OUTCOME_REFUSE;
        if (stack->control[i] != CONTROL_OPTIONAL) {
            stack->control[i]++;
            return true;
        }
        stack->control[i] = CONTROL_REQUIRED;
    }
    stack->lines++;
    return stack->lines <= STACK_CASE_LINES;
}

enum outcome stacks_run(const struct stack_case *stack)
{
    struct judgement judgement = {.lm_level = 0};
    struct stack made = {.count = stack->lines};
    for (size_t i = 0; i < stack->lines; i++) {
        made.lines[i] = (struct stack_line){
            stack->control[i], stack->outcome[i] == OUTCOME_ADMIT ? module_caller : refuse};
    }
    return stack_run(&made, &judgement);
}

void stacks_describe(const struct stack_case *stack, char text[STACK_CASE_TEXT])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < stack->lines; i++) {
        used += (size_t)snprintf(text + used, STACK_CASE_TEXT - used, "%s%s %s", i == 0 ? "" : "; ",
                                 control_words[stack->control[i]],
                                 stack->outcome[i] == OUTCOME_ADMIT ? "admit" : "refuse");
    }
}
