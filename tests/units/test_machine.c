/*
 * A machine folder as a whole (machine.h): each file's part in it, what is said where one is
 * broken, that nothing stays open or locked then, the longest path, and what is written back and
 * told.
 */
#include "machine_folder.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/lock.h"
#include "machine_platform.h"

#define SAM "{\"accounts\": [{\"name\": \"user\", \"rid\": 1001}]}"
#define HASHES "e52cac67419a9a224a3b108f3fa6cb6d:a4f49c406510bdcab6824ee7c30fd852"
#define METABASE                                                            \
    "<?xml version=\"1.0\"?><configuration><MBProperty>"                    \
    "<IIsFtpService Location=\"/LM/MSFTPSVC\" AnonymousUserName=\"user\"/>" \
    "</MBProperty></configuration>"

/* Waits for nobody: who has a folder's lock is seen by another thread that asks for it. */
static int ended[2];

static int lock_at_once(void **state)
{
    (void)state;
    assert_int_equal(pipe(ended), 0);
    assert_int_equal(write(ended[1], "", 1), 1);
    folder_locks_end_by(ended[0]);
    return 0;
}

static void *try_lock(void *folder)
{
    struct fault fault;
    struct folder_lock *lock = folder_lock(folder, &fault);
    bool free = lock != NULL;
    folder_unlock(lock);
    return free ? folder : NULL;
}

static bool is_locked(char *folder)
{
    pthread_t thread;
    void *free;
    assert_int_equal(pthread_create(&thread, NULL, try_lock, folder), 0);
    assert_int_equal(pthread_join(thread, &free), 0);
    return free == NULL;
}

static void a_machine_is_what_its_files_say(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct machine machine;
    struct fault fault = {""};
    folder_new(folder);
    folder_write(folder, "sam.json", SAM);
    assert_true(machine_open(folder, &machine, &fault));
    assert_true(is_locked(folder));
    assert_ptr_equal(machine.folder, folder);
    assert_true(machine_has_folder(&machine));
    assert_int_equal(machine.sam.count, 1);
    assert_false(machine.has_metabase || machine.policy.has_rights);
    assert_int_equal(machine.policy.lockout_threshold, 0);
    assert_false(sam_find(&machine.sam, "user")->owfs.has_nt);
    machine_close(&machine);
    assert_false(is_locked(folder));

    folder_write(folder, "secpol.inf", "[System Access]\nLockoutBadCount = 7\n");
    folder_write(folder, "pwdump.txt", "user:1001:" HASHES ":::\n");
    folder_write(folder, "MetaBase.xml", METABASE);
    folder_write(folder, "registry.reg", "Windows Registry Editor Version 5.00\r\n");
    assert_true(machine_open(folder, &machine, &fault));
    assert_int_equal(machine.policy.lockout_threshold, 7);
    assert_true(sam_find(&machine.sam, "user")->owfs.has_nt);
    assert_true(machine.has_metabase);
    assert_string_equal(
        metabase_effective(&machine.metabase, "/LM/MSFTPSVC", ANONYMOUS_USER_NAME).value, "user");
    machine_close(&machine);
    folder_remove(folder);
}

static void smbpasswd_is_read_as_pwdump_is(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct sam sam;
    struct fault fault = {""};
    folder_new(folder);
    folder_write(folder, "sam.json", SAM);
    folder_write(folder, "smbpasswd", "user:1001:" HASHES ":[U          ]:LCT-00000000:\n");
    assert_true(sam_read(folder, &sam, &fault));
    assert_true(sam_find(&sam, "user")->owfs.has_nt);
    sam_release(&sam);
    folder_remove(folder);
}

