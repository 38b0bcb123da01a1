/*
 * Files of a machine folder: read whole, replaced whole, appended to, and one writer at a time.
 * Paths are as the C library takes them.
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

/* The caller releases what FILE_READ gives. *fault is set for FILE_UNREADABLE. */
enum file_found file_read(const char *path, struct contents *contents, struct fault *fault);

/* The same of a file that has to be there. */
bool file_read_existing(const char *path, struct contents *contents, struct fault *fault);

/* Wipes (a file may hold secrets) and frees. */
void contents_release(struct contents *contents);

/*
 * Replaces the file, or makes it, by way of a temporary one beside it and a rename: afterwards it
 * is the old or the new one, whole. Permissions stay; a new file is its owner's alone.
 */
bool file_replace(const char *path, const void *data, size_t size, struct fault *fault);

/*
 * The same in two steps, for changes that belong together: what can fail (the disk is full, the
 * folder cannot be written to) fails in the first, which changes nothing. Each prepared one is
 * committed or discarded; zeroed it is neither, and may be discarded.
 */
struct file_change {
    char path[FILE_PATH_MAX];
    char temporary[FILE_PATH_MAX]; /* empty: nothing is prepared */
};
bool file_prepare(const char *path, const void *data, size_t size, struct file_change *change,
                  struct fault *fault);
bool file_commit(struct file_change *change, struct fault *fault);
void file_discard(struct file_change *change);

/* Adds to the end, in one write. False where it could not. */
bool file_append(const char *path, const char *text, size_t size);

/* Copies one file; replaces what is there as file_replace does. */
bool file_copy(const char *from, const char *to, struct fault *fault);

bool file_exists(const char *path);
bool file_remove(const char *path);

/* Makes one folder, its owner's alone; true where it is there already. */
bool folder_make(const char *path, struct fault *fault);

/*
 * Waits until nobody else has the folder's lock, and takes it. It goes with the process. Not to be
 * taken twice by one thread.
 */
struct folder_lock;
struct folder_lock *folder_lock(const char *folder, struct fault *fault);
void folder_unlock(struct folder_lock *lock);

/* Joins with the platform's separator. False where the buffer is too small. */
bool path_join(char *out, size_t capacity, const char *folder, const char *name);

#endif
