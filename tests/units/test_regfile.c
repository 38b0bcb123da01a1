/* regedit's text: read, written, and refused with its line where it is broken. */
#include "machine_folder.h"

#include <stdlib.h>

#include "registry/regfile.h"
#include "text/utf.h"

#define HEADER "Windows Registry Editor Version 5.00\r\n\r\n"
#define LSA "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa"

static bool parse(struct regfile *file, const char *text, size_t size, struct fault *fault)
{
    struct contents contents = {malloc(size + 1), size};
    memcpy(contents.text, text, size);
    bool parsed = regfile_parse(file, "registry.reg", &contents, fault);
    contents_release(&contents);
    return parsed;
}

static const struct regfile_value *value_of(struct regfile *file, struct wide path,
                                            struct wide name)
{
    struct regfile_key *key = regfile_find_key(file, path);
    assert_non_null(key);
    return regfile_find_value(key, name);
}

static const char sample[] = HEADER "; above Lsa\r\n"
                                    "[" LSA "]\r\n"
                                    "\"LmCompatibilityLevel\"=dword:00000003\r\n"
                                    "@=\"the default\"\r\n"
                                    "\"Quoted \\\"name\\\"\"=\"C:\\\\x \\\"y\\\"\"\r\n"
                                    "\r\n"
                                    "[" LSA "\\MSV1_0\\IISSUBA]\r\n"
                                    "; above the stack\r\n"
                                    "\"Stack\"=hex(7):61,00,00,00,\\\r\n  62,00,00,00,00,00\r\n"
                                    "\"Empty\"=hex:\r\n"
                                    "\"Wide\"=hex(b):01,02,03,04,05,06,07,08\r\n"
                                    "; at the end\r\n";

static void values_of_all_kinds_are_read(void **state)
{
    (void)state;
    struct regfile file;
    struct fault fault = {""};
    if (!parse(&file, sample, sizeof sample - 1, &fault)) {
        fail_msg("%s", fault.text);
    }
    const struct regfile_value *value = value_of(&file, WIDE(u""), WIDE(u"lmcompatibilitylevel"));
    assert_int_equal(value->type, REGISTRY_DWORD);
    assert_hex(value->data, value->size, "03000000");
    value = value_of(&file, WIDE(u""), WIDE(u"Quoted \"name\""));
    assert_int_equal(value->type, REGISTRY_SZ);
    assert_memory_equal(value->data, u"C:\\x \"y\"", value->size);
    assert_non_null(value_of(&file, WIDE(u""), WIDE(u"")));
    value = value_of(&file, WIDE(u"msv1_0\\iissuba"), WIDE(u"Stack"));
    assert_int_equal(value->type, REGISTRY_MULTI_SZ);
    assert_hex(value->data, value->size, "61000000620000000000");
    assert_int_equal(value_of(&file, WIDE(u"MSV1_0\\IISSUBA"), WIDE(u"Empty"))->size, 0);
    assert_int_equal(value_of(&file, WIDE(u"MSV1_0\\IISSUBA"), WIDE(u"Wide"))->type, 11);
    regfile_release(&file);
}

static void writing_what_was_read_reads_the_same_again(void **state)
{
    (void)state;
    struct regfile file;
    struct fault fault = {""};
    struct contents once;
    struct contents twice;
    assert_true(parse(&file, sample, sizeof sample - 1, &fault));
    assert_true(regfile_write(&file, &once));
    regfile_release(&file);
    assert_non_null(strstr(once.text, "; above Lsa\r\n"));
    assert_non_null(strstr(once.text, "; above the stack\r\n\"Stack\""));
    assert_non_null(strstr(once.text, "; at the end\r\n"));
    assert_true(parse(&file, once.text, once.size, &fault));
    assert_true(regfile_write(&file, &twice));
    assert_int_equal(once.size, twice.size);
    assert_memory_equal(once.text, twice.text, once.size);
    contents_release(&once);
    contents_release(&twice);
    regfile_release(&file);
}

