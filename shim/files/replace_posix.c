/*
 * Replacing a file. The new one is filled in a folder of its own, NAME.new-XXXXXX, beside the old
 * one: nobody else can enter it, whatever the new file itself allows, and its name is no other
 * program's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "kept.h"

#define OWNER_ONLY 0600
#define FOLDER_MARK ".new-"
#define FOLDER_ENDING FOLDER_MARK "XXXXXX" /* mkdtemp(3) */
#define NEW_NAME "new"

static bool unchanged(struct fault *fault, const char *path, const char *why)
{
    return fault_set(fault, "%s: %s; it is unchanged", path, why);
}

/* Where the file really is. One that is not there is where it is said to be. */
static bool follow(const char *path, char real[FILE_PATH_MAX], struct fault *fault)
{
    struct stat about;
    if (realpath(path, real) != NULL) {
        return true;
    }
    if (errno != ENOENT) {
        return unchanged(fault, path, strerror(errno));
    }
    if (lstat(path, &about) == 0) {
        return unchanged(fault, path, "it is a symbolic link to a file that is not there");
    }
    return snprintf(real, FILE_PATH_MAX, "%s", path) < FILE_PATH_MAX ||
           unchanged(fault, path, "the path is too long");
}

static void folder_part(const char *path, char folder[FILE_PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    snprintf(folder, FILE_PATH_MAX, "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
             slash == NULL ? "." : path);
}

bool file_folder(const char *path, char folder[FILE_PATH_MAX], struct fault *fault)
{
    char real[FILE_PATH_MAX];
    if (!follow(path, real, fault)) {
        return false;
    }
    folder_part(real, folder);
    return true;
}

/* A backup is a second name until the file itself is replaced: a kill may have come between. */
static bool has_another_name(const char *real, const struct stat *about)
{
    char backup[FILE_PATH_MAX + 4];
    struct stat other;
    snprintf(backup, sizeof backup, "%s.bak", real);
    bool own = lstat(backup, &other) == 0 && other.st_dev == about->st_dev &&
               other.st_ino == about->st_ino;
    return about->st_nlink > (own ? 2 : 1);
}

static bool is_mounted(const char *real)
{
    struct statx about;
    return statx(AT_FDCWD, real, 0, 0, &about) == 0 &&
           (about.stx_attributes & about.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
}

#define MOUNTED                                                                                    \
    "it is mounted by itself, from another file system or folder, and cannot be replaced; change " \
    "it where it comes from"

/* What a rename would part from the file's name without a word. */
static bool may_be_replaced(const char *path, const char *real, struct fault *fault)
{
    struct stat about;
    if (lstat(real, &about) != 0) {
        return errno == ENOENT || unchanged(fault, path, strerror(errno));
    }
    if (!S_ISREG(about.st_mode)) {
        return unchanged(fault, path, "it is no file");
    }
    if (is_mounted(real)) {
        return unchanged(fault, path, MOUNTED);
    }
    return !has_another_name(real, &about) ||
           unchanged(fault, path,
                     "it has another name (a hard link), which would stay with the old text; make "
                     "it a file of its own: copy it, and move the copy to its place");
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
static bool fill(const struct file_change *change, const char *path, const void *data, size_t size,
                 struct fault *fault)
{
    int file = open(change->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OWNER_ONLY);
    if (file < 0) {
        return unchanged(fault, path, strerror(errno));
    }
    bool done = write_whole(file, data, size) || unchanged(fault, path, strerror(errno));
    done = done && kept_give(change->path, file, fault) &&
           (fsync(file) == 0 || unchanged(fault, path, strerror(errno)));
    if (close(file) != 0 && done) {
        done = unchanged(fault, path, strerror(errno));
    }
    return done;
}

static bool make_folder(struct file_change *change, struct fault *fault, const char *path)
{
    size_t length = strlen(change->path);
    if (length + sizeof FOLDER_ENDING + sizeof "/" NEW_NAME > sizeof change->temporary) {
        return unchanged(fault, path, "the path is too long");
    }
    snprintf(change->temporary, sizeof change->temporary, "%s%s", change->path, FOLDER_ENDING);
    if (mkdtemp(change->temporary) == NULL) {
        change->temporary[0] = '\0';
        return unchanged(fault, path, strerror(errno));
    }
    strcat(change->temporary, "/" NEW_NAME);
    return true;
}

bool file_prepare(const char *path, const void *data, size_t size, struct file_change *change,
                  struct fault *fault)
{
    change->temporary[0] = '\0';
    change->in_place = false;
    if (!follow(path, change->path, fault) || !may_be_replaced(path, change->path, fault) ||
        !make_folder(change, fault, path)) {
        return false;
    }
    bool done = fill(change, path, data, size, fault);
    if (!done) {
        file_discard(change);
    }
    return done;
}

/* The folder of its own, once nothing is in it. */
static void forget(struct file_change *change)
{
    *strrchr(change->temporary, '/') = '\0';
    rmdir(change->temporary);
    change->temporary[0] = '\0';
}

/* A rename is on the disk only when its folder is. Some file systems cannot be asked for that. */
static bool sync_folder_of(const char *path)
{
    char folder[FILE_PATH_MAX];
    folder_part(path, folder);
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    bool done = fsync(descriptor) == 0 || errno == EINVAL;
    int error = errno;
    close(descriptor);
    errno = error;
    return done;
}

bool file_commit(struct file_change *change, struct fault *fault)
{
    if (rename(change->temporary, change->path) != 0) {
        bool mounted = errno == EBUSY || errno == EXDEV;
        unchanged(fault, change->path, mounted ? MOUNTED : strerror(errno));
        file_discard(change);
        return false;
    }
    change->in_place = true;
    bool done = sync_folder_of(change->path) ||
                fault_set(fault,
                          "%s: the new one is in its place, but its folder could not be written to "
                          "the disk: %s. Should the power fail, the old one may come back",
                          change->path, strerror(errno));
    forget(change);
    return done;
}

void file_discard(struct file_change *change)
{
    if (change->temporary[0] != '\0') {
        unlink(change->temporary);
        forget(change);
    }
}

#define ALPHANUMERIC "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* "NAME.new-XXXXXX", as mkdtemp makes it. */
static bool is_leftover(const char *entry, const char *name)
{
    size_t length = strlen(name);
    size_t mark = sizeof FOLDER_MARK - 1;
    return strlen(entry) == length + sizeof FOLDER_ENDING - 1 &&
           strncmp(entry, name, length) == 0 && strncmp(entry + length, FOLDER_MARK, mark) == 0 &&
           strspn(entry + length + mark, ALPHANUMERIC) == 6;
}

static void clear_leftover(int folder, const char *name)
{
    char inside[NAME_MAX + sizeof NEW_NAME + 1];
    snprintf(inside, sizeof inside, "%s/%s", name, NEW_NAME);
    unlinkat(folder, inside, 0);
    unlinkat(folder, name, AT_REMOVEDIR);
}

void file_clear_leftovers(const char *path)
{
    char real[FILE_PATH_MAX];
    char folder[FILE_PATH_MAX];
    struct fault unwanted;
    if (!follow(path, real, &unwanted)) {
        return;
    }
    folder_part(real, folder);
    const char *slash = strrchr(real, '/');
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        if (is_leftover(entry->d_name, slash == NULL ? real : slash + 1)) {
            clear_leftover(dirfd(entries), entry->d_name);
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

/* Where the file system has no second names: a copy, which has what the file has. */
static bool copy_as_backup(const char *real, const char *backup, struct fault *fault)
{
    struct contents contents;
    struct file_change change = {.path = "", .temporary = ""};
    enum file_found found = file_read(real, &contents, fault);
    bool done = found == FILE_READ;
    if (done) {
        strcpy(change.path, real);
        done = make_folder(&change, fault, backup) &&
               fill(&change, backup, contents.text, contents.size, fault) &&
               (rename(change.temporary, backup) == 0 || backup_failed(backup, fault));
        file_discard(&change);
    }
    contents_release(&contents);
    return done || found == FILE_ABSENT;
}

/* A second name of the file: it stays what it was when a rename puts another in its place. */
bool file_back_up(const char *path, struct fault *fault)
{
    char real[FILE_PATH_MAX];
    char backup[FILE_PATH_MAX];
    if (!follow(path, real, fault)) {
        return false;
    }
    int length = snprintf(backup, sizeof backup, "%s.bak", real);
    if (length < 0 || (size_t)length >= sizeof backup) {
        return unchanged(fault, path, "the path is too long");
    }
    if (unlink(backup) != 0 && errno != ENOENT) {
        return backup_failed(backup, fault);
    }
    if (link(real, backup) == 0 || errno == ENOENT) {
        return true;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) {
        return backup_failed(backup, fault);
    }
    return copy_as_backup(real, backup, fault);
}
