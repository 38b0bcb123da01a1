/*
 * flock(2) on the folder itself: nothing is written into it. Two descriptors of one process lock
 * each other out too, so a process keeps a list of what its threads have.
 */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASK_AGAIN 20 /* milliseconds */

struct folder_lock {
    dev_t device;
    ino_t inode;
    int descriptor;
    pthread_t thread;         /* that has taken it */
    struct folder_lock *next; /* of what this process has taken */
};

static pthread_mutex_t taken_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct folder_lock *taken;
static int end = -1; /* what a wait ends by; -1: nothing */

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

void folder_locks_end_by(intptr_t waitable)
{
    end = (int)waitable;
}

/*
 * Waits for the lock. flock(2) cannot wait for a descriptor too, and a signal that comes just
 * before it would not interrupt it: where an end is kept, it is asked for both in turn. False, with
 * errno set, where it could not, or the end came.
 */
static bool lock_or_end(int descriptor)
{
    struct pollfd ended = {.fd = end, .events = POLLIN};
    int locked;
    do {
        locked = flock(descriptor, end < 0 ? LOCK_EX : LOCK_EX | LOCK_NB);
        if (locked != 0 && errno == EWOULDBLOCK) {
            errno = poll(&ended, 1, ASK_AGAIN) > 0 ? ECANCELED : EINTR;
        }
    } while (locked != 0 && errno == EINTR);
    return locked == 0;
}

bool folder_lock_take(struct folder_lock *lock, const char *folder, struct fault *fault)
{
    if (is_ours(lock)) {
        return true;
    }
    if (!lock_or_end(lock->descriptor)) {
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
