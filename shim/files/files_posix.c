#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWNER_ONLY 0600

static bool failed(struct fault *fault, const char *path)
{
    return fault_set(fault, "%s: %s", path, strerror(errno));
}

static bool read_whole(int file, struct contents *contents)
{
    struct stat about;
    if (fstat(file, &about) != 0) {
        return false;
    }
    if (!S_ISREG(about.st_mode)) {
        errno = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
        return false;
    }
    size_t size = (size_t)about.st_size;
    contents->text = malloc(size + 1);
    if (contents->text == NULL) {
        return false;
    }
    while (contents->size < size) {
        ssize_t got = read(file, contents->text + contents->size, size - contents->size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return false;
        }
        if (got == 0) {
            break;
        }
        contents->size += (size_t)got;
    }
    contents->text[contents->size] = '\0';
    return true;
}

enum file_found file_read(const char *path, struct contents *contents, struct fault *fault)
{
    *contents = (struct contents){NULL, 0};
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO is not waited for */
    if (file < 0 && errno == ENOENT) {
        return FILE_ABSENT;
    }
    if (file < 0) {
        failed(fault, path);
        return FILE_UNREADABLE;
    }
    bool whole = read_whole(file, contents);
    if (!whole) {
        failed(fault, path);
        contents_release(contents);
    }
    close(file);
    return whole ? FILE_READ : FILE_UNREADABLE;
}

static bool write_whole(int file, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t put = write(file, data, size);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return false;
        }
        data += put;
        size -= (size_t)put;
    }
    return true;
}

/* What is in the file is on the disk before the rename makes it the real one. */
static bool fill(int file, const char *path, const void *data, size_t size)
{
    struct stat old;
    if (stat(path, &old) == 0) {
        if (fchmod(file, old.st_mode & 07777) != 0) {
            return false;
        }
        if (old.st_uid != geteuid() && fchown(file, old.st_uid, old.st_gid) != 0) {
            return false;
        }
    }
    return write_whole(file, data, size) && fsync(file) == 0;
}

/* A rename is on the disk only when its folder is. */
static void sync_folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int length = slash == NULL ? 1 : (int)(slash - path) + 1;
    snprintf(folder, sizeof folder, "%.*s", length, slash == NULL ? "." : path);
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        fsync(descriptor);
        close(descriptor);
    }
}

bool file_prepare(const char *path, const void *data, size_t size, struct file_change *change,
                  struct fault *fault)
{
    int length = snprintf(change->temporary, sizeof change->temporary, "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof change->temporary) {
        change->temporary[0] = '\0';
        return fault_set(fault, "%s: the path is too long", path);
    }
    strcpy(change->path, path);
    int file = mkostemp(change->temporary, O_CLOEXEC);
    if (file < 0) {
        change->temporary[0] = '\0';
        return fault_set(fault, "%s: %s; it is unchanged", path, strerror(errno));
    }
    bool done = fill(file, path, data, size);
    int error = errno;
    if (close(file) != 0 && done) {
        done = false;
        error = errno;
    }
    if (!done) {
        file_discard(change);
        return fault_set(fault, "%s: %s; it is unchanged", path, strerror(error));
    }
    return true;
}

bool file_commit(struct file_change *change, struct fault *fault)
{
    if (rename(change->temporary, change->path) != 0) {
        int error = errno;
        file_discard(change);
        return fault_set(fault, "%s: %s; it is unchanged", change->path, strerror(error));
    }
    change->temporary[0] = '\0';
    sync_folder_of(change->path);
    return true;
}

void file_discard(struct file_change *change)
{
    if (change->temporary[0] != '\0') {
        unlink(change->temporary);
        change->temporary[0] = '\0';
    }
}

bool file_replace(const char *path, const void *data, size_t size, struct fault *fault)
{
    struct file_change change;
    return file_prepare(path, data, size, &change, fault) && file_commit(&change, fault);
}

#define ALPHANUMERIC "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* "NAME.XXXXXX", as mkostemp makes it of file_prepare's template. */
static bool is_leftover(const char *entry, const char *name)
{
    size_t length = strlen(name);
    return strlen(entry) == length + 7 && strncmp(entry, name, length) == 0 &&
           entry[length] == '.' && strspn(entry + length + 1, ALPHANUMERIC) == 6;
}

void file_clear_leftovers(const char *path)
{
    char folder[FILE_PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
             slash == NULL ? "." : path);
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        if (is_leftover(entry->d_name, slash == NULL ? path : slash + 1)) {
            unlinkat(dirfd(entries), entry->d_name, 0);
        }
    }
    if (entries != NULL) {
        closedir(entries);
    }
}

static bool backup_failed(const char *backup, struct fault *fault)
{
    return fault_set(fault, "%s: %s; no backup is kept, and nothing is changed", backup,
                     strerror(errno));
}

/*
 * A second name of the file: it stays what it was when a rename puts another in its place. Where
 * the file system has no second names, a copy.
 */
bool file_back_up(const char *path, struct fault *fault)
{
    char backup[FILE_PATH_MAX];
    struct contents contents;
    int length = snprintf(backup, sizeof backup, "%s.bak", path);
    if (length < 0 || (size_t)length >= sizeof backup) {
        return fault_set(fault, "%s: the path is too long", path);
    }
    if (unlink(backup) != 0 && errno != ENOENT) {
        return backup_failed(backup, fault);
    }
    if (link(path, backup) == 0 || errno == ENOENT) {
        return true;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) {
        return backup_failed(backup, fault);
    }
    enum file_found found = file_read(path, &contents, fault);
    bool done = found == FILE_READ && file_replace(backup, contents.text, contents.size, fault);
    contents_release(&contents);
    return done || found == FILE_ABSENT;
}

bool file_append(const char *path, const char *text, size_t size)
{
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, OWNER_ONLY);
    if (file < 0) {
        return false;
    }
    bool done = write(file, text, size) == (ssize_t)size;
    close(file);
    return done;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool file_remove(const char *path)
{
    return unlink(path) == 0 || errno == ENOENT;
}

bool folder_make(const char *path, struct fault *fault)
{
    struct stat about;
    if (mkdir(path, 0700) == 0 ||
        (errno == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode))) {
        return true;
    }
    return failed(fault, path);
}

struct folder_lock {
    int descriptor;
};

struct folder_lock *folder_lock(const char *folder, struct fault *fault)
{
    struct folder_lock *lock = malloc(sizeof *lock);
    if (lock == NULL) {
        fault_set(fault, "%s: no memory", folder);
        return NULL;
    }
    lock->descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int locked = -1;
    while (lock->descriptor >= 0 && (locked = flock(lock->descriptor, LOCK_EX)) != 0 &&
           errno == EINTR) {
    }
    if (locked != 0) {
        failed(fault, folder);
        if (lock->descriptor >= 0) {
            close(lock->descriptor);
        }
        free(lock);
        return NULL;
    }
    return lock;
}

void folder_unlock(struct folder_lock *lock)
{
    if (lock != NULL) {
        close(lock->descriptor);
        free(lock);
    }
}

bool path_join(char *out, size_t capacity, const char *folder, const char *name)
{
    int length = snprintf(out, capacity, "%s/%s", folder, name);
    return length >= 0 && (size_t)length < capacity;
}
