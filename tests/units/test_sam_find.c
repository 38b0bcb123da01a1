/*
 * Accounts by name, as Windows compares names, and by relative id (sam.h): either case, beyond
 * ASCII and beyond what SAM's names can be, and however many accounts there are.
 */
#include "support.h"

#include "sam.h"

static struct sam sam_of(json_t *accounts)
{
    struct sam sam = {.path = "accounts"};
    struct fault fault = {""};
    if (!sam_take(accounts, &sam, &fault)) {
        fail_msg("%s", fault.text);
    }
    json_decref(accounts);
    return sam;
}

static void a_name_is_the_same_in_either_case(void **state)
{
    (void)state;
    static const struct {
        const char *own;
        const char *asked;
        bool found;
    } cases[] = {
        {"user", "user", true},
        {"user", "USER", true},
        {"AZ[az{@`", "az[AZ{@`", true},
        {"@", "`", false},
        {"[", "{", false},
        {"user", "use", false},
        {"user", "users", false},
        {"user", "useR ", false},
        {"user", "", false},
        {"a", "\xC3\xA4", false},
        {"\xC3\xA4nne", "\xC3\x84NNE", true}, /* a with diaeresis */
        {"x\xC3\xBC", "X\xC3\x9C", true},
        {"\xC3\xBC", "\xC3\xBC", true},
        {"\xC3\xBC", "u", false},
        {"\xC3\x9F", "ss", false},
        {"\xD1\x8F", "\xD0\xAF", true}, /* Cyrillic ya */
        {"\xF0\x90\x90\xA8", "\xF0\x90\x90\xA8", true},
        {"\xF0\x90\x90\xA8", "\xF0\x90\x90\x80", false}, /* surrogates have no case */
        {"user", "\xFF", false},
        {"user", "user\xFF", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sam sam = sam_of(json_pack("[{s:s, s:i}]", "name", cases[i].own, "rid", 1));
        if ((sam_find(&sam, cases[i].asked) == &sam.accounts[0]) != cases[i].found) {
            fail_msg("%s, %s", cases[i].own, cases[i].asked);
        }
        sam_release(&sam);
    }
}

/* SAM's names have at most 256 units: beyond that, bytes are compared. */
static void a_name_that_is_too_long_is_the_same_byte_by_byte(void **state)
{
    (void)state;
    for (size_t length = 254; length <= 259; length++) {
        char own[300];
        char other[300];
        memset(own, 'a', length);
        own[length] = '\0';
        strcpy(other, own);
        other[length - 1] = 'b';
        struct sam sam = sam_of(
            json_pack("[{s:s, s:i}, {s:s, s:i}]", "name", own, "rid", 1, "name", other, "rid", 2));
        assert_ptr_equal(sam_find(&sam, own), &sam.accounts[0]);
        assert_ptr_equal(sam_find(&sam, other), &sam.accounts[1]);
        other[0] = 'A';
        assert_int_equal(sam_find(&sam, other) == &sam.accounts[1], length <= 256);
        other[0] = 'c';
        assert_null(sam_find(&sam, other));
        other[0] = '\xFF';
        assert_null(sam_find(&sam, other));
        assert_null(sam_find(&sam, ""));
        sam_release(&sam);
    }
}

/* As long as SAM's can be a name is the same in either case beyond ASCII too. */
static void the_longest_name_is_found_in_either_case(void **state)
{
    (void)state;
    for (size_t units = 255; units <= 257; units++) {
        char own[2 * 257 + 1] = "";
        char other[2 * 257 + 1] = "";
        for (size_t i = 0; i < units; i++) {
            strcat(own, "\xC3\xBC");
            strcat(other, "\xC3\x9C");
        }
        struct sam sam = sam_of(json_pack("[{s:s, s:i}]", "name", own, "rid", 1));
        assert_ptr_equal(sam_find(&sam, own), &sam.accounts[0]);
        assert_int_equal(sam_find(&sam, other) != NULL, units <= 256);
        sam_release(&sam);
    }
}

static void each_of_many_is_found(void **state)
{
    (void)state;
    json_t *accounts = json_array();
    char name[16];
    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "user%d", i);
        json_array_append_new(accounts, json_pack("{s:s, s:i}", "name", name, "rid", 7 * i));
    }
    struct sam sam = sam_of(accounts);
    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "USER%d", i);
        assert_ptr_equal(sam_find(&sam, name), &sam.accounts[i]);
        assert_ptr_equal(sam_find_rid(&sam, (uint32_t)(7 * i)), &sam.accounts[i]);
        assert_null(sam_find_rid(&sam, (uint32_t)(7 * i + 1)));
    }
    assert_null(sam_find(&sam, "user3000"));
    sam_release(&sam);
    assert_null(sam_find(&sam, "user0"));
    assert_null(sam_find_rid(&sam, 0));
}

/* What was changed from outside is found by what it is then, and by nothing else. */
static void accounts_are_found_anew(void **state)
{
    (void)state;
    struct sam sam =
        sam_of(json_pack("[{s:s, s:i}, {s:s, s:i}]", "name", "a", "rid", 1, "name", "b", "rid", 2));
    sam.accounts[0].name = "c";
    sam.accounts[0].rid = 3;
    sam_index(&sam);
    sam_index(&sam);
    assert_null(sam_find(&sam, "a"));
    assert_null(sam_find_rid(&sam, 1));
    assert_ptr_equal(sam_find(&sam, "c"), &sam.accounts[0]);
    assert_ptr_equal(sam_find_rid(&sam, 3), &sam.accounts[0]);
    assert_ptr_equal(sam_find(&sam, "b"), &sam.accounts[1]);
    assert_ptr_equal(sam_find_rid(&sam, 2), &sam.accounts[1]);
    size_t at = 0;
    assert_int_equal(sam.by_name.count, 2);
    assert_int_equal(sam.by_rid.count, 2);
    assert_int_equal(hash_index_next(&sam.by_rid, 1, &at), HASH_INDEX_NONE);
    sam_release(&sam);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_the_same_in_either_case),
        cmocka_unit_test(a_name_that_is_too_long_is_the_same_byte_by_byte),
        cmocka_unit_test(the_longest_name_is_found_in_either_case),
        cmocka_unit_test(each_of_many_is_found),
        cmocka_unit_test(accounts_are_found_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
