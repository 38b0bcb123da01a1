/*
 * Hashes of a dump, taken into the SAM (sam.h, hash_line.h): which line gives an account what, what
 * a line that gives none is called, and on which lines those stand.
 */
#include "support.h"

#include "hash_line.h"
#include "line_list.h"
#include "sam.h"

#define LM "e52cac67419a9a224a3b108f3fa6cb6d" /* of "Password", MS-NLMP 4.2.2.1 */
#define NT "a4f49c406510bdcab6824ee7c30fd852"
#define NO_LM "aad3b435b51404eeaad3b435b51404ee" /* of the empty password */
#define NO_NT "31d6cfe0d16ae931b73c59d7e0c089c0"
#define XS "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
#define STARS "********************************"
#define MIXED "XXXXXXXXXXXXXXXX****************"
#define EMPTY "NO PASSWORD*********************"

static struct sam make_sam(void)
{
    static const char text[] = "[{\"name\": \"user\", \"rid\": 1001}, "
                               "{\"name\": \"WEB$\", \"rid\": 1002}, "
                               "{\"name\": \"known\", \"rid\": 1003, \"password\": \"x\"}]";
    struct contents contents = {(char *)(uintptr_t)text, sizeof text - 1};
    struct sam sam = {.path = "sam.json"};
    struct fault fault;
    assert_true(sam_parse(&contents, &sam, &fault));
    return sam;
}

static bool take(struct sam *sam, const char *text, struct fault *fault)
{
    struct contents contents = {(char *)(uintptr_t)text, strlen(text)};
    *fault = (struct fault){""};
    return sam_parse_hashes(sam, "dump", &contents, fault);
}

static void a_line_gives_its_account_the_hashes_it_has(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *lm; /* NULL: none */
        const char *nt;
    } cases[] = {
        {"user:1001:" LM ":" NT ":::", LM, NT},
        {"USER:1001:" LM ":" NT ":::\r", LM, NT},
        {"user:1001:" LM ":" NT " \t", LM, NT},
        {"DOMAIN\\user:1001:" LM ":" NT ":::", LM, NT},
        {"\\user:1001:" LM ":" NT ":::", LM, NT},
        {"A\\B\\user:1001:" LM ":" NT ":::", LM, NT},
        {"user:1001:" XS ":" NT ":::", NULL, NT},
        {"user:1001:" LM ":" STARS ":::", LM, NULL},
        {"user:1001:" XS ":" STARS ":::", NULL, NULL},
        {"user:1001:" EMPTY ":" NT ":::", NULL, NT},
        {"user:1001:" LM ":" EMPTY ":::", LM, NULL},
        {"user:1001:NO PASSWORD:NO PASSWORD:::", NO_LM, NO_NT},
        {"user:1001:" EMPTY ":" XS ":[U]:", NO_LM, NO_NT},
        {"user:1001:" NO_LM ":" NT ":::", NULL, NT},
        {"user:1001:" NO_LM ":" NO_NT ":::", NO_LM, NO_NT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sam sam = make_sam();
        struct fault fault;
        if (!take(&sam, cases[i].line, &fault)) {
            fail_msg("%s: %s", cases[i].line, fault.text);
        }
        const struct owf_pair *owfs = &sam_find(&sam, "user")->owfs;
        if (owfs->has_lm != (cases[i].lm != NULL) || owfs->has_nt != (cases[i].nt != NULL)) {
            fail_msg("%s: %d %d", cases[i].line, owfs->has_lm, owfs->has_nt);
        }
        if (owfs->has_lm) {
            assert_hex(owfs->lm, OWF_SIZE, cases[i].lm);
        }
        if (owfs->has_nt) {
            assert_hex(owfs->nt, OWF_SIZE, cases[i].nt);
        }
        assert_int_equal(sam.notices.size, 0);
        sam_release(&sam);
    }
}

static void a_computers_account_needs_no_number(void **state)
{
    (void)state;
    struct sam sam = make_sam();
    struct fault fault;
    assert_true(take(&sam, "DOMAIN\\WEB$:" LM ":" NT ":::", &fault));
    assert_hex(sam_find(&sam, "web$")->owfs.nt, OWF_SIZE, NT);
    assert_false(take(&sam, "user:" LM ":" NT ":::", &fault));
    sam_release(&sam);
}

