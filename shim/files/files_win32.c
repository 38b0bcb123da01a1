#include "files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

static bool failed(struct fault *fault, const char *path)
{
    return fault_set(fault, "%s: Windows error %lu", path, GetLastError());
}

static bool read_whole(HANDLE file, struct contents *contents)
{
    DWORD high = 0;
    DWORD size = GetFileSize(file, &high); /* GetFileSizeEx came with Windows 2000 */
    if (high > 0 || size > 0x7FFFFFFF) {
        SetLastError(ERROR_FILE_TOO_LARGE);
        return false;
    }
    contents->text = malloc((size_t)size + 1);
    if (contents->text == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return false;
    }
    DWORD got = 0;
    if (!ReadFile(file, contents->text, size, &got, NULL)) {
        return false;
    }
    contents->size = got;
    contents->text[got] = '\0';
    return true;
}

enum file_found file_read(const char *path, struct contents *contents, struct fault *fault)
{
    *contents = (struct contents){NULL, 0};
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        if (GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND) {
            return FILE_ABSENT;
        }
        failed(fault, path);
        return FILE_UNREADABLE;
    }
    bool whole = read_whole(file, contents);
    if (!whole) {
        failed(fault, path);
        contents_release(contents);
    }
    CloseHandle(file);
    return whole ? FILE_READ : FILE_UNREADABLE;
}

bool file_prepare(const char *path, const void *data, size_t size, struct file_change *change,
                  struct fault *fault)
{
    DWORD put = 0;
    int length = snprintf(change->temporary, MAX_PATH, "%s.%lu.new", path, GetCurrentProcessId());
    if (length < 0 || length >= MAX_PATH) {
        change->temporary[0] = '\0';
        return fault_set(fault, "%s: the path is too long", path);
    }
    strcpy(change->path, path);
    HANDLE file = CreateFileA(change->temporary, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        change->temporary[0] = '\0';
        return fault_set(fault, "%s: Windows error %lu; it is unchanged", path, GetLastError());
    }
    bool done =
        WriteFile(file, data, (DWORD)size, &put, NULL) && put == size && FlushFileBuffers(file);
    DWORD error = GetLastError();
    CloseHandle(file);
    if (!done) {
        file_discard(change);
        return fault_set(fault, "%s: Windows error %lu; it is unchanged", path, error);
    }
    return true;
}