/* Random values of every type, names beyond ASCII among them, through text and back. */
static void random_values_come_back_as_they_were(void **state)
{
    (void)state;
    srand(7);
    for (int round = 0; round < 300; round++) {
        struct regfile file;
        struct regfile again;
        struct fault fault = {""};
        struct contents text;
        regfile_init(&file);
        struct regfile_key *key = regfile_make_key(&file, WIDE(u"MSV1_0\\IISSUBA\\Accounts"));
        uint16_t names[5][6];
        unsigned char data[5][80];
        size_t sizes[5];
        uint32_t types[5];
        for (int i = 0; i < 5; i++) {
            for (int unit = 0; unit < 5; unit++) {
                static const uint16_t letters[] = {'a', 'Z', '"', '\\', 0xE4, 0x20AC, ']', ' '};
                names[i][unit] = unit == 0 ? (uint16_t)('0' + i) : letters[rand() % 8];
            }
            names[i][5] = 0;
            sizes[i] = (size_t)(rand() % 80);
            for (size_t b = 0; b < sizes[i]; b++) {
                data[i][b] = (unsigned char)(rand() % 3 == 0 ? 0 : rand());
            }
            types[i] = (uint32_t)(rand() % 12);
            assert_true(regfile_set_value(key, wide_of(names[i]), types[i], data[i], sizes[i]));
        }
        assert_true(regfile_write(&file, &text));
        if (!parse(&again, text.text, text.size, &fault)) {
            fail_msg("round %d: %s", round, fault.text);
        }
        for (int i = 0; i < 5; i++) {
            const struct regfile_value *value =
                value_of(&again, WIDE(u"MSV1_0\\IISSUBA\\Accounts"), wide_of(names[i]));
            assert_non_null(value);
            assert_int_equal(value->type, types[i]);
            assert_int_equal(value->size, sizes[i]);
            assert_memory_equal(value->data, data[i], sizes[i]);
        }
        contents_release(&text);
        regfile_release(&file);
        regfile_release(&again);
    }
}

static void utf16_is_read_and_stays_utf16(void **state)
{
    (void)state;
    uint16_t units[1024] = {0xFEFF};
    struct regfile file;
    struct fault fault = {""};
    struct contents written;
    const char *text = HEADER "[" LSA "]\r\n\"\xC3\xA4\"=\"\xE2\x82\xAC\"\r\n";
    size_t count = utf8_to_utf16(text, strlen(text), units + 1, 1000) + 1;
    assert_true(parse(&file, (const char *)units, 2 * count, &fault));
    assert_non_null(value_of(&file, WIDE(u""), WIDE(u"\u00c4")));
    assert_true(regfile_write(&file, &written));
    assert_memory_equal(written.text, "\xFF\xFE", 2);
    contents_release(&written);
    regfile_release(&file);
}

static void beyond_ascii_utf16_is_written_for_regedit_reads_nothing_else(void **state)
{
    (void)state;
    struct regfile file;
    struct contents written;
    regfile_init(&file);
    struct regfile_key *key = regfile_make_key(&file, WIDE(u""));
    assert_true(regfile_set_value(key, WIDE(u"a"), REGISTRY_SZ, u"a", 4));
    assert_true(regfile_write(&file, &written));
    assert_memory_equal(written.text, "Windows", 7);
    contents_release(&written);
    assert_true(regfile_set_value(key, WIDE(u"\u00e4"), REGISTRY_SZ, u"a", 4));
    assert_true(regfile_write(&file, &written));
    assert_memory_equal(written.text, "\xFF\xFEW\0", 4);
    contents_release(&written);
    regfile_release(&file);
}

static void broken_text_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
    } cases[] = {
        {"", 1},
        {"REGEDIT5\r\n", 1},
        {HEADER "\"x\"=\"y\"\r\n", 3},
        {HEADER "[" LSA "\r\n", 3},
        {HEADER "[HKEY_LOCAL_MACHINE\\SOFTWARE]\r\n", 3},
        {HEADER "[HKEY_CURRENT_USER\\x]\r\n", 3},
        {HEADER "[" LSA "x]\r\n", 3},
        {HEADER "[-" LSA "]\r\n", 3},
        {HEADER "[" LSA "]\r\n\"x\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=-\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=\"y\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=\"y\"z\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=dword:\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=dword:123456789\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=dword:xyz\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=hex:0g\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=hex:01 02\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=hex:01,\\\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=hex(:01\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=qword:1\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=\"1\"\r\n\"X\"=\"2\"\r\n", 5},
        {HEADER "[" LSA "]\r\nnonsense\r\n", 4},
        {HEADER "[" LSA "]\r\n\"x\"=\"\xFF\"\r\n", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct regfile file;
        struct fault fault = {""};
        char place[32];
        snprintf(place, sizeof place, "registry.reg:%u: expected ", cases[i].line);
        if (parse(&file, cases[i].text, strlen(cases[i].text), &fault) ||
            strncmp(fault.text, place, strlen(place)) != 0) {
            fail_msg("case %u: \"%s\"", (unsigned)i, fault.text);
        }
    }
}

/* Found by fuzzing: a NUL in a key's path or a comment cut the rest off when it was written again.
 */
