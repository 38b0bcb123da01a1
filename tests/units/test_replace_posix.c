/*
 * Replacing files elsewhere than on Windows: what the new one has of the old, what is refused, and
 * that each call of the system that fails leaves the old file and nothing beside it.
 */
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/files.h"

/* Which call fails, after how many that do not, and how. */
static struct {
    const char *call;
    int after;
    int error;
} failing;

static bool fails(const char *call)
{
    if (failing.call == NULL || strcmp(failing.call, call) != 0 || failing.after-- > 0) {
        return false;
    }
    failing.call = NULL;
    errno = failing.error;
    return true;
}

#define WRAP(type, name, failed, parameters, arguments)           \
    type __real_##name parameters;                                \
    type __wrap_##name parameters;                                \
    type __wrap_##name parameters                                 \
    {                                                             \
        return fails(#name) ? (failed) : __real_##name arguments; \
    }

WRAP(int, fsync, -1, (int file), (file))
WRAP(int, rename, -1, (const char *from, const char *to), (from, to))
WRAP(int, link, -1, (const char *from, const char *to), (from, to))
WRAP(int, unlink, -1, (const char *path), (path))
WRAP(char *, mkdtemp, NULL, (char *path), (path))
WRAP(ssize_t, write, -1, (int file, const void *data, size_t size), (file, data, size))

/* It is closed all the same (close(2)). */
int __real_close(int file);
int __wrap_close(int file);
int __wrap_close(int file)
{
    bool failed = fails("close");
    int error = errno;
    int closed = __real_close(file);
    errno = failed ? error : errno;
    return failed ? -1 : closed;
}

struct place {
    char folder[64];
    char path[96];
    char backup[128];
};

static int begin(void **state)
{
    static struct place place;
    strcpy(place.folder, "/tmp/iissuba-test.XXXXXX");
    if (__real_mkdtemp(place.folder) == NULL) {
        return -1;
    }
    snprintf(place.path, sizeof place.path, "%s/file", place.folder);
    snprintf(place.backup, sizeof place.backup, "%s.bak", place.path);
    failing.call = NULL;
    *state = &place;
    return 0;
}

static int count_entries(const struct place *place, bool remove)
{
    int count = 0;
    DIR *entries = opendir(place->folder);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (entry->d_name[0] != '.') {
            count++;
            if (remove && unlinkat(dirfd(entries), entry->d_name, 0) != 0) {
                assert_int_equal(unlinkat(dirfd(entries), entry->d_name, AT_REMOVEDIR), 0);
            }
        }
    }
    closedir(entries);
    return count;
}

static int end(void **state)
{
    const struct place *place = *state;
    count_entries(place, true);
    return rmdir(place->folder);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_holds(const char *path, const char *text)
{
    struct contents contents;
    struct fault fault = {""};
    assert_int_equal(file_read(path, &contents, &fault), FILE_READ);
    assert_string_equal(contents.text, text);
    assert_int_equal(contents.size, strlen(text));
    contents_release(&contents);
}

static mode_t mode_of(const char *path)
{
    struct stat about;
    assert_int_equal(lstat(path, &about), 0);
    return about.st_mode;
}

static void a_new_file_is_its_owner_s_and_an_old_one_keeps_its_mode(void **state)
{
    const struct place *place = *state;
    static const mode_t modes[] = {0600, 0644, 0440, 0666, 0755};
    struct fault fault = {""};
    assert_true(file_replace(place->path, "first", 5, &fault));
    assert_holds(place->path, "first");
    assert_int_equal(mode_of(place->path), S_IFREG | 0600);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_int_equal(chmod(place->path, modes[i]), 0);
        assert_true(file_replace(place->path, "other", i, &fault));
        assert_int_equal(mode_of(place->path), S_IFREG | modes[i]);
        struct stat about;
        assert_int_equal(stat(place->path, &about), 0);
        assert_int_equal(about.st_size, i);
    }
    assert_int_equal(count_entries(place, false), 1);
}

