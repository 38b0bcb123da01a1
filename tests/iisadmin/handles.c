#include "handles.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "text/wide.h"
#include "world.h"

struct md_handle {
    METADATA_HANDLE id;
    const void *owner;
    WCHAR *path;
    DWORD access;
    struct md_changes changes;
};

static struct md_handle *handles;
static size_t handle_count;
static size_t handle_capacity;
static METADATA_HANDLE last_id;
static CONDITION_VARIABLE closed = CONDITION_VARIABLE_INIT;

static struct md_handle *find(METADATA_HANDLE id)
{
    for (size_t i = 0; i < handle_count; i++) {
        if (handles[i].id == id) {
            return &handles[i];
        }
    }
    return NULL;
}

/* Whether one path is the other, or above it: paths end with a slash. */
static bool related(const WCHAR *a, const WCHAR *b)
{
    struct wide first = wide_of(a);
    struct wide second = wide_of(b);
    size_t shorter = first.units < second.units ? first.units : second.units;
    return wide_same(wide_part(first, 0, shorter), wide_part(second, 0, shorter));
}

static bool is_busy(const WCHAR *path, DWORD access)
{
    for (size_t i = 0; i < handle_count; i++) {
        if (((handles[i].access | access) & METADATA_PERMISSION_WRITE) != 0 &&
            related(handles[i].path, path)) {
            return true;
        }
    }
    return false;
}

/* Waits until nobody is in the way. False where the time is over. */
static bool wait_for(const WCHAR *path, DWORD access, DWORD timeout)
{
    ULONGLONG begin = GetTickCount64();
    while (is_busy(path, access)) {
        ULONGLONG waited = GetTickCount64() - begin;
        if (waited >= timeout) {
            return false;
        }
        SleepConditionVariableCS(&closed, &world_lock, (DWORD)(timeout - waited));
    }
    return true;
}

static HRESULT open_locked(const void *owner, METADATA_HANDLE base, const WCHAR *path, DWORD access,
                           DWORD timeout, METADATA_HANDLE *opened)
{
    struct md_node *node;
    HRESULT result = handle_node(owner, base, METADATA_PERMISSION_READ, &node);
    if (FAILED(result)) {
        return result;
    }
    node = md_find(node, path);
    if (node == NULL) {
        return HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND);
    }
    WCHAR *full = md_path(node);
    if (!wait_for(full, access, timeout)) {
        free(full);
        return HRESULT_FROM_WIN32(ERROR_PATH_BUSY);
    }
    md_grow((void **)&handles, handle_count, &handle_capacity, sizeof *handles);
    handles[handle_count++] =
        (struct md_handle){.id = ++last_id, .owner = owner, .path = full, .access = access};
    *opened = last_id;
    return S_OK;
}

HRESULT handle_open(const void *owner, METADATA_HANDLE base, const WCHAR *path, DWORD access,
                    DWORD timeout, METADATA_HANDLE *opened)
{
    EnterCriticalSection(&world_lock);
    HRESULT result = open_locked(owner, base, path, access, timeout, opened);
    LeaveCriticalSection(&world_lock);
    return result;
}

static void forget(struct md_handle *handle)
{
    free(handle->path);
    *handle = handles[--handle_count];
    WakeAllConditionVariable(&closed);
}

HRESULT handle_close(const void *owner, METADATA_HANDLE handle, struct md_changes *changes)
{
    *changes = (struct md_changes){.entries = NULL};
    EnterCriticalSection(&world_lock);
    struct md_handle *held = find(handle);
    bool ours = held != NULL && held->owner == owner;
    if (ours) {
        *changes = held->changes;
        forget(held);
    }
    LeaveCriticalSection(&world_lock);
    return ours ? S_OK : HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE);
}

void handles_abandon(const void *owner)
{
    EnterCriticalSection(&world_lock);
    for (size_t i = handle_count; i-- > 0;) {
        if (handles[i].owner == owner) {
            changes_release(&handles[i].changes);
            forget(&handles[i]);
        }
    }
    LeaveCriticalSection(&world_lock);
}

HRESULT handle_node(const void *owner, METADATA_HANDLE handle, DWORD access, struct md_node **node)
{
    *node = &world.root;
    if (handle == METADATA_MASTER_ROOT_HANDLE) {
        return (access & METADATA_PERMISSION_WRITE) == 0 ? S_OK : E_ACCESSDENIED;
    }
    const struct md_handle *held = find(handle);
    if (held == NULL || held->owner != owner) {
        return HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE);
    }
    if ((access & ~held->access) != 0) {
        return E_ACCESSDENIED;
    }
    *node = md_find(&world.root, held->path);
    return *node == NULL ? HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND) : S_OK;
}

bool handles_writing(void)
{
    for (size_t i = 0; i < handle_count; i++) {
        if ((handles[i].access & METADATA_PERMISSION_WRITE) != 0) {
            return true;
        }
    }
    return false;
}

/* The entry of a path, made where it is missing. The path is taken over. */
static struct md_change *entry_of(struct md_changes *changes, WCHAR *path)
{
    for (size_t i = 0; i < changes->count; i++) {
        if (wcscmp(changes->entries[i].path, path) == 0) {
            free(path);
            return &changes->entries[i];
        }
    }
    md_grow((void **)&changes->entries, changes->count, &changes->capacity,
            sizeof *changes->entries);
    changes->entries[changes->count] = (struct md_change){.path = path};
    return &changes->entries[changes->count++];
}

void handle_changed(METADATA_HANDLE handle, const struct md_node *node, DWORD type, DWORD id)
{
    world.change_number++;
    struct md_change *change = entry_of(&find(handle)->changes, md_path(node));
    change->type |= type;
    for (size_t i = 0; i < change->id_count; i++) {
        if (change->ids[i] == id) {
            return;
        }
    }
    if (id != 0) {
        md_grow((void **)&change->ids, change->id_count, &change->id_capacity, sizeof id);
        change->ids[change->id_count++] = id;
    }
}

void changes_release(struct md_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        free(changes->entries[i].path);
        free(changes->entries[i].ids);
    }
    free(changes->entries);
    *changes = (struct md_changes){.entries = NULL};
}
