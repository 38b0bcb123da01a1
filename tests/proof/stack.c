/* stack_parse of shim/lsass/stack.c: the registry's value, whatever it holds. */
#include "lsass/stack.h"
#include "proof.h"

#define UNITS_MOST 4

enum outcome module_metabase(struct judgement *judgement)
{
    (void)judgement;
    return OUTCOME_REFUSE;
}
enum outcome module_sam(struct judgement *judgement)
{
    (void)judgement;
    return OUTCOME_REFUSE;
}
enum outcome module_caller(struct judgement *judgement)
{
    (void)judgement;
    return OUTCOME_ADMIT;
}

/* Units that can all be anything. */
static void lines(void)
{
    size_t units = any_size(UNITS_MOST);
    //@ split units;
    struct stack stack;
    size_t line;
    struct judgement none = {0};
    enum stack_fault fault = stack_parse(any_text(units), &stack, &line);
    //@ assert 0 <= stack.count <= 8;
    stack_run(&stack, &none);
}

/* What is sound, with one unit that can be anything. */
static void near_sound(void)
{
    static const char sound[] = "required sam\0optional caller\0";
    unsigned char *bytes = malloc(2 * sizeof sound);
    size_t at = any_size(sizeof sound - 1);
    //@ split at;
    for (size_t i = 0; i < sizeof sound; i++) {
        bytes[2 * i] = (unsigned char)sound[i];
        bytes[2 * i + 1] = 0;
    }
    Frama_C_make_unknown((char *)bytes + 2 * at, 2);
    struct stack stack;
    size_t line;
    struct judgement none = {0};
    stack_parse((struct wide){bytes, sizeof sound}, &stack, &line);
    stack_run(&stack, &none);
}

/* Any lines whatever, as stack_parse may leave them. */
static void any_lines(void)
{
    struct stack stack;
    struct judgement none = {0};
    stack.count = any_size(STACK_LINES_MAX);
    for (size_t i = 0; i < STACK_LINES_MAX; i++) {
        stack.lines[i].control = (enum control)Frama_C_interval(CONTROL_REQUIRED, CONTROL_OPTIONAL);
        stack.lines[i].judge = module_table[any_size(MODULE_COUNT - 1)].judge;
    }
    stack_run(&stack, &none);
}

int main(void)
{
    any_lines();
    lines();
    near_sound();
    return 0;
}