static void what_a_link_leads_to_is_replaced(void **state)
{
    const struct place *place = *state;
    char symbolic[128];
    char folder[FILE_PATH_MAX];
    char expected[128];
    struct fault fault = {""};
    snprintf(symbolic, sizeof symbolic, "%s/link", place->folder);
    put(place->path, "old");
    assert_int_equal(symlink("file", symbolic), 0);
    assert_true(file_replace(symbolic, "new", 3, &fault));
    assert_holds(place->path, "new");
    assert_true(S_ISLNK(mode_of(symbolic)));
    snprintf(expected, sizeof expected, "%s/", place->folder);
    assert_true(file_folder(symbolic, folder, &fault));
    assert_string_equal(folder, expected);
    assert_true(file_back_up(symbolic, &fault));
    assert_holds(place->backup, "new");
}

static void expect_refusal(const char *path, const char *why)
{
    char says[512];
    struct fault fault = {""};
    struct file_change change;
    snprintf(says, sizeof says, "%.100s: %s; it is unchanged", path, why);
    assert_false(file_replace(path, "new", 3, &fault));
    assert_string_equal(fault.text, says);
    assert_false(file_prepare(path, "new", 3, &change, &fault));
    assert_string_equal(change.temporary, "");
    assert_false(change.in_place);
    file_discard(&change);
}

static void what_cannot_be_kept_as_it_is_is_refused(void **state)
{
    const struct place *place = *state;
    char other[128];
    char nowhere[160];
    struct fault fault = {""};
    char folder[FILE_PATH_MAX];
    snprintf(other, sizeof other, "%s/other", place->folder);
    snprintf(nowhere, sizeof nowhere, "%s/none/file", place->folder);
    put(place->path, "old");
    assert_int_equal(link(place->path, other), 0);
    expect_refusal(place->path,
                   "it has another name (a hard link), which would stay with the old text; make it "
                   "a file of its own: copy it, and move the copy to its place");
    assert_holds(place->path, "old");
    assert_int_equal(unlink(other), 0);
    assert_int_equal(symlink("gone", other), 0);
    expect_refusal(other, "it is a symbolic link to a file that is not there");
    assert_false(file_folder(other, folder, &fault));
    assert_int_equal(unlink(other), 0);
    expect_refusal(place->folder, "it is no file");
    expect_refusal(nowhere, "No such file or directory");
    assert_int_equal(symlink("loop", other), 0);
    snprintf(nowhere, sizeof nowhere, "%s/loop", place->folder);
    assert_int_equal(rename(other, nowhere), 0);
    expect_refusal(nowhere, "Too many levels of symbolic links");
    assert_int_equal(count_entries(place, false), 2);
}

/* A second name of its own is the backup: what a kill left between the two steps. */
static void a_backup_is_no_other_name(void **state)
{
    const struct place *place = *state;
    struct fault fault = {""};
    put(place->path, "old");
    assert_true(file_back_up(place->path, &fault));
    assert_holds(place->backup, "old");
    assert_true(file_replace(place->path, "new", 3, &fault));
    assert_holds(place->path, "new");
    assert_holds(place->backup, "old");
    assert_true(file_back_up(place->path, &fault)); /* in the place of the earlier one */
    assert_holds(place->backup, "new");
    char third[128];
    snprintf(third, sizeof third, "%s/third", place->folder);
    assert_int_equal(link(place->path, third), 0);
    assert_false(file_replace(place->path, "x", 1, &fault));
    assert_string_equal(fault.text + strlen(place->path),
                        ": it has another name (a hard link), which would stay with the old text; "
                        "make it a file of its own: copy it, and move the copy to its place; it is "
                        "unchanged");
}

