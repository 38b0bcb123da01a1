/*
 * Replacing a file. ReplaceFile keeps most of what the old one was, and NT 4.0 has none: so what
 * protects the file is given to the new one first.
 *
 * Sources: the Platform SDK's documentation (ReplaceFile, MoveFileEx, SetFileSecurity).
 */
#include "files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "system_error.h"

#define ENDING ".new"
#define DIGITS "0123456789"
#define IGNORE_MERGE_ERRORS 2 /* REPLACEFILE_IGNORE_MERGE_ERRORS: the rights are there already */
#define KEPT_ATTRIBUTES                                                       \
    (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE | \
     FILE_ATTRIBUTE_NOT_CONTENT_INDEXED)

static bool unchanged(struct fault *fault, const char *path, const char *why)
{
    return fault_set(fault, "%s: %s; it is unchanged", path, why);
}

static bool failed(struct fault *fault, const char *path)
{
    char text[SYSTEM_ERROR_MAX];
    return fault_set(fault, "%s: %s; it is unchanged", path,
                     system_error_text(GetLastError(), text));
}

static const char *name_part(const char *path)
{
    const char *name = path + strlen(path);
    while (name > path && strchr("\\/:", name[-1]) == NULL) {
        name--;
    }
    return name;
}

bool file_folder(const char *path, char folder[FILE_PATH_MAX], struct fault *fault)
{
    int length = (int)(name_part(path) - path);
    if (length >= FILE_PATH_MAX) {
        return unchanged(fault, path, "the path is too long");
    }
    snprintf(folder, FILE_PATH_MAX, "%.*s", length == 0 ? 1 : length, length == 0 ? "." : path);
    return true;
}

/* Part of a file's protection; the caller frees it (free). NULL where it cannot be had. */
static PSECURITY_DESCRIPTOR protection_of(const char *path, SECURITY_INFORMATION part)
{
    DWORD needed = 0;
    GetFileSecurityA(path, part, NULL, 0, &needed);
    PSECURITY_DESCRIPTOR descriptor = needed == 0 ? NULL : malloc(needed);
    if (descriptor != NULL && !GetFileSecurityA(path, part, descriptor, needed, &needed)) {
        free(descriptor);
        return NULL;
    }
    return descriptor;
}

/* A new, empty file, which is protected before anything is in it. Where like is NULL it has the
 * rights of its folder. */
static HANDLE make_protected(const char *like, const char *path)
{
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, NULL, FALSE};
    if (like != NULL) {
        attributes.lpSecurityDescriptor = protection_of(like, DACL_SECURITY_INFORMATION);
        if (attributes.lpSecurityDescriptor == NULL) {
            return INVALID_HANDLE_VALUE;
        }
    }
    HANDLE file =
        CreateFileA(path, GENERIC_WRITE, 0, &attributes, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
    free(attributes.lpSecurityDescriptor);
    return file;
}

static DWORD names_of(const char *path)
{
    BY_HANDLE_FILE_INFORMATION about = {.nNumberOfLinks = 1};
    HANDLE file = CreateFileA(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file != INVALID_HANDLE_VALUE) {
        GetFileInformationByHandle(file, &about);
        CloseHandle(file);
    }
    return about.nNumberOfLinks;
}

/* What another in its place would part from the file without a word. */
static bool may_be_replaced(const char *path, DWORD attributes, struct fault *fault)
{
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        return true;
    }
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        return unchanged(fault, path, "it is no file");
    }
    if ((attributes & FILE_ATTRIBUTE_READONLY) != 0) {
        return unchanged(fault, path, "it is read-only");
    }
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
        return unchanged(fault, path, "it is a link to another place; name the file itself");
    }
    return names_of(path) <= 1 ||
           unchanged(fault, path,
                     "it has another name (a hard link), which would stay with the old text; make "
                     "it a file of its own: copy it, and move the copy to its place");
}

/* Others' files may be given to them with this alone, which administrators have. */
static void enable_restore_privilege(void)
{
    HANDLE token;
    TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1};
    if (OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token)) {
        wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
        if (LookupPrivilegeValueA(NULL, "SeRestorePrivilege", &wanted.Privileges[0].Luid)) {
            AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
        }
        CloseHandle(token);
    }
}

static bool same_owner(PSECURITY_DESCRIPTOR a, PSECURITY_DESCRIPTOR b)
{
    PSID left;
    PSID right;
    BOOL defaulted;
    return GetSecurityDescriptorOwner(a, &left, &defaulted) &&
           GetSecurityDescriptorOwner(b, &right, &defaulted) && left != NULL && right != NULL &&
           EqualSid(left, right);
}

static bool keep_owner(const char *path, const char *new, struct fault *fault)
{
    PSECURITY_DESCRIPTOR old = protection_of(path, OWNER_SECURITY_INFORMATION);
    PSECURITY_DESCRIPTOR now = protection_of(new, OWNER_SECURITY_INFORMATION);
    bool kept = old != NULL && now != NULL;
    if (kept && !same_owner(old, now)) {
        enable_restore_privilege();
        kept = SetFileSecurityA(new, OWNER_SECURITY_INFORMATION, old);
    }
    DWORD error = GetLastError();
    free(old);
    free(now);
    char text[SYSTEM_ERROR_MAX];
    return kept || fault_set(fault, "%s: its owner cannot be kept: %s; it is unchanged", path,
                             system_error_text(error, text));
}

