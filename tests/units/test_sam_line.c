/* On which line of sam.json a member of an account stands, whatever else stands there (sam.h). */
#include "support.h"

#include "sam.h"

/* A key of the same name elsewhere, within texts, or with escapes, leads nobody to a wrong line. */
static void a_line_is_that_of_the_accounts_own_member(void **state)
{
    (void)state;
    static const char text[] = "{\"computer\": \"accounts\",\n"
                               "\"x\": {\"accounts\": [{\"rid\": 1}, {}]},\n"
                               "\"accounts\":\n"
                               "[{\"n\\\"rid\": \"}],{\", \"groups\":\n"
                               "[\"rid\", \"a,b\"],\n"
                               "\"rid\": 1},\n"
                               "{\"rid\": 2,\n"
                               "\"ridge\": 3\n"
                               "}\n"
                               "],\n"
                               "\"rid\": 4}";
    assert_int_equal(sam_line(text, 0, NULL), 4);
    assert_int_equal(sam_line(text, 0, "n\\\"rid"), 4);
    assert_int_equal(sam_line(text, 0, "groups"), 4);
    assert_int_equal(sam_line(text, 0, "rid"), 6);
    assert_int_equal(sam_line(text, 1, NULL), 7);
    assert_int_equal(sam_line(text, 1, "rid"), 7);
    assert_int_equal(sam_line(text, 1, "ridge"), 8);
    assert_int_equal(sam_line(text, 1, "ridges"), 10);
    assert_int_equal(sam_line(text, 2, NULL), 10);
    assert_int_equal(sam_line("\n\n", 0, NULL), 3);
}

/* A text that is the same as a key, beside it: what follows a key is a colon. */
static void a_line_is_that_of_a_key_and_not_of_a_value(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t account;
        const char *member;
        unsigned line;
    } cases[] = {
        {"[{\"name\": \"rid\",\n\"rid\" \t\r\n: -1}]", 0, "rid", 2},
        {"[{\"a\": \"b\"\n}]", 0, "b", 2},
        {"{\"rid\": 1,\n\"accounts\": [\n{\"rid\": 2}]}", 0, "rid", 3},
        {"{\"computer\": \"accounts\", \"x\": [{\"a\": 1}],\n\"accounts\": [{\"a\": 2}]}", 0, "a",
         2},
        {"{\"x\": {\"accounts\": 1}, \"y\": [{\"a\": 1}],\n\"accounts\": [{\"a\": 2}]}", 0, "a", 2},
        {"{\"accounts2\": [{\"a\": 1}],\n\"accounts\": [{\"a\": 2}]}", 0, "a", 2},
        {"{\"account\": [{\"a\": 1}],\n\"accounts\": [{\"a\": 2}]}", 0, "a", 2},
        {"[{\"x\": {\"a\": 1},\n\"y\": [{\"a\": 1}, 2],\n\"a\": 1}]", 0, "a", 3},
        {"[{\"a\\\\\": 1,\n\"a\": 2}]", 0, "a", 2},
        {"[{\"x\": \"\\\"\",\n\"a\": 1,\n\"y\": \"\\\"\"}]", 0, "a", 2},
        {"[{\"ab\": 1,\n\"a\": 2}]", 0, "a", 2},
        {"[{\"x\": \"a\\\": \",\n\"a\": 2}]", 0, "a", 2},
        {"[{\"a\": 1},\n{\"b\": 1, \"c\": 2},\n{\"a\": 3}]", 2, "a", 3},
        {"[{\"a\": 1},\n{\"b\": 1},\n{\"a\": 3}\n]", 1, "a", 4},
        /* Where an account begins, whatever it is. */
        {"[\n1,\n2\n]", 0, NULL, 2},
        {"[\n1 \t\r,\n2\n]", 1, NULL, 3},
        {"[ \t\r\n\"a\",\n\n[1,\n2],\n{}\n]", 0, NULL, 2},
        {"[ \t\r\n\"a\",\n\n[1,\n2],\n{}\n]", 1, NULL, 4},
        {"[ \t\r\n\"a\",\n\n[1,\n2],\n{}\n]", 2, NULL, 6},
        {"[ \t\r\n\"a\",\n\n[1,\n2],\n{}\n]", 3, NULL, 7},
        {"[\n]", 0, NULL, 2},
        {"{\"a\": 1,\n\"accounts\": [\nnull]}\n", 0, NULL, 3},
        {"{\"a\": 1,\n\"accounts\": 2\n}", 0, NULL, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned line = sam_line(cases[i].text, cases[i].account, cases[i].member);
        if (line != cases[i].line) {
            fail_msg("%s: %s: %u", cases[i].text, cases[i].member, line);
        }
    }
}

static void nothing_behind_the_text_is_read(void **state)
{
    (void)state;
    assert_int_equal(sam_line("{}\n\0\n\n\x01", 0, NULL), 2);
    assert_int_equal(sam_line("{\"accounts\": 1}\n\0\n[\n{\n\x01", 0, "a"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_that_of_the_accounts_own_member),
        cmocka_unit_test(a_line_is_that_of_a_key_and_not_of_a_value),
        cmocka_unit_test(nothing_behind_the_text_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
