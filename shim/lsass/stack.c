#include "stack.h"

#include <string.h>

static const char *const control_names[] = {
    [CONTROL_REQUIRED] = "required",
    [CONTROL_REQUISITE] = "requisite",
    [CONTROL_SUFFICIENT] = "sufficient",
    [CONTROL_OPTIONAL] = "optional",
};

const struct stack stack_default = {1, {{CONTROL_SUFFICIENT, module_metabase}}};

static bool is_space(uint16_t unit)
{
    return unit == ' ' || unit == '\t';
}

/* Takes the next word off the line; empty at its end. */
static struct wide next_word(struct wide *line)
{
    size_t from = 0;
    while (from < line->units && is_space(wide_unit(*line, from))) {
        from++;
    }
    size_t to = from;
    while (to < line->units && !is_space(wide_unit(*line, to))) {
        to++;
    }
    struct wide word = wide_part(*line, from, to);
    *line = wide_part(*line, to, line->units);
    return word;
}

static bool word_is(struct wide word, const char *name)
{
    if (word.units != strlen(name)) {
        return false;
    }
    for (size_t i = 0; i < word.units; i++) {
        if (wide_unit(word, i) != (unsigned char)name[i]) {
            return false;
        }
    }
    return true;
}

static enum stack_fault parse_line(struct wide text, struct stack_line *line)
{
    struct wide control = next_word(&text);
    struct wide module = next_word(&text);
    if (module.units == 0 || next_word(&text).units > 0) {
        return STACK_NOT_TWO_WORDS;
    }
    size_t known = 0;
    while (known < sizeof control_names / sizeof control_names[0] &&
           !word_is(control, control_names[known])) {
        known++;
    }
    if (known == sizeof control_names / sizeof control_names[0]) {
        return STACK_NO_SUCH_CONTROL;
    }
    line->control = (enum control)known;
    for (size_t i = 0; i < MODULE_COUNT; i++) {
        if (word_is(module, module_table[i].name)) {
            line->judge = module_table[i].judge;
            return STACK_SOUND;
        }
    }
    return STACK_NO_SUCH_MODULE;
}

enum stack_fault stack_parse(struct wide text, struct stack *stack, size_t *fault_line)
{
    enum stack_fault fault = STACK_SOUND;
    stack->count = 0;
    *fault_line = 0;
    for (size_t from = 0; fault == STACK_SOUND;) {
        size_t to = from;
        while (to < text.units && wide_unit(text, to) != 0) {
            to++;
        }
        if (to == from) {
            break;
        }
        *fault_line = stack->count + 1;
        if (stack->count == STACK_LINES_MAX) {
            fault = STACK_TOO_LONG;
        } else {
            fault = parse_line(wide_part(text, from, to), &stack->lines[stack->count]);
            stack->count++;
        }
        from = to + 1;
    }
    if (fault == STACK_SOUND && stack->count == 0) {
        fault = STACK_EMPTY;
    }
    if (fault != STACK_SOUND) {
        stack->count = 0;
    }
    return fault;
}

/* What the lines so far amount to. */
enum impression { NOTHING_YET, ADMITTED_SO_FAR, REFUSED };

/* Holds one line's outcome against the lines above it. True where the stack ends here. */
static bool weigh(enum control control, enum outcome outcome, enum impression *impression)
{
    bool admitted = outcome == OUTCOME_ADMIT;
    if (admitted && *impression == NOTHING_YET) {
        *impression = ADMITTED_SO_FAR;
    }
    switch (control) {
    case CONTROL_REQUIRED:
    case CONTROL_REQUISITE:
        if (!admitted) {
            *impression = REFUSED;
        }
        return !admitted && control == CONTROL_REQUISITE;
    case CONTROL_SUFFICIENT:
        return admitted && *impression != REFUSED;
    case CONTROL_OPTIONAL:
        break;
    }
    return false;
}

enum outcome stack_run(const struct stack *stack, struct judgement *judgement)
{
    enum impression impression = NOTHING_YET;
    for (size_t i = 0; i < stack->count; i++) {
        enum outcome outcome = stack->lines[i].judge(judgement);
        if (weigh(stack->lines[i].control, outcome, &impression)) {
            break;
        }
    }
    return impression == ADMITTED_SO_FAR ? OUTCOME_ADMIT : OUTCOME_REFUSE;
}