static bool keep_rest(const struct file_change *change, DWORD attributes, struct fault *fault)
{
    return attributes == INVALID_FILE_ATTRIBUTES ||
           (keep_owner(change->path, change->temporary, fault) &&
            ((attributes & KEPT_ATTRIBUTES) == 0 ||
             SetFileAttributesA(change->temporary, attributes & KEPT_ATTRIBUTES) ||
             failed(fault, change->path)));
}

static bool fill(const struct file_change *change, bool replaces, const void *data, size_t size,
                 struct fault *fault)
{
    DWORD put = 0;
    DeleteFileA(change->temporary); /* of a process of this number that was killed */
    HANDLE file = make_protected(replaces ? change->path : NULL, change->temporary);
    if (file == INVALID_HANDLE_VALUE) {
        return failed(fault, change->path);
    }
    bool done =
        (WriteFile(file, data, (DWORD)size, &put, NULL) && put == size && FlushFileBuffers(file)) ||
        failed(fault, change->path);
    CloseHandle(file);
    return done;
}

bool file_prepare(const char *path, const void *data, size_t size, struct file_change *change,
                  struct fault *fault)
{
    DWORD attributes = GetFileAttributesA(path);
    change->in_place = false;
    change->temporary[0] = '\0';
    if (!may_be_replaced(path, attributes, fault)) {
        return false;
    }
    int length =
        snprintf(change->temporary, MAX_PATH, "%s.%lu" ENDING, path, GetCurrentProcessId());
    if (length < 0 || length >= MAX_PATH) {
        change->temporary[0] = '\0';
        return unchanged(fault, path, "the path is too long");
    }
    strcpy(change->path, path);
    bool done = fill(change, attributes != INVALID_FILE_ATTRIBUTES, data, size, fault) &&
                keep_rest(change, attributes, fault);
    if (!done) {
        file_discard(change);
    }
    return done;
}

/* Windows 2000 and later. False where it did not do it, or there is none. */
static bool replace(const struct file_change *change)
{
    typedef BOOL WINAPI replace_function(LPCSTR, LPCSTR, LPCSTR, DWORD, LPVOID, LPVOID);
    FARPROC found = GetProcAddress(GetModuleHandleA("kernel32"), "ReplaceFileA");
    replace_function *replace_file = (replace_function *)(void *)found;
    return replace_file != NULL && file_exists(change->path) &&
           replace_file(change->path, change->temporary, NULL, IGNORE_MERGE_ERRORS, NULL, NULL);
}

bool file_commit(struct file_change *change, struct fault *fault)
{
    if (!replace(change) && !MoveFileExA(change->temporary, change->path,
                                         MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
        failed(fault, change->path);
        file_discard(change);
        return false;
    }
    change->in_place = true;
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

/* "NAME.PID.new", as file_prepare makes it. */
static bool is_leftover(const char *entry, const char *name)
{
    size_t length = strlen(name);
    if (_strnicmp(entry, name, length) != 0 || entry[length] != '.') {
        return false;
    }
    size_t digits = strspn(entry + length + 1, DIGITS);
    return digits > 0 && _stricmp(entry + length + 1 + digits, ENDING) == 0;
}

void file_clear_leftovers(const char *path)
{
    char pattern[MAX_PATH];
    char leftover[MAX_PATH];
    WIN32_FIND_DATAA found;
    const char *name = name_part(path);
    int length = snprintf(pattern, sizeof pattern, "%s.*" ENDING, path);
    HANDLE search =
        length < 0 || length >= MAX_PATH ? INVALID_HANDLE_VALUE : FindFirstFileA(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) {
        return;
    }
    do {
        length = snprintf(leftover, sizeof leftover, "%.*s%s", (int)(name - path), path,
                          found.cFileName);
        if (length > 0 && length < MAX_PATH && is_leftover(found.cFileName, name)) {
            DeleteFileA(leftover);
        }
    } while (FindNextFileA(search, &found));
    FindClose(search);
}

/* A copy into a file that has the protection already keeps that. */
bool file_back_up(const char *path, struct fault *fault)
{
    char backup[MAX_PATH];
    int length = snprintf(backup, sizeof backup, "%s.bak", path);
    if (length < 0 || length >= MAX_PATH) {
        return unchanged(fault, path, "the path is too long");
    }
    if (!file_exists(path)) {
        return true;
    }
    HANDLE file = file_remove(backup) ? make_protected(path, backup) : INVALID_HANDLE_VALUE;
    if (file != INVALID_HANDLE_VALUE) {
        CloseHandle(file);
    }
    if (file == INVALID_HANDLE_VALUE || !CopyFileA(path, backup, FALSE)) {
        char text[SYSTEM_ERROR_MAX];
        return fault_set(fault, "%s: %s; no backup is kept, and nothing is changed", backup,
                         system_error_text(GetLastError(), text));
    }
    return true;
}
