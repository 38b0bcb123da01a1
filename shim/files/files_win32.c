#include "files.h"
#include "system_error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

static bool failed(struct fault *fault, const char *path)
{
    return system_fault(fault, path, GetLastError());
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

bool file_remove_said(const char *path, struct fault *fault)
{
    if (file_remove(path)) {
        return true;
    }
    DWORD error = GetLastError();
    bool used = error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION;
    char text[SYSTEM_ERROR_MAX];
    return fault_set(fault, "%s: %s%s", path, system_error_text(error, text),
                     used ? "; it is in use, or may not be removed" : "");
}

bool folder_make(const char *path, struct fault *fault)
{
    if (CreateDirectoryA(path, NULL) || GetLastError() == ERROR_ALREADY_EXISTS) {
        return true;
    }
    return failed(fault, path);
}

bool folder_found(const char *path, struct fault *fault)
{
    DWORD attributes = GetFileAttributesA(path);
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        return failed(fault, path);
    }
    SetLastError(ERROR_DIRECTORY);
    return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 || failed(fault, path);
}

bool path_join(char *out, size_t capacity, const char *folder, const char *name)
{
    int length = snprintf(out, capacity, "%s\\%s", folder, name);
    return length >= 0 && (size_t)length < capacity;
}
