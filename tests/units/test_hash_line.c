/*
 * One line of a password dump (hash_line.h): what kind it is, which parts of it are the account's,
 * and what it is told to be where it is refused. Formats: pwdump's, smbpasswd(5)'s, secretsdump's.
 */
#include "support.h"

#include "hash_line.h"

#define LM "e52cac67419a9a224a3b108f3fa6cb6d"
#define NT "A4F49C406510BDCAB6824EE7C30FD852"
#define XS "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
#define STARS "********************************"

static struct hash_line read_line(const char *text, struct hash_section *section)
{
    struct hash_line line;
    memset(&line, 0x5A, sizeof line);
    hash_line_read(text, strlen(text), section, &line);
    return line;
}

static void assert_part(const char *part, size_t size, const char *expected)
{
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(part, expected, size);
}

static void an_account_has_a_name_and_two_fields_for_hashes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *name;
        const char *lm;
        const char *nt;
    } cases[] = {
        {"user:1001:" LM ":" NT ":comment:home:", "user", LM, NT},
        {"user:0:" LM ":" NT, "user", LM, NT},
        {"user:9876543210:" LM ":" NT ":::\t \r", "user", LM, NT},
        {"DOMAIN\\user:1001:" LM ":" NT ":::", "user", LM, NT},
        {"A\\B\\c:1001:" LM ":" NT ":::", "c", LM, NT},
        {"DOMAIN\\:1001:" LM ":" NT ":::", "", LM, NT},
        {":1001:" LM ":" NT ":::", "", LM, NT},
        {"user:1001:NO PASSWORD:" NT ":::", "user", "NO PASSWORD", NT},
        {"user:1001:NO PASSWORD*********************:" NT, "user",
         "NO PASSWORD*********************", NT},
        {"user:1001:" LM ":NO PASSWORD", "user", LM, "NO PASSWORD"},
        {"user:1001:" XS ":" STARS ":[DU ]:LCT-00000000:", "user", XS, STARS},
        {"WEB$:" LM ":" NT ":::", "WEB$", LM, NT},
        {"D\\WEB$:" LM ":" NT ":::", "WEB$", LM, NT},
        {"$:" LM ":" NT ":::", "$", LM, NT},
        {"WEB$:1002:" LM ":" NT ":::", "WEB$", LM, NT},
        /* The first two that can be hashes are them. */
        {"user:1001:" LM ":" NT ":" NT ":", "user", LM, NT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hash_section section = {false};
        struct hash_line line = read_line(cases[i].text, &section);
        if (line.kind != HASH_LINE_ACCOUNT) {
            fail_msg("%s: %d", cases[i].text, (int)line.kind);
        }
        assert_part(line.name, line.name_size, cases[i].name);
        assert_part(line.lm, line.lm_size, cases[i].lm);
        assert_part(line.nt, line.nt_size, cases[i].nt);
        assert_null(line.expected);
    }
}

#define DUMP "name:id:LM hash:NT hash:..., "
#define DIGITS DUMP "a hash being 32 hex digits"
#define NUMBER DUMP "the id being a number"
#define SHOWN DUMP "and this is a line of john --show: give the dump that john was given"
#define JOHN DUMP "and this is a line of john's own lists: give the dump that john was given"
#define HASHCAT                                                                    \
    DUMP "and this is a line of hashcat's lists, which name no account with both " \
         "hashes: give the dump that they come from"