/* Each line that gives none is told, by why, with its number; others are passed over. */
static void lines_without_a_hash_are_told(void **state)
{
    (void)state;
    static const char dump[] = "# a comment\n"
                               "\n"
                               "[*] Dumping local SAM hashes (uid:rid:lmhash:nthash)\n"
                               "user:1001:" LM ":" NT ":::\n"
                               "user:1001:" NO_LM ":" NO_NT ":::\n"
                               "known:1003:" LM ":" NT ":::\n"
                               "stranger:1004:" LM ":" NT ":::\n"
                               "[*] Dumping LSA Secrets\n"
                               "x:secret\n"
                               "[-] failed\n"
                               "[*] Cleaning up...\n"
                               "stranger2:1005:" LM ":" NT ":::\n"
                               "user:aes256-cts-hmac-sha1-96:00\n"
                               "Done";
    struct sam sam = make_sam();
    struct fault fault;
    assert_true(take(&sam, dump, &fault));
    assert_hex(sam_find(&sam, "user")->owfs.nt, OWF_SIZE, NT);
    assert_string_equal(
        sam.notices.text,
        "dump: 11 of 12 lines give no hash to an account: sam.json has no such account (line 7, "
        "12); the account has its secret already (line 5-6); messages (line 3, 8, 10-11, 14); "
        "secrets that are no hashes of an account (line 9, 13)\n");
    sam_release(&sam);
}