static void each_step_that_fails_leaves_the_old_file_and_nothing_beside(void **state)
{
    const struct place *place = *state;
    static const struct {
        const char *call;
        int after;
        int error;
        const char *says;
    } cases[] = {
        {"mkdtemp", 0, EACCES, "Permission denied; it is unchanged"},
        {"write", 0, ENOSPC, "No space left on device; it is unchanged"},
        {"fsync", 0, EIO, "Input/output error; it is unchanged"},
        {"close", 0, EDQUOT, "Disk quota exceeded; it is unchanged"},
        {"rename", 0, EACCES, "Permission denied; it is unchanged"},
        {"rename", 0, EBUSY,
         "it is mounted by itself, from another file system or folder, and cannot be replaced; "
         "change it where it comes from; it is unchanged"},
        {"rename", 0, EXDEV,
         "it is mounted by itself, from another file system or folder, and cannot be replaced; "
         "change it where it comes from; it is unchanged"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fault fault = {""};
        char says[512];
        put(place->path, "old");
        failing.call = cases[i].call;
        failing.after = cases[i].after;
        failing.error = cases[i].error;
        assert_false(file_replace(place->path, "new", 3, &fault));
        assert_null(failing.call);
        snprintf(says, sizeof says, "%s: %s", place->path, cases[i].says);
        assert_string_equal(fault.text, says);
        assert_holds(place->path, "old");
        assert_int_equal(count_entries(place, false), 1);
    }
}

static void an_interrupted_write_goes_on(void **state)
{
    const struct place *place = *state;
    struct fault fault = {""};
    failing.call = "write";
    failing.after = 0;
    failing.error = EINTR;
    assert_true(file_replace(place->path, "new", 3, &fault));
    assert_null(failing.call);
    assert_holds(place->path, "new");
}

/* The folder's fsync is the second: the new file is in its place then. */
static void a_folder_that_is_not_written_to_the_disk_is_said(void **state)
{
    const struct place *place = *state;
    static const int errors[] = {EIO, EINVAL}; /* not asked for on some file systems */
    for (int i = 0; i < 2; i++) {
        struct fault fault = {""};
        struct file_change change;
        char says[512];
        put(place->path, "old");
        assert_true(file_prepare(place->path, "new", 3, &change, &fault));
        assert_false(change.in_place);
        assert_holds(place->path, "old");
        assert_int_equal(count_entries(place, false), 2);
        failing.call = "fsync";
        failing.after = 0;
        failing.error = errors[i];
        assert_int_equal(file_commit(&change, &fault), i == 1);
        snprintf(says, sizeof says,
                 "%s: the new one is in its place, but its folder could not be written to the "
                 "disk: Input/output error. Should the power fail, the old one may come back",
                 place->path);
        assert_string_equal(fault.text, i == 1 ? "" : says);
        assert_true(change.in_place);
        assert_holds(place->path, "new");
        file_discard(&change);
        assert_holds(place->path, "new");
        assert_int_equal(count_entries(place, false), 1);
    }
}

static void what_is_prepared_may_be_discarded(void **state)
{
    const struct place *place = *state;
    struct fault fault = {""};
    struct file_change change = {.temporary = ""};
    file_discard(&change);
    put(place->path, "old");
    assert_true(file_prepare(place->path, "new", 3, &change, &fault));
    assert_holds(change.temporary, "new");
    file_discard(&change);
    file_discard(&change);
    assert_holds(place->path, "old");
    assert_int_equal(count_entries(place, false), 1);
}

static void a_backup_is_a_copy_where_there_are_no_second_names(void **state)
{
    const struct place *place = *state;
    static const int errors[] = {EPERM, EOPNOTSUPP, ENOSYS};
    struct fault fault = {""};
    put(place->path, "text");
    assert_int_equal(chmod(place->path, 0640), 0);
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        failing.call = "link";
        failing.error = errors[i];
        assert_true(file_back_up(place->path, &fault));
        struct stat about;
        assert_int_equal(stat(place->backup, &about), 0);
        assert_int_equal(about.st_nlink, 1);
        assert_int_equal(about.st_mode, S_IFREG | 0640);
        assert_holds(place->backup, "text");
        assert_int_equal(count_entries(place, false), 2);
    }
}

