#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "handles.h"
#include "methods.h"
#include "sinks.h"
#include "store.h"
#include "switches.h"
#include "world.h"

static HRESULT add_key(METADATA_HANDLE handle, struct md_node *top, const WCHAR *path)
{
    if (md_find(top, path) != NULL) {
        return HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS);
    }
    struct md_node *above = md_nearest(top, path);
    struct md_node *made = md_add(top, path);
    if (made->parent != above || wcslen(made->name) >= METADATA_MAX_NAME_LEN) {
        bool too_long = made->parent == above;
        while (made->parent != above) {
            made = made->parent;
        }
        md_remove(made);
        return too_long ? HRESULT_FROM_WIN32(ERROR_INVALID_NAME) : NOT_FOUND_PATH;
    }
    handle_changed(handle, made, MD_CHANGE_TYPE_ADD_OBJECT, 0);
    return S_OK;
}

HRESULT WINAPI admin_add_key(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path)
{
    struct md_node *top;
    if (!switches_enter(L"AddKey")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = handle_node(This, handle, METADATA_PERMISSION_WRITE, &top);
    if (SUCCEEDED(result)) {
        result = add_key(handle, top, path);
    }
    LeaveCriticalSection(&world_lock);
    return result;
}

static HRESULT delete_key(METADATA_HANDLE handle, struct md_node *top, const WCHAR *path)
{
    struct md_node *node = md_find(top, path);
    if (node == NULL) {
        return NOT_FOUND_PATH;
    }
    if (node == top) {
        return E_INVALIDARG;
    }
    handle_changed(handle, node, MD_CHANGE_TYPE_DELETE_OBJECT, 0);
    md_remove(node);
    return S_OK;
}

HRESULT WINAPI admin_delete_key(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path)
{
    struct md_node *top;
    if (!switches_enter(L"DeleteKey")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = handle_node(This, handle, METADATA_PERMISSION_WRITE, &top);
    if (SUCCEEDED(result)) {
        result = delete_key(handle, top, path);
    }
    LeaveCriticalSection(&world_lock);
    return result;
}

static HRESULT enum_keys(const struct md_node *node, WCHAR *name, DWORD index)
{
    if (node == NULL) {
        return NOT_FOUND_PATH;
    }
    if (index >= node->child_count) {
        return NO_MORE;
    }
    wcscpy(name, node->children[index]->name);
    return S_OK;
}

/* All of the name's buffer goes over the wire. */
HRESULT WINAPI admin_enum_keys(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                               LPWSTR name, DWORD index)
{
    struct md_node *top;
    memset(name, 0, METADATA_MAX_NAME_LEN * sizeof *name);
    if (!switches_enter(L"EnumKeys")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = handle_node(This, handle, METADATA_PERMISSION_READ, &top);
    if (SUCCEEDED(result)) {
        result = enum_keys(md_find(top, path), name, index);
    }
    LeaveCriticalSection(&world_lock);
    return result;
}

HRESULT WINAPI admin_open_key(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                              DWORD access, DWORD timeout, PMETADATA_HANDLE opened)
{
    *opened = 0;
    if (!switches_enter(L"OpenKey")) {
        return E_ACCESSDENIED;
    }
    if (access == 0 ||
        (access & ~(DWORD)(METADATA_PERMISSION_READ | METADATA_PERMISSION_WRITE)) != 0) {
        return E_INVALIDARG;
    }
    if ((access & METADATA_PERMISSION_WRITE) != 0 && switches_busy()) {
        return HRESULT_FROM_WIN32(ERROR_PATH_BUSY);
    }
    return handle_open(This, handle, path, access, timeout, opened);
}

HRESULT WINAPI admin_close_key(IMSAdminBaseW *This, METADATA_HANDLE handle)
{
    struct md_changes changes;
    switches_enter(L"CloseKey");
    HRESULT result = handle_close(This, handle, &changes);
    sinks_notify(This, &changes);
    return result;
}

HRESULT WINAPI admin_save_data(IMSAdminBaseW *This)
{
    struct fault fault;
    (void)This;
    if (!switches_enter(L"SaveData")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = S_OK;
    if (handles_writing()) {
        result = HRESULT_FROM_WIN32(ERROR_PATH_BUSY);
    } else if (!store_save(&fault)) {
        result = HRESULT_FROM_WIN32(ERROR_WRITE_FAULT);
    }
    LeaveCriticalSection(&world_lock);
    return result;
}

HRESULT WINAPI admin_change_number(IMSAdminBaseW *This, DWORD *number)
{
    (void)This;
    switches_enter(L"GetSystemChangeNumber");
    EnterCriticalSection(&world_lock);
    *number = world.change_number;
    LeaveCriticalSection(&world_lock);
    return S_OK;
}
