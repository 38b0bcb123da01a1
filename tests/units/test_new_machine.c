/*
 * A machine folder from nothing (new_machine.h): what stands in it, passwords that nobody guesses,
 * what is left alone, what an init that was ended leaves, and its metabase's variants.
 */
#include "machine_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include "enrolment/deployment.h"
#include "files/files.h"
#include "new_machine.h"
#include "sam.h"

static const char *const files[] = {"sam.json", "secpol.inf", "registry.reg", "MetaBase.xml"};

static bool exists(const char *folder, const char *name)
{
    char path[FOLDER_MAX + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return file_exists(path);
}

/* Copies an account's password of sam.json. */
static void password_of(const char *folder, const char *name, char password[64])
{
    struct sam sam;
    struct fault fault = {""};
    if (!sam_read(folder, &sam, &fault)) {
        fail_msg("%s", fault.text);
    }
    const struct sam_account *account = sam_find(&sam, name);
    assert_non_null(account);
    snprintf(password, 64, "%s", json_string_value(json_object_get(account->json, "password")));
    sam_release(&sam);
}

static void each_machine_has_passwords_of_its_own(void **state)
{
    (void)state;
    bool used[256] = {false};
    unsigned different = 0;
    char before[64] = "";
    for (int i = 0; i < 12; i++) {
        char folder[FOLDER_MAX];
        char passwords[2][64];
        char attribute[128];
        struct fault fault = {""};
        folder_new(folder);
        assert_true(new_machine(folder, false, &fault));
        password_of(folder, "Administrator", passwords[0]);
        password_of(folder, "IUSR_SERVERNAME", passwords[1]);
        assert_string_not_equal(passwords[0], passwords[1]);
        assert_string_not_equal(passwords[0], before);
        for (int which = 0; which < 2; which++) {
            assert_int_equal(strlen(passwords[which]), 14);
            for (const char *at = passwords[which]; *at != '\0'; at++) {
                different += !used[(unsigned char)*at];
                used[(unsigned char)*at] = true;
            }
        }
        struct contents metabase = folder_read(folder, "MetaBase.xml");
        snprintf(attribute, sizeof attribute, "AnonymousUserPass=\"%s\"", passwords[1]);
        assert_non_null(strstr(metabase.text, attribute));
        assert_non_null(strstr(metabase.text, "AnonymousPasswordSync=\"TRUE\""));
        contents_release(&metabase);
        assert_false(exists(folder, "System32"));
        assert_false(exists(folder, "init.unfinished"));
        strcpy(before, passwords[0]);
        folder_remove(folder);
    }
    /* 336 characters, of 64 that are as likely: that only 40 come is less likely than 2^-100. */
    assert_in_range(different, 41, 64);
}

static void what_is_there_already_is_left_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        char folder[FOLDER_MAX];
        struct fault fault = {""};
        folder_new(folder);
        folder_write(folder, files[i], "mine");
        assert_false(new_machine(folder, false, &fault));
        assert_non_null(strstr(fault.text, files[i]));
        for (size_t other = 0; other < 4; other++) {
            assert_int_equal(exists(folder, files[other]), other == i);
        }
        struct contents mine = folder_read(folder, files[i]);
        assert_string_equal(mine.text, "mine");
        contents_release(&mine);
        assert_false(exists(folder, "init.unfinished"));
        folder_remove(folder);
    }
}

