/* Locks of folders elsewhere than on Windows: who has them, who takes them again, what ends a wait.
 */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/lock.h"

#define FOLDERS 2

struct place {
    char folders[FOLDERS][64];
    char files[FOLDERS][80]; /* which are not there */
    int others[FOLDERS];     /* descriptors by which another has the lock, or asks */
    int ended[2];            /* a pipe: what is read from it ends a wait */
};

static int begin(void **state)
{
    static struct place place;
    for (int i = 0; i < FOLDERS; i++) {
        strcpy(place.folders[i], "/tmp/iissuba-test.XXXXXX");
        if (mkdtemp(place.folders[i]) == NULL) {
            return -1;
        }
        snprintf(place.files[i], sizeof place.files[i], "%s/file", place.folders[i]);
        place.others[i] = open(place.folders[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    *state = &place;
    return pipe(place.ended);
}

static int end(void **state)
{
    const struct place *place = *state;
    folder_locks_end_by(-1);
    for (int i = 0; i < FOLDERS; i++) {
        close(place->others[i]);
        rmdir(place->folders[i]);
    }
    close(place->ended[0]);
    return close(place->ended[1]);
}

/* Asked for by another, who does not wait. */
static bool is_locked(const struct place *place, int folder)
{
    bool locked = flock(place->others[folder], LOCK_EX | LOCK_NB) != 0;
    if (!locked) {
        flock(place->others[folder], LOCK_UN);
    }
    return locked;
}

static void end_waits(const struct place *place)
{
    folder_locks_end_by(place->ended[0]);
    assert_int_equal(write(place->ended[1], "", 1), 1);
}

static void a_folder_is_locked_until_it_is_given_back(void **state)
{
    const struct place *place = *state;
    struct fault fault = {""};
    assert_false(is_locked(place, 0));
    struct folder_lock *lock = folder_lock(place->folders[0], &fault);
    assert_non_null(lock);
    assert_true(is_locked(place, 0));
    assert_false(is_locked(place, 1));
    folder_unlock(lock);
    assert_false(is_locked(place, 0));
    folder_unlock(NULL);
}

static void a_thread_takes_its_lock_once_more(void **state)
{
    const struct place *place = *state;
    struct fault fault = {""};
    struct folder_lock *first = folder_lock(place->folders[0], &fault);
    struct folder_lock *other = folder_lock(place->folders[1], &fault);
    struct folder_lock *again = folder_lock(place->folders[0], &fault);
    assert_true(first != NULL && other != NULL && again != NULL);
    folder_unlock(again);
    assert_true(is_locked(place, 0));
    folder_unlock(other);
    assert_true(is_locked(place, 0));
    assert_false(is_locked(place, 1));
    folder_unlock(first);
    assert_false(is_locked(place, 0));
}

/* A process that keeps its end until it is seen: a free lock is taken, a wait for another ends. */
static void a_wait_ends_by_what_can_be_read(void **state)
{
    const struct place *place = *state;
    struct fault fault = {""};
    char says[128];
    end_waits(place);
    struct folder_lock *lock = folder_lock(place->folders[0], &fault);
    assert_non_null(lock);
    folder_unlock(lock);
    assert_int_equal(flock(place->others[0], LOCK_EX), 0);
    assert_null(folder_lock(place->folders[0], &fault));
    snprintf(says, sizeof says, "%s: %s", place->folders[0], strerror(ECANCELED));
    assert_string_equal(fault.text, says);
    flock(place->others[0], LOCK_UN);
    assert_false(is_locked(place, 0));
}

static void what_is_no_folder_is_not_locked(void **state)
{
    const struct place *place = *state;
    struct fault fault = {""};
    char says[128];
    assert_null(folder_lock(place->files[0], &fault));
    snprintf(says, sizeof says, "%s: %s", place->files[0], strerror(ENOENT));
    assert_string_equal(fault.text, says);
    assert_null(folder_lock("/dev/null", &fault));
    snprintf(says, sizeof says, "/dev/null: %s", strerror(ENOTDIR));
    assert_string_equal(fault.text, says);
}

/* In one order, whoever asks in which. */
static void locks_have_one_order(void **state)
{
    const struct place *place = *state;
    struct fault fault = {""};
    struct folder_lock *a = folder_lock_open(place->folders[0], &fault);
    struct folder_lock *b = folder_lock_open(place->folders[1], &fault);
    struct folder_lock *c = folder_lock_open("/dev", &fault); /* of another file system, mostly */
    struct folder_lock *const all[] = {a, b, c};
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++) {
            int order = folder_lock_order(&all[i], &all[k]);
            assert_int_equal(order, -folder_lock_order(&all[k], &all[i]));
            assert_true((order == 0) == (i == k));
        }
    }
    assert_false(is_locked(place, 0)); /* they are open alone */
    folder_unlock(a);
    folder_unlock(b);
    folder_unlock(c);
}

static void the_folders_of_files_are_locked_together(void **state)
{
    const struct place *place = *state;
    const char *const both[] = {place->files[1], place->files[0]};
    const char *const twice[] = {place->files[0], place->files[0], place->files[1]};
    struct file_locks locks;
    struct fault fault = {""};
    assert_true(files_lock(both, 2, &locks, &fault));
    assert_int_equal(locks.count, 2);
    assert_true(is_locked(place, 0) && is_locked(place, 1));
    files_unlock(&locks);
    assert_int_equal(locks.count, 0);
    assert_false(is_locked(place, 0) || is_locked(place, 1));
    files_unlock(&locks);
    assert_true(files_lock(twice, 3, &locks, &fault));
    assert_true(is_locked(place, 0) && is_locked(place, 1));
    files_unlock(&locks);
    assert_false(is_locked(place, 0) || is_locked(place, 1));
    assert_true(files_lock(both, 0, &locks, &fault));
    assert_int_equal(locks.count, 0);
}

static void where_one_cannot_be_locked_none_is(void **state)
{
    const struct place *place = *state;
    const char *const both[] = {place->files[0], place->files[1]};
    char nowhere[160];
    char says[256];
    snprintf(nowhere, sizeof nowhere, "%s/none/file", place->folders[1]);
    const char *const with_nowhere[] = {place->files[0], nowhere};
    struct file_locks locks;
    struct fault fault = {""};
    assert_false(files_lock(with_nowhere, 2, &locks, &fault));
    assert_int_equal(locks.count, 0);
    snprintf(says, sizeof says, "%s/none/: %s", place->folders[1], strerror(ENOENT));
    assert_string_equal(fault.text, says);
    end_waits(place);
    for (int i = 0; i < FOLDERS; i++) {
        assert_int_equal(flock(place->others[i], LOCK_EX), 0);
        assert_false(files_lock(both, 2, &locks, &fault));
        assert_int_equal(locks.count, 0);
        assert_non_null(strstr(fault.text, strerror(ECANCELED)));
        assert_false(is_locked(place, 1 - i));
        flock(place->others[i], LOCK_UN);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_folder_is_locked_until_it_is_given_back),
        TEST(a_thread_takes_its_lock_once_more),
        TEST(a_wait_ends_by_what_can_be_read),
        TEST(what_is_no_folder_is_not_locked),
        TEST(locks_have_one_order),
        TEST(the_folders_of_files_are_locked_together),
        TEST(where_one_cannot_be_locked_none_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
