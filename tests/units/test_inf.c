/*
 * The syntax of an INF file: what each line comes to, which line a fault names, and what is passed
 * over (inf.h; Windows' "General Syntax Rules for INF Files").
 */
#include "support.h"

#include "inf.h"

#include <stdlib.h>
#include <strings.h>

/* What a handler is given, a line each: "[section]", "LINE key=value". */
struct seen {
    char text[2048];
    const char *stop_at; /* an entry's key, or NULL */
};

static void add(struct seen *seen, const char *text)
{
    size_t used = strlen(seen->text);
    snprintf(seen->text + used, sizeof seen->text - used, "%s\n", text);
}

/* "Raw" is read as it is; "Other" and all strings' sections not at all. */
static bool section(void *context, const struct inf_place *place, const char *name,
                    enum inf_reading *reading)
{
    char text[256];
    (void)place;
    *reading = strcmp(name, "Raw") == 0 ? INF_AS_IS : INF_ENTRIES;
    if (strcmp(name, "Other") == 0 || strncasecmp(name, "Strings", 7) == 0) {
        *reading = INF_NOTHING;
    }
    snprintf(text, sizeof text, "[%s]", name);
    add(context, text);
    return true;
}

static bool entry(void *context, const struct inf_place *place, const char *key, const char *value)
{
    struct seen *seen = context;
    char text[512];
    if (seen->stop_at != NULL && strcmp(key, seen->stop_at) == 0) {
        return inf_unexpected(place, "another key", key);
    }
    snprintf(text, sizeof text, "%u %s=%s", place->line, key, value);
    add(seen, text);
    return true;
}

static bool read_inf(const char *text, struct seen *seen, struct fault *fault)
{
    struct contents contents = {(char *)(uintptr_t)text, strlen(text)};
    struct inf_handler handler = {seen, section, entry};
    struct inf_place place = {.path = "x.inf", .fault = fault};
    seen->text[0] = '\0';
    *fault = (struct fault){""};
    return inf_read(&contents, &handler, &place);
}