/* As replacing a file that was killed leaves it (files.h). */
static void leave(const char *folder, const char *name)
{
    char path[FOLDER_MAX + 64];
    snprintf(path, sizeof path, "%s/%s.new-abc123", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void what_was_not_finished_is_made_anew(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char password[64];
    char again[64];
    struct fault fault = {""};
    folder_new(folder);
    assert_true(new_machine(folder, false, &fault));
    password_of(folder, "Administrator", password);
    assert_false(new_machine(folder, false, &fault));
    folder_write(folder, "init.unfinished", "");
    leave(folder, "init.unfinished");
    for (size_t i = 0; i < 4; i++) {
        leave(folder, files[i]);
    }
    assert_true(new_machine(folder, false, &fault));
    assert_false(exists(folder, "init.unfinished"));
    assert_false(exists(folder, "init.unfinished.new-abc123"));
    assert_false(exists(folder, "MetaBase.xml.new-abc123"));
    password_of(folder, "Administrator", again);
    assert_string_not_equal(password, again);
    folder_remove(folder);
}

static void a_path_that_is_too_long_is_said(void **state)
{
    (void)state;
    static char folder[FILE_PATH_MAX + 1];
    struct fault fault = {""};
    memset(folder, 'x', FILE_PATH_MAX);
    assert_false(new_machine(folder, false, &fault));
    assert_string_not_equal(fault.text, "");
    assert_false(new_machine_metabase(folder, &(struct new_metabase){.sync = true}, &fault));
    assert_string_equal(fault.text, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                                    "...: the path is too long");
}

/* How often a text stands in another. */
static unsigned count(const char *text, const char *what)
{
    unsigned found = 0;
    while ((text = strstr(text, what)) != NULL) {
        found++;
        text += strlen(what);
    }
    return found;
}

static void a_metabase_has_the_sites_and_passwords_that_are_asked_for(void **state)
{
    (void)state;
    static const struct {
        struct new_metabase settings;
        unsigned sites;
        unsigned passwords;
    } cases[] = {
        {{true, NULL, NULL}, 1, 0},
        {{false, "a&b", NULL}, 1, 1},
        {{true, NULL, "own"}, 2, 1},
        {{false, "a&b", "own"}, 2, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        struct fault fault = {""};
        const struct new_metabase *settings = &cases[i].settings;
        folder_new(folder);
        assert_true(new_machine_metabase(folder, settings, &fault));
        struct contents metabase = folder_read(folder, "MetaBase.xml");
        assert_int_equal(count(metabase.text, "<IIsFtpServer "), cases[i].sites);
        assert_int_equal(count(metabase.text, "<IIsFtpVirtualDir "), cases[i].sites);
        assert_int_equal(count(metabase.text, "AnonymousUserPass="), cases[i].passwords);
        assert_int_equal(count(metabase.text, "AnonymousUserPass=\"a&amp;b\""),
                         settings->password != NULL);
        assert_int_equal(count(metabase.text, "AnonymousUserPass=\"own\""),
                         settings->second_site_password != NULL);
        assert_int_equal(count(metabase.text, "AnonymousPasswordSync=\"TRUE\""), settings->sync);
        assert_int_equal(count(metabase.text, "Location=\"/LM/MSFTPSVC/2/ROOT\""),
                         cases[i].sites - 1);
        contents_release(&metabase);
        folder_remove(folder);
    }
}

static void a_password_that_does_not_fit_is_refused_and_nothing_written(void **state)
{
    (void)state;
    static const char *const wrong[] = {"a\x01", "\xEF\xBF\xBE", NULL};
    char longest[300];
    for (size_t i = 0; i < 3; i++) {
        for (int second = 0; second < 2; second++) {
            char folder[FOLDER_MAX];
            struct fault fault = {""};
            const char *password = wrong[i] == NULL ? longest : wrong[i];
            struct new_metabase settings = {true, second ? NULL : password,
                                            second ? password : NULL};
            memset(longest, 'x', 256);
            longest[256] = '\0';
            folder_new(folder);
            assert_false(new_machine_metabase(folder, &settings, &fault));
            assert_string_equal(fault.text,
                                "MetaBase.xml: the password is too long, or holds what XML cannot");
            assert_false(exists(folder, "MetaBase.xml"));
            longest[200] = '\0';
            assert_int_equal(new_machine_metabase(folder, &settings, &fault), wrong[i] == NULL);
            folder_remove(folder);
        }
    }
}

/* The units' folder has no DLL of ours: whoever wants one has to name it. */
static void without_a_dll_beside_the_program_a_full_machine_is_refused(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[DEPLOYMENT_PATH_MAX];
    char program[DEPLOYMENT_PATH_MAX];
    char expected[DEPLOYMENT_PATH_MAX + 128];
    struct fault fault = {""};
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    assert_true(length > 0);
    program[length] = '\0';
    *strrchr(program, '/') = '\0';
    snprintf(expected, sizeof expected,
             "%s/iissuba.so: there is no such file; name the DLL: --dll FILE", program);
    assert_false(deployment_own_dll(path, &fault));
    assert_string_equal(fault.text, expected);
    folder_new(folder);
    assert_false(new_machine(folder, true, &fault));
    assert_string_equal(fault.text, expected);
    assert_true(exists(folder, "init.unfinished")); /* it can be run again */
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_machine_has_passwords_of_its_own),
        cmocka_unit_test(what_is_there_already_is_left_alone),
        cmocka_unit_test(what_was_not_finished_is_made_anew),
        cmocka_unit_test(a_path_that_is_too_long_is_said),
        cmocka_unit_test(a_metabase_has_the_sites_and_passwords_that_are_asked_for),
        cmocka_unit_test(a_password_that_does_not_fit_is_refused_and_nothing_written),
        cmocka_unit_test(without_a_dll_beside_the_program_a_full_machine_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