static void a_file_that_is_broken_is_told_and_nothing_stays_open(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"sam.json", "[\n1]", "/sam.json:2: expected an object for each account"},
        {"pwdump.txt", "#\na:b:c\n", "/pwdump.txt:2: expected name:id:LM hash:NT hash:"},
        {"smbpasswd", "a:b:c\n", "/smbpasswd:1: expected name:id:LM hash:NT hash:"},
        {"secpol.inf", "[Event Audit]\nx=1\n", "/secpol.inf:2: expected a key of [Event Audit]"},
        {"MetaBase.xml", "<configuration>\n<", "/MetaBase.xml:2: "},
        {"registry.reg", "Windows Registry Editor Version 5.00\r\n\r\nx\r\n", "/registry.reg:3: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        struct machine machine;
        struct fault fault = {""};
        folder_new(folder);
        folder_write(folder, "sam.json", SAM);
        folder_write(folder, "MetaBase.xml", METABASE);
        folder_write(folder, cases[i][0], cases[i][1]);
        assert_false(machine_open(folder, &machine, &fault));
        if (strncmp(fault.text, folder, strlen(folder)) != 0 ||
            strncmp(fault.text + strlen(folder), cases[i][2], strlen(cases[i][2])) != 0) {
            fail_msg("%s: %s", cases[i][0], fault.text);
        }
        assert_false(is_locked(folder));
        assert_null(machine.sam.accounts);
        assert_int_equal(machine.sam.count, 0);
        assert_int_equal(machine.locks.count, 0);
        folder_remove(folder);
    }
}

static void a_folder_without_sam_json_or_none_at_all_is_no_machine(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char expected[FOLDER_MAX + 128];
    struct machine machine;
    struct fault fault = {""};
    folder_new(folder);
    snprintf(expected, sizeof expected,
             "%s/sam.json: there is no such file; a machine folder needs it", folder);
    assert_false(machine_open(folder, &machine, &fault));
    assert_string_equal(fault.text, expected);
    assert_false(is_locked(folder));
    assert_int_equal(rmdir(folder), 0);
    assert_false(machine_open(folder, &machine, &fault));
    assert_non_null(strstr(fault.text, "No such file"));
}

/* A file that is there and cannot be read is not taken for one that is missing. */
static void what_cannot_be_read_is_told(void **state)
{
    (void)state;
    static const char *const names[] = {"sam.json",   "pwdump.txt",   "smbpasswd",
                                        "secpol.inf", "MetaBase.xml", "registry.reg"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char folder[FOLDER_MAX];
        char path[FOLDER_MAX + 16];
        struct machine machine;
        struct fault fault = {""};
        folder_new(folder);
        folder_write(folder, "sam.json", SAM);
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
        assert_int_equal(mkdir(path, 0700), 0);
        assert_false(machine_open(folder, &machine, &fault));
        assert_memory_equal(fault.text, path, strlen(path));
        assert_int_equal(rmdir(path), 0);
        folder_remove(folder);
    }
}

/* The same folder, by a path of that many bytes. */
static const char *padded(const char *folder, size_t length)
{
    static char path[FILE_PATH_MAX + 1];
    size_t used = strlen(folder);
    assert_true(length <= FILE_PATH_MAX && used + 1 < length);
    strcpy(path, folder);
    memset(path + used, '/', length - used);
    path[length] = '\0';
    return path;
}

/* Paths have at most 4095 bytes: each file's own is as long as that, or one longer. */
static void the_longest_path_is_read_and_a_longer_one_is_told(void **state)
{
    (void)state;
    static const char *const names[] = {"sam.json", "smbpasswd", "pwdump.txt", "MetaBase.xml"};
    char folder[FOLDER_MAX];
    folder_new(folder);
    folder_write(folder, "sam.json", SAM);
    folder_write(folder, "secpol.inf", "[System Access]\nLockoutBadCount = 7\n");
    folder_write(folder, "MetaBase.xml", METABASE);
    for (size_t i = 0; i < 4; i++) {
        struct machine machine;
        struct fault fault = {""};
        size_t longest = 4095 - 1 - strlen(names[i]);
        assert_false(machine_open(padded(folder, longest + 1), &machine, &fault));
        assert_memory_equal(fault.text, folder, strlen(folder));
        assert_non_null(strstr(fault.text, "...: the path is too long"));
        if (i == 3) {
            if (!machine_open(padded(folder, longest), &machine, &fault)) {
                fail_msg("%s", fault.text);
            }
            assert_true(machine.has_metabase);
            assert_int_equal(machine.policy.lockout_threshold, 7);
            machine_close(&machine);
        }
    }
    folder_remove(folder);
}

