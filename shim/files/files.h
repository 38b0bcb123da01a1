/*
 * Files of a machine folder: read whole, replaced whole, and appended to. Paths are as the C
 * library takes them. On Windows paths are at most MAX_PATH bytes, and a new file or folder has the
 * rights of the folder it is in.
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
 * Replaces a file, or makes it: a new one beside it is filled, which nobody else can read, and
 * renamed, so that afterwards there is the old or the new one, whole. size is in bytes.
 *
 * The file stays what it was. Elsewhere than on Windows that is its owner, group, mode, access
 * control list and extended attributes; a new file is its owner's alone. A symbolic link is
 * followed, and what it leads to is replaced in its own folder. On Windows it is the owner, the
 * access control list, the attributes, and what else ReplaceFile keeps (Windows 2000 and later).
 * What cannot be kept is an error. So is a file that has another name (a hard link), for that would
 * keep the old text; and one that is mounted by itself, which no other can take the place of.
 *
 * False where it could not: the old file is then unchanged, but for a folder that could not be
 * written to the disk afterwards, which the fault says.
 */
bool file_replace(const char *path, const void *data, size_t size, struct fault *fault);

/* A file that is prepared and not yet in its place. Zeroed it is none, and may be discarded. */
struct file_change {
    char path[FILE_PATH_MAX];      /* where the file really is */
    char temporary[FILE_PATH_MAX]; /* empty: nothing is prepared */
    bool in_place;                 /* the new one is, though file_commit may have failed after it */
};

/*
 * Replaces a file in two steps, for changes that belong together: file_prepare writes the new file,
 * file_commit renames it, file_discard removes it. size is in bytes; *change is filled by
 * file_prepare and need not be zeroed before. Each change that was prepared is committed or
 * discarded; discarding one that is neither prepared nor pending does nothing. False where the step
 * could not be done: unless change->in_place, the old file is then unchanged; nothing is left to
 * discard. What fails for want of room or rights fails in file_prepare.
 */
bool file_prepare(const char *path, const void *data, size_t size, struct file_change *change,
                  struct fault *fault);
bool file_commit(struct file_change *change, struct fault *fault);
void file_discard(struct file_change *change);

/*
 * The folder that a file is in, or would be; elsewhere than on Windows symbolic links are followed.
 * False where a link leads to nothing, or the path is too long.
 */
bool file_folder(const char *path, char folder[FILE_PATH_MAX], struct fault *fault);

/*
 * Keeps what a file holds in a file beside it, PATH.bak, with the same protection; what PATH.bak
 * held is replaced. A symbolic link is followed. Where there is no such file nothing is done, and
 * that is no error. False where it could not.
 */
bool file_back_up(const char *path, struct fault *fault);

/*
 * Removes what a process that was killed left of replacing a file: the unfinished ones beside it.
 * Nobody may be replacing the file meanwhile: the caller holds the folder's lock (lock.h).
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

/*
 * Removes a file. True where there is none already. False where it could not be removed; the second
 * one says why.
 */
bool file_remove(const char *path);
bool file_remove_said(const char *path, struct fault *fault);

/*
 * Makes one folder, elsewhere than on Windows its owner's alone. True where it is there already.
 * False where it cannot be made.
 */
bool folder_make(const char *path, struct fault *fault);

/* Whether a folder is there; the fault has the system's reason where not. */
bool folder_found(const char *path, struct fault *fault);

/*
 * Joins a folder and a name with the platform's separator. out has room for capacity bytes. False
 * where it does not fit; out then holds what fits.
 */
bool path_join(char *out, size_t capacity, const char *folder, const char *name);

/* Does the same for a path of the usual room. The fault says that it is too long. */
bool path_join_said(char path[FILE_PATH_MAX], const char *folder, const char *name,
                    struct fault *fault);

#endif
