#include "lock.h"

#include <stdlib.h>

#include "files.h"

struct folder_lock *folder_lock(const char *folder, struct fault *fault)
{
    struct folder_lock *lock = folder_lock_open(folder, fault);
    if (lock != NULL && !folder_lock_take(lock, folder, fault)) {
        folder_unlock(lock);
        lock = NULL;
    }
    return lock;
}

static bool open_all(const char *const *paths, size_t count, struct file_locks *locks,
                     struct fault *fault)
{
    char folder[FILE_PATH_MAX];
    for (size_t i = 0; i < count; i++) {
        if (!file_folder(paths[i], folder, fault)) {
            return false;
        }
        struct folder_lock *lock = folder_lock_open(folder, fault);
        if (lock == NULL) {
            return false;
        }
        locks->locks[locks->count++] = lock;
    }
    return true;
}

bool files_lock(const char *const *paths, size_t count, struct file_locks *locks,
                struct fault *fault)
{
    *locks = (struct file_locks){.count = 0};
    bool done = open_all(paths, count, locks, fault);
    if (done && count > 1) {
        qsort(locks->locks, locks->count, sizeof(struct folder_lock *), folder_lock_order);
    }
    for (size_t i = 0; done && i < locks->count; i++) {
        done = folder_lock_take(locks->locks[i], paths[i], fault);
    }
    if (!done) {
        files_unlock(locks);
    }
    return done;
}

void files_unlock(struct file_locks *locks)
{
    while (locks->count > 0) {
        folder_unlock(locks->locks[--locks->count]);
    }
}