static void a_longer_path_is_no_policys(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct policy policy;
    struct fault fault = {""};
    folder_new(folder);
    folder_write(folder, "secpol.inf", "[System Access]\nLockoutBadCount = 7\n");
    assert_true(policy_read(padded(folder, 4084), &policy, &fault));
    assert_int_equal(policy.lockout_threshold, 7);
    policy_release(&policy);
    assert_false(policy_read(padded(folder, 4085), &policy, &fault));
    assert_non_null(strstr(fault.text, "...: the path is too long"));
    assert_int_equal(policy.lockout_threshold, 0);
    folder_remove(folder);
}

static ino_t file_number(const char *folder)
{
    char path[FOLDER_MAX + 16];
    struct stat about;
    snprintf(path, sizeof path, "%s/sam.json", folder);
    assert_int_equal(stat(path, &about), 0);
    return about.st_ino;
}

static void what_logons_changed_is_written_and_nothing_else(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct machine machine;
    struct fault fault = {""};
    folder_new(folder);
    folder_write(folder, "sam.json", SAM);
    ino_t before = file_number(folder);
    assert_true(machine_open(folder, &machine, &fault));
    assert_true(machine_save(&machine, &fault));
    assert_true(file_number(folder) == before);
    machine.sam.accounts[0].bad_password_count = 3;
    sam_mark_changed(&machine.sam, &machine.sam.accounts[0]);
    assert_true(machine_save(&machine, &fault));
    assert_false(machine.sam.changed);
    before = file_number(folder);
    assert_true(machine_save(&machine, &fault));
    assert_true(file_number(folder) == before);
    machine_close(&machine);
    assert_true(machine_open(folder, &machine, &fault));
    assert_int_equal(machine.sam.accounts[0].bad_password_count, 3);
    machine_close(&machine);
    folder_remove(folder);
}

