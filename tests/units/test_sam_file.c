/*
 * sam.json as a file (sam.h): each encoding is read and written back, what a change is noted as,
 * the two halves of writing, and that no copy of it is left in memory.
 */
#include "machine_folder.h"

#include <malloc.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/files.h"
#include "sam.h"
#include "sam_account.h"

#define SECRET "a secret, with \xC3\xBC"

/* Blocks that are given back with the secret in them. */
static bool looks;
static unsigned left;

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
    if (looks && memory != NULL) {
        left += memmem(memory, malloc_usable_size(memory), "a secret, with", 14) != NULL;
        left += memmem(memory, malloc_usable_size(memory), u"a secret, with", 28) != NULL;
    }
    __real_free(memory);
}

static const char before[] = "[{\"name\": \"user\", \"rid\": 1, \"password\": \"" SECRET "\"}]";
static const char after[] =
    "[\n  {\n    \"name\": \"user\",\n    \"rid\": 1,\n    \"password\": \"" SECRET
    "\",\n    \"bad_password_count\": 2\n  }\n]\n";

/* Writes a text in an encoding. */
static void write_as(const char *folder, const char *text, enum text_form form)
{
    char path[FOLDER_MAX + 16];
    struct contents contents;
    struct fault fault;
    assert_true(text_file_encode(text, strlen(text), form, &contents));
    snprintf(path, sizeof path, "%s/sam.json", folder);
    assert_true(file_replace(path, contents.text, contents.size, &fault));
    contents_release(&contents);
}

static struct sam sam_of(const char *folder)
{
    struct sam sam;
    struct fault fault = {""};
    if (!sam_read(folder, &sam, &fault)) {
        fail_msg("%s", fault.text);
    }
    return sam;
}

/* Whether the file is that text, in that encoding, byte by byte. */
static bool is_as(const char *folder, const char *text, enum text_form form)
{
    struct contents expected;
    struct contents contents = folder_read(folder, "sam.json");
    assert_true(text_file_encode(text, strlen(text), form, &expected));
    bool same =
        contents.size == expected.size && memcmp(contents.text, expected.text, expected.size) == 0;
    contents_release(&expected);
    contents_release(&contents);
    return same;
}

static void count_two(struct sam *sam)
{
    sam->accounts[0].bad_password_count = 2;
    sam_mark_changed(sam, &sam->accounts[0]);
}

static void it_is_written_back_as_it_was_encoded(void **state)
{
    (void)state;
    static const enum text_form forms[] = {TEXT_UTF8, TEXT_UTF8_MARKED, TEXT_UTF16_LE,
                                           TEXT_UTF16_BE};
    for (size_t i = 0; i < 4; i++) {
        char folder[FOLDER_MAX];
        struct fault fault = {""};
        folder_new(folder);
        write_as(folder, before, forms[i]);
        struct sam sam = sam_of(folder);
        assert_int_equal(sam.form, forms[i]);
        count_two(&sam);
        looks = true;
        left = 0;
        assert_true(sam_save(&sam, &fault));
        looks = false;
        assert_int_equal(left, 0);
        assert_true(is_as(folder, after, forms[i]));
        sam_release(&sam);
        folder_remove(folder);
    }
}

/* A value, and not a file: UTF-8, whatever was there before. */
static void what_is_taken_from_a_value_is_utf_8(void **state)
{
    (void)state;
    json_t *root = json_loads(before, 0, NULL);
    struct sam sam = {.path = "value", .form = TEXT_UTF16_LE};
    struct fault fault = {""};
    assert_true(sam_take(root, &sam, &fault));
    assert_int_equal(sam.form, TEXT_UTF8);
    assert_int_equal(root->refcount, 2);
    sam_release(&sam);
    assert_int_equal(root->refcount, 1);
    json_decref(root);
}

static void what_is_no_text_is_told_by_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        const char *fault;
    } cases[] = {
        {"[\n\xFF]", 4, "sam.json:2: "},
        {"[\n\0]", 4, "sam.json:2: "},
        {"\xFF\xFE[", 3, "sam.json:1: "},
        {"[\n]x", 4, "sam.json:2: expected JSON"},
        {"", 0, "sam.json:1: expected JSON, and it ends too early"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct contents contents = {(char *)(uintptr_t)cases[i].text, cases[i].size};
        struct sam sam = {.path = "sam.json"};
        struct fault fault = {""};
        assert_false(sam_parse(&contents, &sam, &fault));
        assert_memory_equal(fault.text, cases[i].fault, strlen(cases[i].fault));
        assert_null(sam.root);
        sam_release(&sam);
    }
}

static void of_a_folder_that_is_broken_nothing_is_kept(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct sam sam;
    struct fault fault = {""};
    folder_new(folder);
    write_as(folder, before, TEXT_UTF8);
    folder_write(folder, "smbpasswd", "a:b:c\n");
    assert_false(sam_read(folder, &sam, &fault));
    assert_non_null(strstr(fault.text, "/smbpasswd:1: "));
    assert_true(sam.accounts == NULL && sam.root == NULL && sam.count == 0);
    folder_remove(folder);
}