static void a_nul_anywhere_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        unsigned line;
    } cases[] = {
#define CASE(text, line) {text, sizeof text - 1, line}
        CASE(HEADER "[" LSA "\\a\0b]\r\n", 3),
        CASE(HEADER ";\0\r\n[" LSA "]\r\n", 3),
        CASE(HEADER "[" LSA "]\r\n\"a\0\"=\"y\"\r\n", 4),
        CASE(HEADER "[" LSA "]\r\n\"a\"=\"y\0\"\r\n", 4),
        CASE(HEADER "[" LSA "]\r\n\0", 4),
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct regfile file;
        struct fault fault = {""};
        char place[48];
        snprintf(place, sizeof place, "registry.reg:%u: expected text without NUL", cases[i].line);
        if (parse(&file, cases[i].text, cases[i].size, &fault) ||
            strncmp(fault.text, place, strlen(place)) != 0) {
            fail_msg("case %u: \"%s\"", (unsigned)i, fault.text);
        }
    }
}

/* Every way of cutting the sample off: refused with a line, or read as what is left. */
static void a_truncated_file_never_reads_beyond_its_end(void **state)
{
    (void)state;
    for (size_t size = 0; size < sizeof sample - 1; size++) {
        struct regfile file;
        struct fault fault = {""};
        if (parse(&file, sample, size, &fault)) {
            regfile_release(&file);
        } else {
            assert_memory_equal(fault.text, "registry.reg:", 13);
        }
    }
}

enum { MANY = 3000 };

/* Name number i, in one case or the other. */
static struct wide many_name(unsigned i, bool upper, uint16_t units[16])
{
    char ascii[16];
    snprintf(ascii, sizeof ascii, upper ? "NAME%u" : "name%u", i);
    size_t count = utf8_to_utf16(ascii, strlen(ascii), units, 16);
    return (struct wide){(const unsigned char *)units, count};
}

/* Set, replaced, removed and looked for in a random order: it is always what was done last. */
static void many_values_are_found_set_and_removed(void **state)
{
    (void)state;
    static unsigned held[MANY]; /* 0: it is not there */
    struct regfile file;
    uint16_t units[16];
    regfile_init(&file);
    struct regfile_key *key = regfile_make_key(&file, WIDE(u"MSV1_0"));
    memset(held, 0, sizeof held);
    for (unsigned i = 1; i <= 20 * MANY; i++) {
        unsigned which = (unsigned)rand() % MANY;
        struct wide name = many_name(which, i % 2 == 0, units);
        struct regfile_value *value = regfile_find_value(key, name);
        assert_int_equal(value != NULL, held[which] != 0);
        if (value != NULL) {
            assert_memory_equal(value->data, &held[which], sizeof i);
        }
        if (value != NULL && i % 64 == 0) {
            regfile_remove_value(key, value);
            held[which] = 0;
        } else {
            assert_true(regfile_set_value(key, name, REGISTRY_BINARY, &i, sizeof i));
            held[which] = i;
        }
    }
    regfile_release(&file);
}

/* Wherever in a long file the second of two is. */
static void a_value_that_is_there_twice_is_refused_with_its_line(void **state)
{
    (void)state;
    char text[MANY * 32];
    for (unsigned second = 1; second < MANY; second += 331) {
        struct regfile file;
        struct fault fault = {""};
        char expected[32];
        size_t size = (size_t)snprintf(text, sizeof text, HEADER "[" LSA "]\r\n");
        for (unsigned i = 0; i < MANY; i++) {
            size += (size_t)snprintf(text + size, sizeof text - size, "\"%s%u\"=dword:0\r\n",
                                     i == second ? "N" : "n", i == second ? second / 2 : i);
        }
        assert_false(parse(&file, text, size, &fault));
        snprintf(expected, sizeof expected, ":%u: ", second + 4);
        assert_non_null(strstr(fault.text, expected));
        assert_non_null(strstr(fault.text, "expected each value once"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_all_kinds_are_read),
        cmocka_unit_test(writing_what_was_read_reads_the_same_again),
        cmocka_unit_test(random_values_come_back_as_they_were),
        cmocka_unit_test(utf16_is_read_and_stays_utf16),
        cmocka_unit_test(beyond_ascii_utf16_is_written_for_regedit_reads_nothing_else),
        cmocka_unit_test(broken_text_is_refused_with_its_line),
        cmocka_unit_test(a_nul_anywhere_is_refused_with_its_line),
        cmocka_unit_test(many_values_are_found_set_and_removed),
        cmocka_unit_test(a_value_that_is_there_twice_is_refused_with_its_line),
        cmocka_unit_test(a_truncated_file_never_reads_beyond_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