static void each_line_comes_to_what_the_syntax_says(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *seen;
    } cases[] = {
        {"", ""},
        {"[A]", "[A]\n"},
        {" \t[A]\t \r\n", "[A]\n"},
        {"[A]\na=b", "[A]\n2 a=b\n"},
        {"[A]\r\n\r\n \t a \t = \t b \t \r\n", "[A]\n3 a=b\n"},
        {"[A]\na=\n", "[A]\n2 a=\n"},
        {"[A]\na=b=c\n", "[A]\n2 a=b=c\n"},
        {"[A]\na=b\nc=\nq=\"\"\n", "[A]\n2 a=b\n3 c=\n4 q=\n"},
        {"; x\n[A] ; y\na=b;c\nz=\"e;f\";g\n", "[A]\n3 a=b\n4 z=e;f\n"},
        {"[A]\na=b \t;c\n", "[A]\n2 a=b\n"},
        {"[A]\na=\"b\"\"c\"\n", "[A]\n2 a=b\"c\n"},
        {"[A]\na=\"\"\n", "[A]\n2 a=\n"},
        {"[A]\na=\" b \"c\n", "[A]\n2 a= b c\n"},
        {"[A]\na=b,c\n", "[A]\n2 a=b,c\n"},
        /* Joined lines: an entry is where it begins, and what follows is counted on. */
        {"[A]\na=b\\\nc\nz=e\n", "[A]\n2 a=bc\n4 z=e\n"},
        {"[A]\na=b\\ ; x\n c\\\nz\ne=f\n", "[A]\n2 a=b cz\n5 e=f\n"},
        {"[A]\na=b\\", "[A]\n2 a=b\\\n"},
        {"[A]\na=b\\\n", "[A]\n2 a=b\\\n"},
        {"[A]\n\\\na=b\n", "[A]\n2 a=b\n"},
        {"[Raw]\na=b\\\nc=\"d\",%e\n", "[Raw]\n2 a=b\\\n3 c=\"d\",%e\n"},
        {"[Raw]\nno equals sign\na=b\n", "[Raw]\n3 a=b\n"},
        {"[Other]\na=\"b\nno equals\n[A]\nc=d\n", "[Other]\n[A]\n5 c=d\n"},
        /* %names% */
        {"[A]\na=%b%c\n[Strings]\nb=\"x,y\"\n", "[A]\n2 a=x,yc\n[Strings]\n"},
        {"[A]\na=%B%%b%\n[strings]\nb=x\nbb=y\n", "[A]\n2 a=xx\n[strings]\n"},
        {"[A]\na=%%b%%\n", "[A]\n2 a=%b%\n"},
        {"[A]\na=b%\n", "[A]\n2 a=b%\n"},
        {"[A]\na=%b\n", "[A]\n2 a=%b\n"},
        {"[A]\na=%b%\n[Strings]\nb=1\nb=2\n", "[A]\n2 a=1\n[Strings]\n"},
        {"[A]\n\r=b\n", "[A]\n2 =b\n"},
        {"[A]\n \t\r=b\n", "[A]\n2 =b\n"},
        {"[A]\na\r =b\n", "[A]\n2 a=b\n"},
        {"\r\n \n\t\n;\n[A]\n \r\na=b", "[A]\n7 a=b\n"},
        {"[A]\na=b\"c;d\"e;f\n", "[A]\n2 a=bc;de\n"},
        {"[A]\na=\"\\\"\\\n\"b\"\n", "[A]\n2 a=\\\"b\n"},
        {"[A]\na=\"\"\"\"\n", "[A]\n2 a=\"\n"},
        {"[A]\na=\"b\"\"\"\nc=\"\"\"d\"\n", "[A]\n2 a=b\"\n3 c=\"d\n"},
        {"[A]\na=\"b\",c\n", "[A]\n2 a=b,c\n"},
        {"[A]\na=\\\n\\\n\\\nb\nc=d\n", "[A]\n2 a=b\n6 c=d\n"},
        {"[Other]\na=b\\\n[A]\nc=d\n", "[Other]\n[A]\n4 c=d\n"},
        {"[Other]\n[A]\na=b\n[Other]\nc=d\n", "[Other]\n[A]\n3 a=b\n[Other]\n"},
        {"[]\na=b\n", "[]\n2 a=b\n"},
        {"[[A]]\na=b\n", "[[A]]\n2 a=b\n"},
        {"[A]\na=%b%,%c%,%q%\n[Strings]\nb=1\nc=2\nq=3\n", "[A]\n2 a=1,2,3\n[Strings]\n"},
        {"[A]\na=%c%\n[Strings]\ncc=1\nc=2\n[STRINGS]\nc=3\n",
         "[A]\n2 a=2\n[Strings]\n[STRINGS]\n"},
        {"[A]\na=\"%b%\"\n[Strings]\nb=\"x\"\"y\"\n", "[A]\n2 a=x\"y\n[Strings]\n"},
        {"[A]\na=%b%%\n[Strings]\nb=1\n", "[A]\n2 a=1%\n[Strings]\n"},
        /* A string is any text: one without an equals sign is passed over, and none is in another.
         */
        {"[A]\na=%b%\n[Strings]\nx\nb=100%,%c%\nq=\"e,f\ng=\"h\n",
         "[A]\n2 a=100%,%c%\n[Strings]\n"},
        {"[A]\na=%b%\n[Strings]\nb=1\\\n2\n", "[A]\n2 a=12\n[Strings]\n"},
        {"[Raw]\na=b\\\nc=d ; e\nf=%g%\n", "[Raw]\n2 a=b\\\n3 c=d\n4 f=%g%\n"},
        {"[A]\na=%b%\n[Strings.0407]\nb=1\n[Strings]\nb=2\n",
         "[A]\n2 a=2\n[Strings.0407]\n[Strings]\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct seen seen = {.stop_at = NULL};
        struct fault fault;
        if (!read_inf(cases[i].text, &seen, &fault) || strcmp(seen.text, cases[i].seen) != 0) {
            fail_msg("%s: %s: %s", cases[i].text, fault.text, seen.text);
        }
    }
}