/* A link beside it keeps sam.json from being replaced (files.h). */
static void what_cannot_be_written_stays_noted(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    char other[FOLDER_MAX + 16];
    struct machine machine;
    struct fault fault = {""};
    folder_new(folder);
    folder_write(folder, "sam.json", SAM);
    snprintf(path, sizeof path, "%s/sam.json", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    assert_int_equal(link(path, other), 0);
    assert_true(machine_open(folder, &machine, &fault));
    sam_touch(&machine.sam);
    assert_false(machine_save(&machine, &fault));
    assert_memory_equal(fault.text, path, strlen(path));
    assert_true(machine.sam.changed);
    struct contents contents = folder_read(folder, "sam.json");
    assert_string_equal(contents.text, SAM);
    contents_release(&contents);
    assert_int_equal(unlink(other), 0);
    assert_true(machine_save(&machine, &fault));
    assert_false(machine.sam.changed);
    machine_close(&machine);
    folder_remove(folder);
}

static void accounts_alone_make_a_machine_without_a_folder(void **state)
{
    (void)state;
    struct machine machine;
    struct fault fault = {""};
    json_t *accounts = json_loads(SAM, 0, NULL);
    assert_true(machine_open_accounts(accounts, &machine, &fault));
    assert_false(machine_has_folder(&machine) || machine.has_metabase);
    assert_ptr_equal(machine.folder, machine_nowhere);
    assert_int_equal(machine.locks.count, 0);
    assert_int_equal(machine.sam.count, 1);
    assert_true(machine.policy.guest_enabled && !machine.policy.has_rights);
    assert_true(machine.policy.lockout_duration == NT_NEVER);
    machine.sam.accounts[0].logon_count = 5;
    sam_mark_changed(&machine.sam, &machine.sam.accounts[0]);
    assert_true(machine_save(&machine, &fault)); /* there is nothing to be written to */
    assert_false(file_exists("accounts"));
    machine_close(&machine);
    const json_t *account = json_array_get(json_object_get(accounts, "accounts"), 0);
    assert_int_equal(json_integer_value(json_object_get(account, "logon_count")), 5);
    assert_int_equal(accounts->refcount, 1);
    json_decref(accounts);
}

static void accounts_that_are_broken_make_none(void **state)
{
    (void)state;
    struct machine machine;
    struct fault fault = {""};
    json_t *accounts = json_loads("[{\"name\": \"a\", \"rid\": -1}]", 0, NULL);
    assert_false(machine_open_accounts(accounts, &machine, &fault));
    assert_string_equal(fault.text, "accounts: expected rid to be a whole number, not negative");
    assert_null(machine.sam.accounts);
    assert_int_equal(accounts->refcount, 1);
    json_decref(accounts);
}

/* What a function prints to standard error; in a file, for it may be more than a pipe holds. */
static void told_of(const struct machine *machine, char *text, size_t room)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    fflush(stderr);
    int saved = dup(STDERR_FILENO);
    assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
    machine_tell_notices(machine, "program");
    fflush(stderr);
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    close(saved);
    rewind(file);
    text[fread(text, 1, room - 1, file)] = '\0';
    fclose(file);
}

static void what_was_passed_over_is_told_a_line_each(void **state)
{
    (void)state;
    static const char none[] = "1 of 1 lines give no hash to an account: sam.json has no such "
                               "account (line 1)";
    char folder[FOLDER_MAX];
    char told[2048];
    char expected[2048];
    struct machine machine;
    struct fault fault = {""};
    folder_new(folder);
    folder_write(folder, "sam.json", SAM);
    assert_true(machine_open(folder, &machine, &fault));
    told_of(&machine, told, sizeof told);
    assert_string_equal(told, "");
    machine_close(&machine);
    folder_write(folder, "pwdump.txt", "a:1:" HASHES ":::\n");
    folder_write(folder, "smbpasswd", "b:1:" HASHES ":[U]:\n");
    folder_write(folder, "secpol.inf", "[Odd]\n");
    assert_true(machine_open(folder, &machine, &fault));
    told_of(&machine, told, sizeof told);
    snprintf(expected, sizeof expected,
             "program: %s/pwdump.txt: %s\nprogram: %s/smbpasswd: %s\nprogram: %s/secpol.inf:1: "
             "[Odd] is no section that secedit documents: lines 1 to 1 are passed over\n",
             folder, none, folder, none, folder);
    assert_string_equal(told, expected);
    machine_close(&machine);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_is_what_its_files_say),
        cmocka_unit_test(smbpasswd_is_read_as_pwdump_is),
        cmocka_unit_test(a_file_that_is_broken_is_told_and_nothing_stays_open),
        cmocka_unit_test(a_folder_without_sam_json_or_none_at_all_is_no_machine),
        cmocka_unit_test(what_cannot_be_read_is_told),
        cmocka_unit_test(the_longest_path_is_read_and_a_longer_one_is_told),
        cmocka_unit_test(a_longer_path_is_no_policys),
        cmocka_unit_test(what_logons_changed_is_written_and_nothing_else),
        cmocka_unit_test(what_cannot_be_written_stays_noted),
        cmocka_unit_test(accounts_alone_make_a_machine_without_a_folder),
        cmocka_unit_test(accounts_that_are_broken_make_none),
        cmocka_unit_test(what_was_passed_over_is_told_a_line_each),
    };
    return cmocka_run_group_tests(tests, lock_at_once, NULL);
}
