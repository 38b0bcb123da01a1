/*
 * Handles: who may read and write where, and what was changed through one.
 *
 * A handle for writing excludes every other handle on its key, on those above and on those below; a
 * handle for reading excludes those for writing. The master root handle is none of these.
 *
 * Sources: the IIS SDK (IMSAdminBase::OpenKey, MD_CHANGE_OBJECT), [MS-IMSA] 3.1.4.17.
 */
#ifndef FAKE_HANDLES_H
#define FAKE_HANDLES_H

#include <iadmw.h>

#include "tree.h"

/* Changes of one key. */
struct md_change {
    WCHAR *path; /* with a slash at both ends */
    DWORD type;  /* MD_CHANGE_TYPE_... */
    DWORD *ids;
    size_t id_count;
    size_t id_capacity;
};

struct md_changes {
    struct md_change *entries;
    size_t count;
    size_t capacity;
};

/*
 * Opens a key below that of another handle of the owner, and waits for at most timeout
 * milliseconds. owner is the object that the caller holds. Takes world_lock by itself.
 */
HRESULT handle_open(const void *owner, METADATA_HANDLE base, const WCHAR *path, DWORD access,
                    DWORD timeout, METADATA_HANDLE *opened);

/* Closes a handle. *changes are what was changed through it; the caller releases them. */
HRESULT handle_close(const void *owner, METADATA_HANDLE handle, struct md_changes *changes);

/* Closes all of an owner's handles. What was changed through them is told to nobody. */
void handles_abandon(const void *owner);

/* Under world_lock: the key that a handle is of, if the handle has the access. */
HRESULT handle_node(const void *owner, METADATA_HANDLE handle, DWORD access, struct md_node **node);

/* Under world_lock: whether any handle for writing is open. */
bool handles_writing(void);

/* Under world_lock: counts a change and keeps it for the handle's end. id may be 0: none. */
void handle_changed(METADATA_HANDLE handle, const struct md_node *node, DWORD type, DWORD id);

void changes_release(struct md_changes *changes);

#endif