static void a_fault_says_the_line_and_what_is_expected(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *fault;
    } cases[] = {
        {"a=b\n", "x.inf:1: expected [section] first, found \"a=b\""},
        {"; x\n\nab\n", "x.inf:3: expected [section] first, found \"ab\""},
        {"[A\n", "x.inf:1: expected [section], found \"[A\""},
        {"[\n", "x.inf:1: expected [section], found \"[\""},
        {"[A]x\n", "x.inf:1: expected [section], found \"[A]x\""},
        {"[A]\na=b\\\nc\nz\n", "x.inf:4: expected key = value, found \"z\""},
        {"[A]\na=\"b\n", "x.inf:2: expected a closing quotation mark, found \"\"b\""},
        {"[A]\na=\"b,c\"\n",
         "x.inf:2: expected no comma between quotation marks, found \"\"b,c\"\""},
        {"[A]\na=x%b%\n[Strings]\nbb=1\n[Strings.0407]\nb=1\n",
         "x.inf:2: expected a %name% that [Strings] has, found \"%b%\""},
        {"[A]\na=%bb%\n[Strings]\nb=1\n",
         "x.inf:2: expected a %name% that [Strings] has, found \"%bb%\""},
        {"[A]\na=1\n\"\n", "x.inf:3: expected key = value, found \"\"\""},
        {"[A]\na=\"b\"\"\n", "x.inf:2: expected a closing quotation mark, found \"\"b\"\"\""},
        {"[A]\na=b\"c,\"\n",
         "x.inf:2: expected no comma between quotation marks, found \"b\"c,\"\""},
        {"[A]\na=1\n[Strings]\nx=\"y\nz=1\n[", "x.inf:6: expected [section], found \"[\""},
        {"[A]\na=%b%\n[Strings]\na=1\nc=1\n",
         "x.inf:2: expected a %name% that [Strings] has, found \"%b%\""},
        {"[A]\na=1\nb=2\nc=3\n", "x.inf:3: expected another key, found \"b\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct seen seen = {.stop_at = "b"};
        struct fault fault;
        assert_false(read_inf(cases[i].text, &seen, &fault));
        assert_string_equal(fault.text, cases[i].fault);
    }
}

static void what_is_found_is_cut_off_after_80_bytes(void **state)
{
    (void)state;
    char text[200];
    char expected[200];
    struct seen seen = {.stop_at = NULL};
    struct fault fault;
    snprintf(text, sizeof text, "%0100d\n", 0);
    snprintf(expected, sizeof expected, "x.inf:1: expected [section] first, found \"%080d\"", 0);
    assert_false(read_inf(text, &seen, &fault));
    assert_string_equal(fault.text, expected);
}

static void it_may_be_in_utf_16(void **state)
{
    (void)state;
    static const uint16_t text[] = u"\xFEFF[A]\r\na=b\r\n";
    struct contents contents = {(char *)(uintptr_t)text, sizeof text - 2};
    struct seen seen = {.stop_at = NULL};
    struct inf_handler handler = {&seen, section, entry};
    struct fault fault = {""};
    struct inf_place place = {.path = "x.inf", .fault = &fault};
    assert_true(inf_read(&contents, &handler, &place));
    assert_string_equal(seen.text, "[A]\n2 a=b\n");
    contents.size--; /* half a character */
    assert_false(inf_read(&contents, &handler, &place));
    assert_non_null(strstr(fault.text, "x.inf"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_comes_to_what_the_syntax_says),
        cmocka_unit_test(a_fault_says_the_line_and_what_is_expected),
        cmocka_unit_test(what_is_found_is_cut_off_after_80_bytes),
        cmocka_unit_test(it_may_be_in_utf_16),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