static void what_is_no_dump_is_refused_with_what_is_wanted(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a:b:c:d", DIGITS},
        {":", DIGITS},
        {"user:1001:" LM, DIGITS},
        {"user:1001:" LM ":", DIGITS},
        {"user:1001:" LM "0:" NT, DIGITS},
        {"user:1001:" LM ":0" NT, DIGITS},
        {"user:1001:e52cac67419a9a224a3b108f3fa6cb6:" NT, DIGITS},
        {"user:1001:e52cac67419a9a224a3b108f3fa6cb6g:" NT, DIGITS},
        {"user:1001:ge52cac67419a9a224a3b108f3fa6cb6:" NT, DIGITS},
        {"user:1001:" LM ":XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX*", DIGITS},
        {"user:1001:" LM ":*XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", DIGITS},
        {"user:1001:" LM ":XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", DIGITS},
        {"user:1001:" LM ":X" XS, DIGITS},
        {"user:1001:" LM ":YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY", DIGITS},
        {"user:1001:NO PASSWOR:" NT, DIGITS},
        {"user:1001:no password:" NT, DIGITS},
        {"user:1001:" LM ":x:" NT, DIGITS},
        {"user:x:" LM ":" NT, NUMBER},
        {"user:1a:" LM ":" NT, NUMBER},
        {"user:-1:" LM ":" NT, NUMBER},
        {"user: 1:" LM ":" NT, NUMBER},
        {"user::" LM ":" NT, NUMBER},
        {"WEB$:x:" LM ":" NT, NUMBER},
        {"WEB$:1:x:" LM ":" NT, SHOWN},
        {"user:" LM ":" NT, NUMBER},
        {":" LM ":" NT, NUMBER},
        {"a$b:" LM ":" NT, NUMBER},
        {"user:x:secret:" LM ":" NT, SHOWN},
        {"user:1001:x:y:" LM ":" NT, SHOWN},
        {NT ":x:y:" LM ":" NT, SHOWN},
        {NT ":" LM ":x:" LM ":" NT, SHOWN},
        {"user:$NT$" NT, JOHN},
        {"$LM$e52cac67419a9a22:SECRET", JOHN},
        {"user:$LM$" LM ":" NT, JOHN},
        {NT ":secret", HASHCAT},
        {NT ":1001:" LM ":", HASHCAT},
        {NT ":" LM ":" NT, HASHCAT},
        {"user:" NT, HASHCAT},
        {"user:" NT ":x", HASHCAT},
        {NT, HASHCAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hash_section section = {false};
        struct hash_line line = read_line(cases[i][0], &section);
        if (line.kind != HASH_LINE_WRONG || strcmp(line.expected, cases[i][1]) != 0) {
            fail_msg("%s: %d", cases[i][0], (int)line.kind);
        }
        assert_true(line.name == NULL && line.lm == NULL && line.nt == NULL);
    }
}

static void what_has_no_hash_is_a_message_or_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum hash_line_kind kind;
    } cases[] = {
        {"", HASH_LINE_NOTHING},
        {" ", HASH_LINE_NOTHING},
        {"\r", HASH_LINE_NOTHING},
        {"\t \r", HASH_LINE_NOTHING},
        {"#", HASH_LINE_NOTHING},
        {"# user:1001:" LM ":" NT, HASH_LINE_NOTHING},
        {" #", HASH_LINE_STATUS},
        {"Completed.", HASH_LINE_STATUS},
        {"x", HASH_LINE_STATUS},
        {"Copyright: Foofus", HASH_LINE_STATUS},
        {"a:b: c", HASH_LINE_STATUS},
        {": c", HASH_LINE_STATUS},
        {"a:b :c", HASH_LINE_WRONG},
        {" :c", HASH_LINE_WRONG},
        {"a:b:  ", HASH_LINE_WRONG},
        {"[*]a:b", HASH_LINE_STATUS},
        {"[-]a:b", HASH_LINE_STATUS},
        {"[+]a:b", HASH_LINE_STATUS},
        {"[!]a:b", HASH_LINE_STATUS},
        {"[?]a:b", HASH_LINE_WRONG},
        {"[*", HASH_LINE_STATUS},
        {"[*:", HASH_LINE_WRONG},
        {"user:aes256-cts-hmac-sha1-96:00", HASH_LINE_OTHER},
        {"user:aes128-cts-hmac-sha1-96:00", HASH_LINE_OTHER},
        {"user:des-cbc-md5:00", HASH_LINE_OTHER},
        {"user:des-cbc-crc:00", HASH_LINE_OTHER},
        {"user:rc4_hmac:" NT, HASH_LINE_OTHER},
        {"user:plain_password_hex:00", HASH_LINE_OTHER},
        {"user:CLEARTEXT:x", HASH_LINE_OTHER},
        {"user:$DCC2$10240#user#" NT, HASH_LINE_OTHER},
        {"dpapi_machinekey:0x00", HASH_LINE_OTHER},
        {"dpapi_userkey:0x00", HASH_LINE_OTHER},
        {"NL$KM:00", HASH_LINE_OTHER},
        {"NL$KM", HASH_LINE_STATUS},
        {"CLEARTEXT", HASH_LINE_STATUS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hash_section section = {false};
        struct hash_line line = read_line(cases[i].text, &section);
        if (line.kind != cases[i].kind) {
            fail_msg("\"%s\": %d", cases[i].text, (int)line.kind);
        }
        assert_true(line.name == NULL && line.name_size == 0 && line.lm == NULL &&
                    line.lm_size == 0 && line.nt == NULL && line.nt_size == 0);
        assert_int_equal(line.expected == NULL, line.kind != HASH_LINE_WRONG);
        assert_false(section.other);
    }
}

