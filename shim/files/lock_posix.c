/*
 * flock(2) on the folder itself: nothing is written into it. Two descriptors of one process lock
 * each other out too, so a process keeps a list of what its threads have.
 */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder_lock {
    dev_t device;
    ino_t inode;
    int descriptor;
    pthread_t thread;         /* that has taken it */
    struct folder_lock *next; /* of what this process has taken */
};

static pthread_mutex_t taken_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct folder_lock *taken;

struct folder_lock *folder_lock_open(const char *folder, struct fault *fault)
{
    struct stat about;
    struct folder_lock *lock = calloc(1, sizeof *lock);
    if (lock == NULL) {
        fault_set(fault, "%s: no memory", folder);
        return NULL;
    }
    lock->descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock->descriptor < 0 || fstat(lock->descriptor, &about) != 0) {
        fault_set(fault, "%s: %s", folder, strerror(errno));
        folder_unlock(lock);
        return NULL;
    }
    lock->device = about.st_dev;
    lock->inode = about.st_ino;
    return lock;
}

int folder_lock_order(const void *left, const void *right)
{
    const struct folder_lock *a = *(struct folder_lock *const *)left;
    const struct folder_lock *b = *(struct folder_lock *const *)right;
    if (a->device != b->device) {
        return a->device < b->device ? -1 : 1;
    }
    return (a->inode > b->inode) - (a->inode < b->inode);
}

/* Whether this thread has the folder's lock by another of these. */
static bool is_ours(const struct folder_lock *lock)
{
    pthread_mutex_lock(&taken_mutex);
    const struct folder_lock *other = taken;
    while (other != NULL && !(other->device == lock->device && other->inode == lock->inode &&
                              pthread_equal(other->thread, pthread_self()))) {
        other = other->next;
    }
    pthread_mutex_unlock(&taken_mutex);
    return other != NULL;
}

bool folder_lock_take(struct folder_lock *lock, const char *folder, struct fault *fault)
{
    int locked;
    if (is_ours(lock)) {
        return true;
    }
    while ((locked = flock(lock->descriptor, LOCK_EX)) != 0 && errno == EINTR) {
    }
    if (locked != 0) {
        return fault_set(fault, "%s: %s", folder, strerror(errno));
    }
    pthread_mutex_lock(&taken_mutex);
    lock->thread = pthread_self();
    lock->next = taken;
    taken = lock;
    pthread_mutex_unlock(&taken_mutex);
    return true;
}

void folder_unlock(struct folder_lock *lock)
{
    if (lock == NULL) {
        return;
    }
    pthread_mutex_lock(&taken_mutex);
    for (struct folder_lock **at = &taken; *at != NULL; at = &(*at)->next) {
        if (*at == lock) {
            *at = lock->next;
            break;
        }
    }
    pthread_mutex_unlock(&taken_mutex);
    if (lock->descriptor >= 0) {
        close(lock->descriptor);
    }
    free(lock);
}
