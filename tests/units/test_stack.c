/* The stack: its text, and every control with every outcome in stacks of up to three lines. */
#include "support.h"

#include "stacks.h"

/*
 * pam.conf(5) once more, written independently of the code: what the whole amounts to, line by
 * line.
 */
static enum outcome by_the_book(const struct stack_case *stack)
{
    bool required_failed = false;
    bool something_succeeded = false;
    for (size_t i = 0; i < stack->lines; i++) {
        bool success = stack->outcome[i] == OUTCOME_ADMIT;
        switch (stack->control[i]) {
        case CONTROL_REQUIRED: /* "failure ... only after the remaining modules" */
            required_failed = required_failed || !success;
            something_succeeded = something_succeeded || success;
            break;
        case CONTROL_REQUISITE: /* "control is directly returned" */
            if (!success) {
                return OUTCOME_REFUSE;
            }
            something_succeeded = true;
            break;
        case CONTROL_SUFFICIENT: /* "if no prior required module has failed, success" */
            if (success && !required_failed) {
                return OUTCOME_ADMIT;
            }
            break;
        case CONTROL_OPTIONAL: /* "only important if it is the only module" */
            something_succeeded = something_succeeded || success;
            break;
        }
    }
    return something_succeeded && !required_failed ? OUTCOME_ADMIT : OUTCOME_REFUSE;
}

static void all_stacks_of_up_to_three_lines_end_as_pam_conf_says(void **state)
{
    (void)state;
    size_t seen = 0;
    struct stack_case stack = stacks_first();
    do {
        if (stacks_run(&stack) != by_the_book(&stack)) {
            char text[STACK_CASE_TEXT];
            stacks_describe(&stack, text);
            fail_msg("%s: %s", text, stacks_run(&stack) ? "admitted" : "refused");
        }
        seen++;
    } while (stacks_next(&stack));
    assert_int_equal(seen, 8 + 64 + 512);
}

static void an_empty_stack_refuses(void **state)
{
    (void)state;
    struct stack_case none = {.lines = 0};
    assert_int_equal(stacks_run(&none), OUTCOME_REFUSE);
}

static void the_default_is_sufficient_metabase(void **state)
{
    (void)state;
    struct stack stack = stack_default;
    assert_int_equal(stack.count, 1);
    assert_int_equal(stack.lines[0].control, CONTROL_SUFFICIENT);
    assert_ptr_equal(stack.lines[0].judge, module_metabase);
}

static void texts_are_read_or_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        struct wide text;
        enum stack_fault fault;
        size_t line;
        size_t count;
    } cases[] = {
        {WIDE(u"sufficient metabase\0"), STACK_SOUND, 1, 1},
        {WIDE(u"sufficient metabase"), STACK_SOUND, 1, 1},
        {WIDE(u"\t required \t sam  \0optional caller\0\0"), STACK_SOUND, 2, 2},
        {WIDE(u"requisite sam\0\0required nonsense\0"), STACK_SOUND, 1, 1},
        {WIDE(u""), STACK_EMPTY, 0, 0},
        {WIDE(u"\0"), STACK_EMPTY, 0, 0},
        {WIDE(u"sufficient\0"), STACK_NOT_TWO_WORDS, 1, 0},
        {WIDE(u"   \0"), STACK_NOT_TWO_WORDS, 1, 0},
        {WIDE(u"sufficient metabase sam\0"), STACK_NOT_TWO_WORDS, 1, 0},
        {WIDE(u"sufficient metabase x"), STACK_NOT_TWO_WORDS, 1, 0},
        {WIDE(u"sufficient metabase \t"), STACK_SOUND, 1, 1},
        {WIDE(u"required sam\0\0"), STACK_SOUND, 1, 1},
        {WIDE(u"Sufficient metabase\0"), STACK_NO_SUCH_CONTROL, 1, 0},
        {WIDE(u"sufficientx metabase\0"), STACK_NO_SUCH_CONTROL, 1, 0},
        {WIDE(u"required sam\0sufficient unix\0"), STACK_NO_SUCH_MODULE, 2, 0},
        {WIDE(u"required sam\0sufficient metabasE\0"), STACK_NO_SUCH_MODULE, 2, 0},
        {WIDE(u"required sam\0required sam\0required sam\0required sam\0required sam\0"
              u"required sam\0required sam\0required sam\0required sam\0"),
         STACK_TOO_LONG, 9, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stack stack;
        size_t line;
        enum stack_fault fault = stack_parse(cases[i].text, &stack, &line);
        if (fault != cases[i].fault || stack.count != cases[i].count || line != cases[i].line) {
            fail_msg("case %u: fault %d at line %u, %u lines", (unsigned)i, fault, (unsigned)line,
                     (unsigned)stack.count);
        }
    }
}