static void a_backup_that_fails_is_said_and_nothing_is_changed(void **state)
{
    const struct place *place = *state;
    static const struct {
        const char *call;
        int error;
        bool kept; /* what the earlier backup held */
    } cases[] = {{"unlink", EACCES, true}, {"link", EACCES, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fault fault = {""};
        char says[256];
        put(place->path, "text");
        put(place->backup, "earlier");
        failing.call = cases[i].call;
        failing.after = 0;
        failing.error = cases[i].error;
        assert_false(file_back_up(place->path, &fault));
        assert_null(failing.call);
        snprintf(says, sizeof says, "%s: %s; no backup is kept, and nothing is changed",
                 place->backup, strerror(cases[i].error));
        assert_string_equal(fault.text, says);
        assert_holds(place->path, "text");
        if (cases[i].kept) {
            assert_holds(place->backup, "earlier");
        }
    }
    struct fault fault = {""};
    count_entries(place, true);
    assert_true(file_back_up(place->path, &fault)); /* nothing to keep */
    assert_int_equal(count_entries(place, false), 0);
}

/* "NAME.new-" and six letters or digits, as mkdtemp(3) makes them. */
static void what_a_kill_left_is_removed_and_no_other(void **state)
{
    const struct place *place = *state;
    static const struct {
        const char *name;
        bool goes;
    } cases[] = {
        {"file.new-aZ09bc", true},  {"file.new-aZ09b", false},   {"file.new-aZ09bcd", false},
        {"file.new-aZ0.bc", false}, {"file.old-aZ09bc", false},  {"fil.new-aZ09bc", false},
        {"fyle.new-aZ09bc", false}, {"files.new-aZ09bc", false}, {"file.new-ABCDEF", true},
    };
    char path[160];
    put(place->path, "text");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", place->folder, cases[i].name);
        assert_int_equal(mkdir(path, 0700), 0);
        strcat(path, "/new");
        if (cases[i].goes) {
            put(path, "half");
        }
    }
    file_clear_leftovers(place->path);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", place->folder, cases[i].name);
        if (file_exists(path) == cases[i].goes) {
            fail_msg("%s", cases[i].name);
        }
    }
    assert_holds(place->path, "text");
}

static void what_is_no_file_is_not_read(void **state)
{
    const struct place *place = *state;
    char says[256];
    struct contents contents = {NULL, 1};
    struct fault fault = {""};
    assert_int_equal(file_read(place->path, &contents, &fault), FILE_ABSENT);
    assert_string_equal(fault.text, "");
    assert_int_equal(contents.size, 0);
    assert_false(file_read_existing(place->path, &contents, &fault));
    snprintf(says, sizeof says, "%s: No such file or directory", place->path);
    assert_string_equal(fault.text, says);
    assert_int_equal(file_read(place->folder, &contents, &fault), FILE_UNREADABLE);
    snprintf(says, sizeof says, "%s: Is a directory", place->folder);
    assert_string_equal(fault.text, says);
    assert_int_equal(mkfifo(place->path, 0600), 0);
    assert_int_equal(file_read(place->path, &contents, &fault), FILE_UNREADABLE);
    snprintf(says, sizeof says, "%s: Invalid argument", place->path);
    assert_string_equal(fault.text, says);
    assert_null(contents.text);
}

static void what_is_added_stands_at_the_end_and_a_copy_is_whole(void **state)
{
    const struct place *place = *state;
    struct fault fault = {""};
    char copy[128];
    snprintf(copy, sizeof copy, "%s/copy", place->folder);
    assert_true(file_append(place->path, "one", 3));
    assert_int_equal(mode_of(place->path), S_IFREG | 0600);
    assert_true(file_append(place->path, "twos", 3));
    assert_holds(place->path, "onetwo");
    failing.call = "write";
    failing.after = 0;
    failing.error = ENOSPC;
    assert_false(file_append(place->path, "x", 1));
    assert_false(file_append(place->folder, "x", 1));
    assert_holds(place->path, "onetwo");
    assert_true(file_copy(place->path, copy, &fault));
    assert_holds(copy, "onetwo");
    assert_true(file_remove(place->path));
    assert_true(file_remove(place->path));
    assert_true(file_remove_said(place->path, &fault));
    assert_false(file_copy(place->path, copy, &fault));
    assert_holds(copy, "onetwo");
    assert_false(file_remove_said(place->folder, &fault));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_new_file_is_its_owner_s_and_an_old_one_keeps_its_mode),
        TEST(what_a_link_leads_to_is_replaced),
        TEST(what_cannot_be_kept_as_it_is_is_refused),
        TEST(a_backup_is_no_other_name),
        TEST(each_step_that_fails_leaves_the_old_file_and_nothing_beside),
        TEST(an_interrupted_write_goes_on),
        TEST(a_folder_that_is_not_written_to_the_disk_is_said),
        TEST(what_is_prepared_may_be_discarded),
        TEST(a_backup_is_a_copy_where_there_are_no_second_names),
        TEST(a_backup_that_fails_is_said_and_nothing_is_changed),
        TEST(what_a_kill_left_is_removed_and_no_other),
        TEST(what_is_no_file_is_not_read),
        TEST(what_is_added_stands_at_the_end_and_a_copy_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
