/*
 * Files of a machine folder: read whole, replaced whole, appended to, and locked for one writer at
 * a time. Paths are as the C library takes them. On Windows paths are at most MAX_PATH bytes, and a
 * new file or folder has the rights of the folder it is in.
 */
#ifndef IISSUBA_FILES_H
#define IISSUBA_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fault.h"

#define FILE_PATH_MAX 4096

/* What was read; text[size] is NUL beyond the contents. */
struct contents {
    char *text;
    size_t size;
};

enum file_found { FILE_READ, FILE_ABSENT, FILE_UNREADABLE };

/*
 * Reads a file. FILE_READ fills *contents, which the caller releases; otherwise it is empty.
 * FILE_ABSENT where there is no such file; the fault is not set then. FILE_UNREADABLE, with the
 * fault set, where it is no regular file, cannot be read, or does not fit into memory.
 */
enum file_found file_read(const char *path, struct contents *contents, struct fault *fault);

/*
 * Reads a file that has to be there. The caller releases *contents. False where file_read does not
 * return FILE_READ.
 */
bool file_read_existing(const char *path, struct contents *contents, struct fault *fault);

/* Wipes and frees, and leaves it empty. Released again, nothing happens. */
void contents_release(struct contents *contents);

/*
 * Replaces a file, or makes it: a temporary file beside it is filled and renamed, so that
 * afterwards there is the old or the new one, whole. size is in bytes. Elsewhere than on Windows
 * the permissions and the owner stay, and a new file is its owner's alone. False where it could
 * not: the old file is then unchanged.
 */
bool file_replace(const char *path, const void *data, size_t size, struct fault *fault);

/* A file that is prepared and not yet in its place. Zeroed it is none, and may be discarded. */
struct file_change {
    char path[FILE_PATH_MAX];
    char temporary[FILE_PATH_MAX]; /* empty: nothing is prepared */
};

/*
 * Replaces a file in two steps, for changes that belong together: file_prepare writes the temporary
 * file, file_commit renames it, file_discard removes it. size is in bytes; *change is filled by
 * file_prepare and need not be zeroed before. Each change that was prepared is committed or
 * discarded; discarding one that is neither prepared nor pending does nothing. False where the step
 * could not be done: the old file is then unchanged, and nothing is left to discard. What fails for
 * want of room or rights fails in file_prepare.
 */
bool file_prepare(const char *path, const void *data, size_t size, struct file_change *change,
                  struct fault *fault);
bool file_commit(struct file_change *change, struct fault *fault);
void file_discard(struct file_change *change);

/*
 * Keeps what a file holds in a file beside it, PATH.bak, with the same protection; what PATH.bak
 * held is replaced. Where there is no such file nothing is done, and that is no error. False where
 * it could not.
 */
bool file_back_up(const char *path, struct fault *fault);

/*
 * Removes what a process that was killed left of replacing a file: the temporary files beside it.
 * Nobody may be replacing the file meanwhile: the caller holds the folder's lock.
 */
void file_clear_leftovers(const char *path);

/*
 * Adds size bytes to the end of a file, in one write, so that two writers do not mix; makes the
 * file where it is missing, elsewhere than on Windows its owner's alone. False where not all could
 * be written.
 */
bool file_append(const char *path, const char *text, size_t size);

/*
 * Copies the file `from` to `to`; what is there is replaced as by file_replace. False where one
 * cannot be read or the other cannot be written.
 */
bool file_copy(const char *from, const char *to, struct fault *fault);

/* Whether there is a file or folder of that path. */
bool file_exists(const char *path);

/* Removes a file. True where there is none already. False where it could not be removed. */
bool file_remove(const char *path);

/*
 * Makes one folder, elsewhere than on Windows its owner's alone. True where it is there already.
 * False where it cannot be made.
 */
bool folder_make(const char *path, struct fault *fault);

struct folder_lock;

/*
 * Waits until nobody else has the folder's lock, and takes it. One thread does not take it twice:
 * elsewhere than on Windows it would wait for itself. The caller gives the lock back with
 * folder_unlock; it ends with the process at the latest. NULL, with the fault set, where the folder
 * cannot be opened or there is no memory.
 */
struct folder_lock *folder_lock(const char *folder, struct fault *fault);

/* Gives the lock back and frees it. lock may be NULL. */
void folder_unlock(struct folder_lock *lock);

/*
 * Joins a folder and a name with the platform's separator. out has room for capacity bytes. False
 * where it does not fit; out then holds what fits.
 */
bool path_join(char *out, size_t capacity, const char *folder, const char *name);

#endif
