#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

bool file_remove_said(const char *path, struct fault *fault)
{
    return file_remove(path) || failed(fault, path);
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

bool folder_found(const char *path, struct fault *fault)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        return failed(fault, path);
    }
    errno = ENOTDIR;
    return S_ISDIR(about.st_mode) || failed(fault, path);
}

bool path_join(char *out, size_t capacity, const char *folder, const char *name)
{
    int length = snprintf(out, capacity, "%s/%s", folder, name);
    return length >= 0 && (size_t)length < capacity;
}
