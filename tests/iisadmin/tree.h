/*
 * The fake's metabase in memory: keys below keys, each with records. Names match in either case. A
 * path's parts stand between slashes of either kind; slashes at its ends do not count.
 *
 * Nothing here is locked: who calls holds world_lock (world.h). No memory ends the process, which
 * is a test's.
 *
 * Sources: [MS-IMSA] 3.1.1 (the metabase's model), the IIS SDK (METADATA_RECORD).
 */
#ifndef FAKE_TREE_H
#define FAKE_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include <windows.h>

#define KEY_TYPE_ID 1002

struct md_record {
    DWORD id;
    DWORD attributes;
    DWORD user_type;
    DWORD type;
    DWORD size; /* bytes, NUL included */
    unsigned char *data;
};

struct md_node {
    WCHAR *name;
    struct md_node *parent; /* NULL: the root */
    struct md_node **children;
    size_t child_count;
    size_t child_capacity;
    struct md_record *records;
    size_t record_count;
    size_t record_capacity;
};

/* size bytes that are zeroed; ends the process where there are none. The caller frees them. */
void *md_allocate(size_t size);

/* A copy of size bytes. The caller frees it. */
void *md_copy(const void *bytes, size_t size);

/* Makes room for one more element, as array_grow does. Ends the process where there is none. */
void md_grow(void **elements, size_t count, size_t *capacity, size_t size);

/* The key at a path below a node. path may be NULL. NULL where there is none. */
struct md_node *md_find(struct md_node *from, const WCHAR *path);

/* The same; where there is none, the nearest key above it that is there. */
struct md_node *md_nearest(struct md_node *from, const WCHAR *path);

/* Makes the key at a path, and those on the way. What is there already stays. */
struct md_node *md_add(struct md_node *from, const WCHAR *path);

/* Frees a key that is not the root, with all below it. */
void md_remove(struct md_node *node);

/* The full path of a key, as "/LM/W3SVC/"; the root's is "/". The caller frees it. */
WCHAR *md_path(const struct md_node *node);

/* The same from a key down to one below it, with a slash at both ends; "/" for the key itself. */
WCHAR *md_path_from(const struct md_node *top, const struct md_node *node);

/* A key's own record. It stays the tree's, until the key's next change. NULL where it has none. */
struct md_record *md_own(const struct md_node *node, DWORD id);

/*
 * A key's record, or where it has none and inherit is set, the nearest one above that is inherited.
 * *inherited says which.
 */
const struct md_record *md_effective(const struct md_node *node, DWORD id, bool inherit,
                                     bool *inherited);

/* Sets a record; its data is copied. */
void md_set(struct md_node *node, const struct md_record *record);

/* Deletes a key's record. False where it has none. */
bool md_unset(struct md_node *node, DWORD id);

#endif
