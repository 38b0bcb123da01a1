/* One record at a time. */
#include <stdlib.h>
#include <string.h>

#include "handles.h"
#include "methods.h"
#include "switches.h"
#include "world.h"

/* What only an answer has, or a question. */
#define NOT_STORED (METADATA_ISINHERITED | METADATA_PARTIAL_PATH)

static bool is_sound(const METADATA_RECORD *record)
{
    const WCHAR *text = (const WCHAR *)record->pbMDData;
    size_t units = record->dwMDDataLen / sizeof *text;
    WCHAR last = 1;
    switch (record->dwMDDataType) {
    case DWORD_METADATA:
        return record->dwMDDataLen == sizeof(DWORD) && record->pbMDData != NULL;
    case BINARY_METADATA:
        return record->dwMDDataLen == 0 || record->pbMDData != NULL;
    case STRING_METADATA:
    case EXPANDSZ_METADATA:
    case MULTISZ_METADATA:
        if (text != NULL && units > 0 && record->dwMDDataLen % sizeof *text == 0) {
            memcpy(&last, &text[units - 1], sizeof last);
        }
        return last == L'\0';
    default:
        return false;
    }
}

/* Once it is secure it stays so; what the schema has as secure is so from the beginning. */
static bool loses_secure(const struct md_node *node, const METADATA_RECORD *record)
{
    const struct md_record *held = md_own(node, record->dwMDIdentifier);
    const struct schema_property *known = schema_find_id(&world.schema, record->dwMDIdentifier);
    bool secure =
        (held != NULL && (held->attributes & METADATA_SECURE) != 0) || schema_is_secure(known);
    return secure && (record->dwMDAttributes & METADATA_SECURE) == 0;
}

static HRESULT set_data(METADATA_HANDLE handle, struct md_node *node, const METADATA_RECORD *record)
{
    if (node == NULL) {
        return NOT_FOUND_PATH;
    }
    if (!is_sound(record)) {
        return E_INVALIDARG;
    }
    if (loses_secure(node, record)) {
        return STAYS_SECURE;
    }
    struct md_record set = {record->dwMDIdentifier, record->dwMDAttributes & ~(DWORD)NOT_STORED,
                            record->dwMDUserType,   record->dwMDDataType,
                            record->dwMDDataLen,    record->pbMDData};
    md_set(node, &set);
    handle_changed(handle, node, MD_CHANGE_TYPE_SET_DATA, set.id);
    return S_OK;
}

HRESULT WINAPI admin_set_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                              PMETADATA_RECORD record)
{
    struct md_node *top;
    if (!switches_enter(L"SetData")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = handle_node(This, handle, METADATA_PERMISSION_WRITE, &top);
    if (SUCCEEDED(result)) {
        result = set_data(handle, md_find(top, path), record);
    }
    LeaveCriticalSection(&world_lock);
    return result;
}

static HRESULT delete_data(METADATA_HANDLE handle, struct md_node *node, DWORD identifier,
                           DWORD data_type)
{
    if (node == NULL) {
        return NOT_FOUND_PATH;
    }
    const struct md_record *held = md_own(node, identifier);
    if (held == NULL || (data_type != ALL_METADATA && held->type != data_type)) {
        return NOT_FOUND_DATA;
    }
    md_unset(node, identifier);
    handle_changed(handle, node, MD_CHANGE_TYPE_DELETE_DATA, identifier);
    return S_OK;
}

HRESULT WINAPI admin_delete_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                 DWORD identifier, DWORD data_type)
{
    struct md_node *top;
    if (!switches_enter(L"DeleteData")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = handle_node(This, handle, METADATA_PERMISSION_WRITE, &top);
    if (SUCCEEDED(result)) {
        result = delete_data(handle, md_find(top, path), identifier, data_type);
    }
    LeaveCriticalSection(&world_lock);
    return result;
}

/* Fills what the caller gave room for; where that is too small, only the length is told. */
static HRESULT give(const struct md_record *found, bool inherited, METADATA_RECORD *record,
                    DWORD *required)
{
    *required = found->size;
    if (record->dwMDDataLen < found->size) {
        return TOO_SMALL;
    }
    if (found->size > 0) {
        memcpy(record->pbMDData, found->data, found->size);
    }
    record->dwMDIdentifier = found->id;
    record->dwMDAttributes = found->attributes | (inherited ? METADATA_ISINHERITED : 0);
    record->dwMDUserType = found->user_type;
    record->dwMDDataType = found->type;
    record->dwMDDataLen = found->size;
    record->dwMDDataTag = 0;
    return S_OK;
}

/* With INHERIT and PARTIAL_PATH, what the nearest key above would have it inherit. */
static HRESULT get_data(struct md_node *top, const WCHAR *path, METADATA_RECORD *record,
                        DWORD *required)
{
    bool inherit = (record->dwMDAttributes & METADATA_INHERIT) != 0;
    bool partial = inherit && (record->dwMDAttributes & METADATA_PARTIAL_PATH) != 0;
    bool inherited = false;
    struct md_node *node = md_find(top, path);
    if (node == NULL && !partial) {
        return NOT_FOUND_PATH;
    }
    bool missing = node == NULL;
    struct md_node below = {.parent = md_nearest(top, path)};
    const struct md_record *found =
        md_effective(missing ? &below : node, record->dwMDIdentifier, inherit, &inherited);
    bool fits =
        found != NULL &&
        (record->dwMDUserType == ALL_METADATA || record->dwMDUserType == found->user_type) &&
        (record->dwMDDataType == ALL_METADATA || record->dwMDDataType == found->type);
    return fits ? give(found, inherited, record, required) : NOT_FOUND_DATA;
}

HRESULT WINAPI admin_get_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                              PMETADATA_RECORD record, DWORD *required)
{
    struct md_node *top;
    *required = 0;
    if (!switches_enter(L"GetData")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = handle_node(This, handle, METADATA_PERMISSION_READ, &top);
    if (SUCCEEDED(result)) {
        result = get_data(top, path, record, required);
    }
    LeaveCriticalSection(&world_lock);
    return result;
}

/* A key's own records alone: what is inherited, GetAllData gives. */
static HRESULT enum_data(const struct md_node *node, METADATA_RECORD *record, DWORD index,
                         DWORD *required)
{
    if (node == NULL) {
        return NOT_FOUND_PATH;
    }
    if (index >= node->record_count) {
        return NO_MORE;
    }
    return give(&node->records[index], false, record, required);
}

HRESULT WINAPI admin_enum_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                               PMETADATA_RECORD record, DWORD index, DWORD *required)
{
    struct md_node *top;
    *required = 0;
    if (!switches_enter(L"EnumData")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = handle_node(This, handle, METADATA_PERMISSION_READ, &top);
    if (SUCCEEDED(result)) {
        result = enum_data(md_find(top, path), record, index, required);
    }
    LeaveCriticalSection(&world_lock);
    return result;
}