static void another_kind_of_list_is_refused_by_its_line(void **state)
{
    (void)state;
#define JOHN "name:id:LM hash:NT hash:..., and this is a line of john"
    static const struct {
        const char *line;
        const char *expected;
    } cases[] = {
        {"a:b:c:d", "name:id:LM hash:NT hash:..., a hash being 32 hex digits"},
        {"user:1001:" LM "0:" NT, "name:id:LM hash:NT hash:..., a hash being 32 hex digits"},
        {"user:1001:" LM ":" MIXED, "name:id:LM hash:NT hash:..., a hash being 32 hex digits"},
        {"user:x:" LM ":" NT, "name:id:LM hash:NT hash:..., the id being a number"},
        {"user::" LM ":" NT, "name:id:LM hash:NT hash:..., the id being a number"},
        {"user:1001:secret:" LM ":" NT, JOHN " --show: give the dump that john was given"},
        {"user:$NT$" NT, JOHN "'s own lists: give the dump that john was given"},
        {"$LM$" LM ":secret", JOHN "'s own lists: give the dump that john was given"},
        {NT ":secret", "name:id:LM hash:NT hash:..., and this is a line of hashcat's lists, which "
                       "name no account with both hashes: give the dump that they come from"},
        {"user:" NT, "name:id:LM hash:NT hash:..., and this is a line of hashcat's lists, which "
                     "name no account with both hashes: give the dump that they come from"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        char expected[512];
        struct sam sam = make_sam();
        struct fault fault;
        snprintf(text, sizeof text, "#\n%s\n#", cases[i].line);
        snprintf(expected, sizeof expected, "dump:2: expected %s", cases[i].expected);
        assert_false(take(&sam, text, &fault));
        assert_string_equal(fault.text, expected);
        sam_release(&sam);
    }
}

static void a_name_that_is_too_long_is_no_accounts(void **state)
{
    (void)state;
    char line[2048];
    for (int length = 1022; length <= 1025; length++) {
        struct sam sam = make_sam();
        struct fault fault;
        snprintf(line, sizeof line, "%0*d:1:" LM ":" NT, length, 0);
        assert_true(take(&sam, line, &fault));
        assert_string_equal(sam.notices.text,
                            "dump: 1 of 1 lines give no hash to an account: sam.json has no such "
                            "account (line 1)\n");
        sam_release(&sam);
    }
}

/* The longest name that is looked for has 1023 bytes. */
static void a_long_name_is_an_accounts(void **state)
{
    (void)state;
    for (int length = 1022; length <= 1025; length++) {
        char text[2048];
        struct sam sam = {.path = "sam.json"};
        struct fault fault = {""};
        snprintf(text, sizeof text, "[{\"name\": \"%0*d\", \"rid\": 1}]", length, 0);
        struct contents contents = {text, strlen(text)};
        assert_true(sam_parse(&contents, &sam, &fault));
        snprintf(text, sizeof text, "%0*d:1:" LM ":" NT "\n", length, 0);
        assert_true(take(&sam, text, &fault));
        assert_int_equal(sam.accounts[0].owfs.has_nt, length <= 1023);
        assert_int_equal(sam.notices.size == 0, length <= 1023);
        sam_release(&sam);
    }
}

/* A dump as PowerShell's ">" writes it, and what is no text at all. */
static void a_dump_may_be_in_utf_16(void **state)
{
    (void)state;
    static const uint16_t text[] = u"\xFEFF# x\r\nuser:1001:e52cac67419a9a224a3b108f3fa6cb6d:"
                                   u"a4f49c406510bdcab6824ee7c30fd852:::\r\nz:1:x:y";
    struct contents contents = {(char *)(uintptr_t)text, sizeof text - 2};
    struct sam sam = make_sam();
    struct fault fault = {""};
    assert_false(sam_parse_hashes(&sam, "dump", &contents, &fault));
    assert_string_equal(fault.text, "dump:3: expected name:id:LM hash:NT hash:..., a hash being 32 "
                                    "hex digits");
    assert_hex(sam_find(&sam, "user")->owfs.nt, OWF_SIZE, NT);
    contents.size--; /* half a character */
    assert_false(sam_parse_hashes(&sam, "dump", &contents, &fault));
    assert_memory_equal(fault.text, "dump:", 5);
    assert_null(strstr(fault.text, "expected name"));
    sam_release(&sam);
}

/* One hash is a secret, whichever it is: a dump does not add the other. */
static void an_account_with_one_hash_has_its_secret(void **state)
{
    (void)state;
    static const char text[] = "[{\"name\": \"a\", \"rid\": 1, \"nt_hash\": \"" LM "\"},"
                               " {\"name\": \"b\", \"rid\": 2, \"lm_hash\": \"" NT "\"}]";
    struct contents contents = {(char *)(uintptr_t)text, sizeof text - 1};
    struct sam sam = {.path = "sam.json"};
    struct fault fault;
    assert_true(sam_parse(&contents, &sam, &fault));
    assert_true(take(&sam, "a:1:" LM ":" NT "\nb:2:" LM ":" NT, &fault));
    assert_true(sam.accounts[0].owfs.has_nt && !sam.accounts[0].owfs.has_lm);
    assert_true(!sam.accounts[1].owfs.has_nt && sam.accounts[1].owfs.has_lm);
    assert_string_equal(sam.notices.text,
                        "dump: 2 of 2 lines give no hash to an account: the account has its secret "
                        "already (line 1-2)\n");
    sam_release(&sam);
}

/* Notices of one dump after another's; "of" counts what is neither empty nor a comment. */
static void what_two_dumps_did_not_give_is_told_of_both(void **state)
{
    (void)state;
    struct sam sam = make_sam();
    struct fault fault;
    assert_true(take(&sam, "", &fault));
    assert_true(take(&sam, "#\n\n\n", &fault));
    assert_int_equal(sam.notices.size, 0);
    assert_true(take(&sam, "a\n#\nb\n\nuser:1001:" LM ":" NT, &fault));
    assert_true(take(&sam, "user:1001:" LM ":" NT "\n", &fault));
    assert_string_equal(sam.notices.text,
                        "dump: 2 of 3 lines give no hash to an account: messages (line 1, 3)\n"
                        "dump: 1 of 1 lines give no hash to an account: the account has its secret "
                        "already (line 1)\n");
    sam_release(&sam);
}

static void numbers_of_lines_are_told_as_ranges(void **state)
{
    (void)state;
    static const struct {
        unsigned lines[8]; /* up to a 0 */
        const char *text;
    } cases[] = {
        {{0}, ""},
        {{1}, "1"},
        {{1, 2}, "1-2"},
        {{2, 4}, "2, 4"},
        {{1, 2, 3, 5, 6, 9}, "1-3, 5-6, 9"},
        {{7, 8, 10}, "7-8, 10"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct line_list list = {.count = 0};
        struct buffer out = {.text = NULL};
        unsigned count = 0;
        for (; cases[i].lines[count] != 0; count++) {
            line_list_add(&list, cases[i].lines[count]);
        }
        buffer_string(&out, "");
        line_list_write(&list, &out);
        assert_string_equal(out.text, cases[i].text);
        assert_int_equal(list.count, count);
        line_list_release(&list);
        buffer_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_gives_its_account_the_hashes_it_has),
        cmocka_unit_test(a_computers_account_needs_no_number),
        cmocka_unit_test(lines_without_a_hash_are_told),
        cmocka_unit_test(another_kind_of_list_is_refused_by_its_line),
        cmocka_unit_test(a_name_that_is_too_long_is_no_accounts),
        cmocka_unit_test(a_long_name_is_an_accounts),
        cmocka_unit_test(a_dump_may_be_in_utf_16),
        cmocka_unit_test(an_account_with_one_hash_has_its_secret),
        cmocka_unit_test(what_two_dumps_did_not_give_is_told_of_both),
        cmocka_unit_test(numbers_of_lines_are_told_as_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