bool file_commit(struct file_change *change, struct fault *fault)
{
    if (!MoveFileExA(change->temporary, change->path,
                     MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
        DWORD error = GetLastError();
        file_discard(change);
        return fault_set(fault, "%s: Windows error %lu; it is unchanged", change->path, error);
    }
    change->temporary[0] = '\0';
    return true;
}

void file_discard(struct file_change *change)
{
    if (change->temporary[0] != '\0') {
        DeleteFileA(change->temporary);
        change->temporary[0] = '\0';
    }
}

bool file_replace(const char *path, const void *data, size_t size, struct fault *fault)
{
    struct file_change change;
    return file_prepare(path, data, size, &change, fault) && file_commit(&change, fault);
}

/* "PATH.PID.new", as file_prepare makes it. */
void file_clear_leftovers(const char *path)
{
    char pattern[MAX_PATH];
    char leftover[MAX_PATH];
    WIN32_FIND_DATAA found;
    const char *name = strrchr(path, '\\');
    int folder = name == NULL ? 0 : (int)(name - path) + 1;
    int length = snprintf(pattern, sizeof pattern, "%s.*.new", path);
    HANDLE search =
        length < 0 || length >= MAX_PATH ? INVALID_HANDLE_VALUE : FindFirstFileA(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) {
        return;
    }
    do {
        length = snprintf(leftover, sizeof leftover, "%.*s%s", folder, path, found.cFileName);
        if (length > 0 && length < MAX_PATH) {
            DeleteFileA(leftover);
        }
    } while (FindNextFileA(search, &found));
    FindClose(search);
}

/* The protection of a file; the caller frees it (free). NULL where it cannot be had. */
static PSECURITY_DESCRIPTOR protection_of(const char *path)
{
    DWORD needed = 0;
    GetFileSecurityA(path, DACL_SECURITY_INFORMATION, NULL, 0, &needed);
    PSECURITY_DESCRIPTOR descriptor = needed == 0 ? NULL : malloc(needed);
    if (descriptor != NULL &&
        !GetFileSecurityA(path, DACL_SECURITY_INFORMATION, descriptor, needed, &needed)) {
        free(descriptor);
        return NULL;
    }
    return descriptor;
}

/* The empty file is protected before anything is in it. */
static bool make_protected(const char *like, const char *path)
{
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, protection_of(like), FALSE};
    if (attributes.lpSecurityDescriptor == NULL) {
        return false;
    }
    HANDLE file =
        CreateFileA(path, GENERIC_WRITE, 0, &attributes, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
    free(attributes.lpSecurityDescriptor);
    if (file != INVALID_HANDLE_VALUE) {
        CloseHandle(file);
    }
    return file != INVALID_HANDLE_VALUE;
}

/* A copy into a file that has the protection already keeps that. */
bool file_back_up(const char *path, struct fault *fault)
{
    char backup[MAX_PATH];
    int length = snprintf(backup, sizeof backup, "%s.bak", path);
    if (length < 0 || length >= MAX_PATH) {
        return fault_set(fault, "%s: the path is too long", path);
    }
    if (!file_exists(path)) {
        return true;
    }
    if (!file_remove(backup) || !make_protected(path, backup) || !CopyFileA(path, backup, FALSE)) {
        return fault_set(fault, "%s: Windows error %lu; no backup is kept, and nothing is changed",
                         backup, GetLastError());
    }
    return true;
}

bool file_append(const char *path, const char *text, size_t size)
{
    DWORD put = 0;
    HANDLE file = CreateFileA(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        return false;
    }
    bool done = WriteFile(file, text, (DWORD)size, &put, NULL) && put == size;
    CloseHandle(file);
    return done;
}

bool file_exists(const char *path)
{
    return GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES;
}

bool file_remove(const char *path)
{
    return DeleteFileA(path) || GetLastError() == ERROR_FILE_NOT_FOUND;
}

bool folder_make(const char *path, struct fault *fault)
{
    if (CreateDirectoryA(path, NULL) || GetLastError() == ERROR_ALREADY_EXISTS) {
        return true;
    }
    return failed(fault, path);
}

struct folder_lock {
    HANDLE mutex;
};

/* A mutex named after the folder's full path: nothing is written into the folder. */
static bool name_mutex(const char *folder, char *name, size_t capacity)
{
    char full[MAX_PATH];
    DWORD length = GetFullPathNameA(folder, sizeof full, full, NULL);
    if (length == 0 || length >= sizeof full) {
        return false;
    }
    CharLowerA(full);
    for (char *at = full; *at != '\0'; at++) {
        if (*at == '\\' || *at == '/') {
            *at = '|';
        }
    }
    return snprintf(name, capacity, "iissuba:%s", full) < (int)capacity;
}

struct folder_lock *folder_lock(const char *folder, struct fault *fault)
{
    char name[MAX_PATH + 16];
    struct folder_lock *lock = malloc(sizeof *lock);
    if (lock == NULL || !name_mutex(folder, name, sizeof name)) {
        free(lock);
        fault_set(fault, "%s: the folder cannot be locked", folder);
        return NULL;
    }
    lock->mutex = CreateMutexA(NULL, FALSE, name);
    if (lock->mutex == NULL || WaitForSingleObject(lock->mutex, INFINITE) == WAIT_FAILED) {
        failed(fault, folder);
        if (lock->mutex != NULL) {
            CloseHandle(lock->mutex);
        }
        free(lock);
        return NULL;
    }
    return lock;
}

void folder_unlock(struct folder_lock *lock)
{
    if (lock != NULL) {
        ReleaseMutex(lock->mutex);
        CloseHandle(lock->mutex);
        free(lock);
    }
}

bool path_join(char *out, size_t capacity, const char *folder, const char *name)
{
    int length = snprintf(out, capacity, "%s\\%s", folder, name);
    return length >= 0 && (size_t)length < capacity;
}