/* What is prepared is not in its place before it is committed, and leaves nothing when it is not.
 */
static void it_is_written_in_two_steps(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char leftover[FOLDER_MAX + 32];
    struct file_change change;
    struct fault fault = {""};
    folder_new(folder);
    write_as(folder, before, TEXT_UTF8);
    struct sam sam = sam_of(folder);
    snprintf(leftover, sizeof leftover, "%s/sam.json.new-abc123", folder);
    assert_int_equal(mkdir(leftover, 0700), 0);
    count_two(&sam);
    assert_true(sam_prepare(&sam, &change, &fault));
    assert_false(file_exists(leftover));
    assert_true(is_as(folder, before, TEXT_UTF8));
    file_discard(&change);
    assert_true(sam.changed);
    assert_true(sam_prepare(&sam, &change, &fault));
    assert_true(file_commit(&change, &fault));
    assert_true(is_as(folder, after, TEXT_UTF8));
    sam_release(&sam);
    folder_remove(folder);
    assert_int_equal(rmdir(folder), -1); /* it was empty, and is gone */
}

static void it_is_written_where_it_was_touched_and_not_else(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct fault fault = {""};
    folder_new(folder);
    write_as(folder, before, TEXT_UTF8);
    struct sam sam = sam_of(folder);
    assert_true(sam_save(&sam, &fault));
    assert_true(is_as(folder, before, TEXT_UTF8));
    sam_touch(&sam);
    assert_true(sam_save(&sam, &fault));
    assert_false(sam.changed);
    assert_false(is_as(folder, before, TEXT_UTF8));
    assert_string_equal(sam.path + strlen(folder), "/sam.json");
    sam_release(&sam);
    folder_remove(folder);
}

static void *no_memory(size_t size)
{
    (void)size;
    return NULL;
}

static void without_memory_for_its_text_the_file_is_as_it_was(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char expected[FOLDER_MAX + 64];
    struct fault fault = {""};
    folder_new(folder);
    write_as(folder, before, TEXT_UTF8);
    struct sam sam = sam_of(folder);
    count_two(&sam);
    json_set_alloc_funcs(no_memory, free);
    bool saved = sam_save(&sam, &fault);
    json_set_alloc_funcs(malloc, free);
    assert_false(saved);
    snprintf(expected, sizeof expected, "%s/sam.json: no memory; it is unchanged", folder);
    assert_string_equal(fault.text, expected);
    assert_true(sam.changed && is_as(folder, before, TEXT_UTF8));
    sam_release(&sam);
    folder_remove(folder);
}

static void the_least_of_a_logon_is_noted(void **state)
{
    (void)state;
    json_t *root = json_loads("[{\"name\": \"a\", \"rid\": 1}]", 0, NULL);
    struct sam sam = {.path = "value"};
    struct fault fault = {""};
    assert_true(sam_take(root, &sam, &fault));
    struct sam_account *account = &sam.accounts[0];
    account->last_logon = account->bad_password_time = account->lockout_time = 1;
    account->logon_count = account->bad_password_count = 1;
    sam_mark_changed(&sam, account);
    json_t *expected = json_loads("[{\"name\": \"a\", \"rid\": 1, \"bad_password_count\": 1,"
                                  " \"bad_password_time\": \"1601-01-01T00:00:00Z\","
                                  " \"lockout_time\": \"1601-01-01T00:00:00Z\","
                                  " \"last_logon\": \"1601-01-01T00:00:00Z\", \"logon_count\": 1}]",
                                  0, NULL);
    assert_true(json_equal(root, expected));
    json_decref(expected);
    sam_release(&sam);
    json_decref(root);
}

static void an_account_is_wiped_when_it_is_released(void **state)
{
    (void)state;
    static const struct owf_pair none;
    json_t *json = json_loads("{\"name\": \"a\", \"rid\": 1, \"password\": \"x\"}", 0, NULL);
    struct fault fault = {""};
    struct sam_place place = {.path = "account", .fault = &fault};
    struct sam_account account;
    assert_true(sam_account_read(&place, json, &account));
    assert_true(account.owfs.has_nt);
    sam_account_release(&account);
    assert_memory_equal(&account.owfs, &none, sizeof none);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_written_back_as_it_was_encoded),
        cmocka_unit_test(what_is_taken_from_a_value_is_utf_8),
        cmocka_unit_test(what_is_no_text_is_told_by_its_line),
        cmocka_unit_test(of_a_folder_that_is_broken_nothing_is_kept),
        cmocka_unit_test(it_is_written_in_two_steps),
        cmocka_unit_test(it_is_written_where_it_was_touched_and_not_else),
        cmocka_unit_test(without_memory_for_its_text_the_file_is_as_it_was),
        cmocka_unit_test(the_least_of_a_logon_is_noted),
        cmocka_unit_test(an_account_is_wiped_when_it_is_released),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