/* Below a headline for secrets of another kind, what would be refused is such a secret. */
static void secretsdumps_headlines_say_what_is_below_them(void **state)
{
    (void)state;
    static const struct {
        const char *headline;
        bool other;
    } cases[] = {
        {"[*] Dumping cached domain logon information (domain/username:hash)", true},
        {"[*] Dumping LSA Secrets", true},
        {"[*] Kerberos keys grabbed", true},
        {"[*] ClearText passwords grabbed", true},
        {"[*] DPAPI_SYSTEM ", true},
        {"[*] NL$KM ", true},
        {"[*] _SC_Service", true},
        {"[*] DefaultPassword ", true},
        {"[*] ASPNET_WP_PASSWORD ", true},
        {"[*] Dumping local SAM hashes (uid:rid:lmhash:nthash)", false},
        {"[*] Dumping Domain Credentials (domain\\uid:rid:lmhash:nthash)", false},
        {"[*] Cleaning up... ", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hash_section section = {!cases[i].other};
        assert_int_equal(read_line(cases[i].headline, &section).kind, HASH_LINE_STATUS);
        assert_int_equal(section.other, cases[i].other);
        assert_int_equal(read_line("[*] Something else", &section).kind, HASH_LINE_STATUS);
        assert_int_equal(section.other, cases[i].other);
        assert_int_equal(read_line("a:b:c:d", &section).kind,
                         cases[i].other ? HASH_LINE_OTHER : HASH_LINE_WRONG);
        assert_int_equal(read_line(NT, &section).kind,
                         cases[i].other ? HASH_LINE_OTHER : HASH_LINE_WRONG);
        assert_int_equal(read_line("[x:y", &section).kind,
                         cases[i].other ? HASH_LINE_STATUS : HASH_LINE_WRONG);
        assert_int_equal(read_line("rc4_hmac", &section).kind,
                         cases[i].other ? HASH_LINE_OTHER : HASH_LINE_STATUS);
        /* An account's hashes are taken wherever they stand. */
        assert_int_equal(read_line("user:1:" LM ":" NT, &section).kind, HASH_LINE_ACCOUNT);
    }
}

/* What stands before and behind a line in memory is no part of it. */
static void nothing_around_the_line_is_read(void **state)
{
    (void)state;
    static const char around[] = "$:" LM ":" NT "0::: ";
    struct hash_section section = {false};
    struct hash_line line;
    size_t whole = 2 + 32 + 1 + 32;
    hash_line_read(around + 1, whole - 1, &section, &line); /* no name: no computer's account */
    assert_int_equal(line.kind, HASH_LINE_WRONG);
    hash_line_read(around, whole, &section, &line);
    assert_int_equal(line.kind, HASH_LINE_ACCOUNT);
    assert_int_equal(line.nt_size, 32);
    hash_line_read(around, whole + 1, &section, &line);
    assert_int_equal(line.kind, HASH_LINE_WRONG);
    hash_line_read(around, whole - 1, &section, &line);
    assert_int_equal(line.kind, HASH_LINE_WRONG);
    hash_line_read("x: y", 2, &section, &line);
    assert_int_equal(line.kind, HASH_LINE_WRONG);
    hash_line_read(&": y:z"[1], 4, &section, &line);
    assert_int_equal(line.kind, HASH_LINE_WRONG);
    hash_line_read("[*]:", 2, &section, &line);
    assert_int_equal(line.kind, HASH_LINE_STATUS);
    hash_line_read("a:[*]", 2, &section, &line);
    assert_int_equal(line.kind, HASH_LINE_WRONG);
    hash_line_read("user", 0, &section, &line);
    assert_int_equal(line.kind, HASH_LINE_NOTHING);
}

/* A line with fewer fields after one with more: none of the earlier line's counts. */
static void each_line_has_its_own_fields(void **state)
{
    (void)state;
    struct hash_section section = {false};
    assert_int_equal(read_line("user:1001:" LM ":" NT, &section).kind, HASH_LINE_ACCOUNT);
    assert_int_equal(read_line("user:1001:" LM, &section).kind, HASH_LINE_WRONG);
    assert_int_equal(read_line("user:$NT$:x", &section).kind, HASH_LINE_WRONG);
    assert_int_equal(read_line("user", &section).kind, HASH_LINE_STATUS);
}

/* 64 fields of a line are looked at: more than any dump has. */
static void what_stands_behind_many_fields_is_not_looked_at(void **state)
{
    (void)state;
    for (size_t before = 61; before <= 100; before++) {
        char text[512];
        struct hash_section section = {false};
        memset(text, ':', before);
        strcpy(text + before, LM ":" NT);
        struct hash_line line = read_line(text, &section);
        assert_int_equal(line.kind, HASH_LINE_WRONG);
        assert_string_equal(line.expected, before <= 62 ? SHOWN : DIGITS);
    }
}

static void a_field_says_empty_or_none(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        bool empty;
        bool none;
    } cases[] = {
        {"", false, false},
        {"NO PASSWOR", false, false},
        {"NO PASSWORD", true, false},
        {"NO PASSWORDS", true, false},
        {"xNO PASSWORD", false, false},
        {XS, false, true},
        {STARS, false, true},
        {"X", false, false},
        {XS "X", false, false},
        {LM, false, false},
        {"XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", false, false},
        {"XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXx", false, false},
        {"X*XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", false, false},
        {"00000000000000000000000000000000", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size = strlen(cases[i].field);
        assert_int_equal(hash_field_says_empty(cases[i].field, size), cases[i].empty);
        assert_int_equal(hash_field_says_none(cases[i].field, size), cases[i].none);
    }
    assert_false(hash_field_says_empty("NO PASSWORD", 10));
    assert_false(hash_field_says_none(XS "X", 31));
    assert_true(hash_field_says_none(XS "*", 32));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_has_a_name_and_two_fields_for_hashes),
        cmocka_unit_test(what_is_no_dump_is_refused_with_what_is_wanted),
        cmocka_unit_test(what_has_no_hash_is_a_message_or_nothing),
        cmocka_unit_test(secretsdumps_headlines_say_what_is_below_them),
        cmocka_unit_test(nothing_around_the_line_is_read),
        cmocka_unit_test(each_line_has_its_own_fields),
        cmocka_unit_test(what_stands_behind_many_fields_is_not_looked_at),
        cmocka_unit_test(a_field_says_empty_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
