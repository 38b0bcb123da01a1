/*
 * Locks of folders: who writes to a folder's files holds its lock, from reading them on. Whoever
 * needs several takes them together, in one order, so that nobody waits for each other.
 */
#ifndef IISSUBA_LOCK_H
#define IISSUBA_LOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/fault.h"

struct folder_lock;

/*
 * Waits until nobody else has the folder's lock, and takes it. A thread that has it already takes
 * it once more, and gives back first what it took last. The caller gives it back with
 * folder_unlock; it ends with the process at the latest. NULL, with the fault set, where the folder
 * cannot be opened or there is no memory.
 */
struct folder_lock *folder_lock(const char *folder, struct fault *fault);

/* Gives the lock back. lock may be NULL. */
void folder_unlock(struct folder_lock *lock);

#define FILE_LOCKS_MAX 4

/* Zeroed it is none. */
struct file_locks {
    struct folder_lock *locks[FILE_LOCKS_MAX];
    size_t count;
};

/*
 * Locks the folders that files are really in (file_folder), which need not be there themselves: at
 * most FILE_LOCKS_MAX. All who lock several folders do it by one call of this. Fills *locks, which
 * the caller gives back with files_unlock. False, with the fault set and none locked, where one
 * cannot be.
 */
bool files_lock(const char *const *paths, size_t count, struct file_locks *locks,
                struct fault *fault);
void files_unlock(struct file_locks *locks);

/*
 * From now on a wait for a lock ends, with the fault set and nothing locked, once the waitable is
 * signalled: a descriptor that can be read from then on, or on Windows the HANDLE of an event that
 * stays set. For a process that keeps its end until it is seen. Called before other threads lock.
 */
void folder_locks_end_by(intptr_t waitable);

/*
 * The platform's half. A lock that is open and not yet taken, which folder_unlock closes too; the
 * order in which locks are taken, as qsort wants it; taking one.
 */
struct folder_lock *folder_lock_open(const char *folder, struct fault *fault);
int folder_lock_order(const void *left, const void *right);
bool folder_lock_take(struct folder_lock *lock, const char *folder, struct fault *fault);

#endif