/* What stands behind the data is not of it: each beginning of a text that would be sound. */
static void the_end_of_the_data_ends_the_text(void **state)
{
    (void)state;
    static const uint16_t text[] = u"required sam\0optional caller";
    for (size_t units = 0; units < sizeof text / sizeof text[0]; units++) {
        struct stack stack;
        size_t line;
        enum stack_fault fault =
            stack_parse((struct wide){(const unsigned char *)text, units}, &stack, &line);
        enum stack_fault expected = units == 0                  ? STACK_EMPTY
                                    : units < 10 || units == 22 ? STACK_NOT_TWO_WORDS
                                    : units < 12                ? STACK_NO_SUCH_MODULE
                                    : units < 14 || units > 27  ? STACK_SOUND
                                    : units < 23                ? STACK_NOT_TWO_WORDS
                                                                : STACK_NO_SUCH_MODULE;
        if (fault != expected) {
            fail_msg("%u units: fault %d and not %d", (unsigned)units, fault, expected);
        }
    }
}

static unsigned asked;

static enum outcome admit(struct judgement *judgement)
{
    (void)judgement;
    asked++;
    return OUTCOME_ADMIT;
}

static enum outcome refuse(struct judgement *judgement)
{
    (void)judgement;
    asked++;
    return OUTCOME_REFUSE;
}

/* pam.conf(5): which control ends the stack at once, and which has the rest asked. */
static void the_rest_is_asked_unless_a_line_ends_the_stack(void **state)
{
    (void)state;
    static const struct {
        struct stack stack;
        enum outcome outcome;
        unsigned asked;
    } cases[] = {
        {{3, {{CONTROL_REQUISITE, refuse}, {CONTROL_REQUIRED, admit}, {CONTROL_OPTIONAL, admit}}},
         OUTCOME_REFUSE,
         1},
        {{3, {{CONTROL_REQUIRED, refuse}, {CONTROL_SUFFICIENT, admit}, {CONTROL_OPTIONAL, admit}}},
         OUTCOME_REFUSE,
         3},
        {{3, {{CONTROL_SUFFICIENT, admit}, {CONTROL_REQUIRED, refuse}, {CONTROL_OPTIONAL, admit}}},
         OUTCOME_ADMIT,
         1},
        {{3, {{CONTROL_SUFFICIENT, refuse}, {CONTROL_OPTIONAL, refuse}, {CONTROL_REQUIRED, admit}}},
         OUTCOME_ADMIT,
         3},
        {{3, {{CONTROL_REQUISITE, admit}, {CONTROL_REQUIRED, admit}, {CONTROL_OPTIONAL, refuse}}},
         OUTCOME_ADMIT,
         3},
        {{3, {{CONTROL_OPTIONAL, admit}, {CONTROL_REQUISITE, refuse}, {CONTROL_REQUIRED, admit}}},
         OUTCOME_REFUSE,
         2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct judgement judgement = {.lm_level = 0};
        asked = 0;
        assert_int_equal(stack_run(&cases[i].stack, &judgement), cases[i].outcome);
        assert_int_equal(asked, cases[i].asked);
    }
}

/* Eight lines, of which the last counts, and no ninth. */
static void a_stack_has_eight_lines_at_most(void **state)
{
    (void)state;
    uint16_t text[10 * 13];
    for (size_t i = 0; i < 10; i++) {
        memcpy(text + 13 * i, u"required sam", 26);
    }
    for (size_t lines = 1; lines <= 10; lines++) {
        struct stack stack;
        size_t line;
        enum stack_fault fault =
            stack_parse((struct wide){(const unsigned char *)text, 13 * lines}, &stack, &line);
        assert_int_equal(fault, lines <= 8 ? STACK_SOUND : STACK_TOO_LONG);
        assert_int_equal(stack.count, lines <= 8 ? lines : 0);
        assert_int_equal(line, lines <= 8 ? lines : 9);
        for (size_t i = 0; i < stack.count; i++) {
            assert_int_equal(stack.lines[i].control, CONTROL_REQUIRED);
            assert_ptr_equal(stack.lines[i].judge, module_sam);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_stacks_of_up_to_three_lines_end_as_pam_conf_says),
        cmocka_unit_test(an_empty_stack_refuses),
        cmocka_unit_test(the_default_is_sufficient_metabase),
        cmocka_unit_test(the_end_of_the_data_ends_the_text),
        cmocka_unit_test(the_rest_is_asked_unless_a_line_ends_the_stack),
        cmocka_unit_test(a_stack_has_eight_lines_at_most),
        cmocka_unit_test(texts_are_read_or_refused_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
