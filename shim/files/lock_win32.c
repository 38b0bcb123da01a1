/* A mutex named after the folder's full path: nothing is written into the folder. */
#include "lock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "system_error.h"

struct folder_lock {
    HANDLE mutex; /* a thread that has it takes it once more (WaitForSingleObject) */
    bool taken;
    char name[MAX_PATH + 16];
};

static HANDLE end; /* what a wait ends by; NULL: nothing */

static bool name_mutex(const char *folder, char *name, size_t capacity)
{
    char full[MAX_PATH];
    DWORD length = GetFullPathNameA(folder, sizeof full, full, NULL);
    if (length == 0 || length >= sizeof full) {
        return false;
    }
    while (length > 0 && (full[length - 1] == '\\' || full[length - 1] == '/')) {
        full[--length] = '\0';
    }
    CharLowerA(full);
    for (char *at = full; *at != '\0'; at++) {
        if (*at == '\\' || *at == '/') {
            *at = '|';
        }
    }
    return snprintf(name, capacity, "iissuba:%s", full) < (int)capacity;
}

struct folder_lock *folder_lock_open(const char *folder, struct fault *fault)
{
    struct folder_lock *lock = calloc(1, sizeof *lock);
    if (lock == NULL || !name_mutex(folder, lock->name, sizeof lock->name)) {
        free(lock);
        fault_set(fault, "%s: the folder cannot be locked", folder);
        return NULL;
    }
    lock->mutex = CreateMutexA(NULL, FALSE, lock->name);
    if (lock->mutex == NULL) {
        system_fault(fault, folder, GetLastError());
        free(lock);
        return NULL;
    }
    return lock;
}

int folder_lock_order(const void *left, const void *right)
{
    return strcmp((*(struct folder_lock *const *)left)->name,
                  (*(struct folder_lock *const *)right)->name);
}

void folder_locks_end_by(intptr_t waitable)
{
    end = (HANDLE)waitable;
}

bool folder_lock_take(struct folder_lock *lock, const char *folder, struct fault *fault)
{
    HANDLE handles[2] = {lock->mutex, end};
    DWORD result = WaitForMultipleObjects(end == NULL ? 1 : 2, handles, FALSE, INFINITE);
    if (result == WAIT_FAILED) {
        return system_fault(fault, folder, GetLastError());
    }
    /* Abandoned by a process that ended, the mutex is taken all the same. */
    lock->taken = result == WAIT_OBJECT_0 || result == WAIT_ABANDONED_0;
    return lock->taken || system_fault(fault, folder, ERROR_CANCELLED);
}

void folder_unlock(struct folder_lock *lock)
{
    if (lock == NULL) {
        return;
    }
    if (lock->taken) {
        ReleaseMutex(lock->mutex);
    }
    CloseHandle(lock->mutex);
    free(lock);
}
