/* Many records at a time: all of a key, and all keys that set a property. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "files/buffer.h"
#include "handles.h"
#include "methods.h"
#include "switches.h"
#include "world.h"

struct asked {
    DWORD attributes;
    DWORD user_type;
    DWORD data_type;
};

/* Descriptions and data apart, for all descriptions stand first. */
struct gathered {
    struct buffer records; /* METADATA_GETALL_RECORD, offsets from the first datum */
    struct buffer data;
    DWORD count;
};

static void gather_one(struct gathered *gathered, const struct md_record *record, bool inherited)
{
    METADATA_GETALL_RECORD one = {record->id,
                                  record->attributes | (inherited ? METADATA_ISINHERITED : 0),
                                  record->user_type,
                                  record->type,
                                  record->size,
                                  (DWORD)gathered->data.size,
                                  0};
    buffer_add(&gathered->records, &one, sizeof one);
    buffer_add(&gathered->data, record->data, record->size);
    gathered->count++;
}

static bool has(const struct gathered *gathered, DWORD id)
{
    const METADATA_GETALL_RECORD *records = (const void *)gathered->records.text;
    for (DWORD i = 0; i < gathered->count; i++) {
        if (records[i].dwMDIdentifier == id) {
            return true;
        }
    }
    return false;
}

/* Of a key above only what it hands down, and nothing that is set nearer. */
static void gather_of(struct gathered *gathered, const struct md_node *node,
                      const struct asked *asked, bool inherited)
{
    for (size_t i = 0; i < node->record_count; i++) {
        const struct md_record *record = &node->records[i];
        bool wanted = (asked->user_type == ALL_METADATA || asked->user_type == record->user_type) &&
                      (asked->data_type == ALL_METADATA || asked->data_type == record->type) &&
                      (!inherited || (record->attributes & METADATA_INHERIT) != 0);
        if (wanted && !has(gathered, record->id)) {
            gather_one(gathered, record, inherited);
        }
    }
}

static HRESULT gather(struct md_node *top, const WCHAR *path, const struct asked *asked,
                      struct gathered *gathered)
{
    bool inherit = (asked->attributes & METADATA_INHERIT) != 0;
    const struct md_node *node = md_find(top, path);
    const struct md_node *above;
    if (node != NULL) {
        gather_of(gathered, node, asked, false);
        above = node->parent;
    } else if (inherit && (asked->attributes & METADATA_PARTIAL_PATH) != 0) {
        above = md_nearest(top, path);
    } else {
        return NOT_FOUND_PATH;
    }
    for (; inherit && above != NULL; above = above->parent) {
        gather_of(gathered, above, asked, true);
    }
    return S_OK;
}

/* Data stands close behind the descriptions, at any address. */
static HRESULT hand_over(struct gathered *gathered, DWORD capacity, unsigned char *buffer,
                         DWORD *required)
{
    size_t before = gathered->records.size;
    METADATA_GETALL_RECORD *records = (void *)gathered->records.text;
    for (DWORD i = 0; i < gathered->count; i++) {
        records[i].dwMDDataOffset += (DWORD)before;
    }
    *required = (DWORD)(before + gathered->data.size);
    if (*required > capacity) {
        return TOO_SMALL;
    }
    if (gathered->count > 0) {
        memcpy(buffer, records, before);
        memcpy(buffer + before, gathered->data.text, gathered->data.size);
    }
    return S_OK;
}

static HRESULT get_all(struct md_node *top, const WCHAR *path, const struct asked *asked,
                       DWORD *count, DWORD capacity, unsigned char *buffer, DWORD *required)
{
    struct gathered gathered = {.count = 0};
    HRESULT result = gather(top, path, asked, &gathered);
    if (SUCCEEDED(result)) {
        result = hand_over(&gathered, capacity, buffer, required);
        *count = gathered.count;
    }
    buffer_release(&gathered.records);
    buffer_release(&gathered.data);
    return result;
}

HRESULT WINAPI admin_get_all_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                  DWORD attributes, DWORD user_type, DWORD data_type, DWORD *count,
                                  DWORD *data_set, DWORD capacity, unsigned char *buffer,
                                  DWORD *required)
{
    struct asked asked = {attributes, user_type, data_type};
    struct md_node *top;
    *count = 0;
    *required = 0;
    *data_set = 0;
    if (!switches_enter(L"GetAllData")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = handle_node(This, handle, METADATA_PERMISSION_READ, &top);
    if (SUCCEEDED(result)) {
        result = get_all(top, path, &asked, count, capacity, buffer, required);
        *data_set = world.change_number;
    }
    LeaveCriticalSection(&world_lock);
    return result;
}

static void gather_paths(const struct md_node *top, const struct md_node *node, DWORD identifier,
                         DWORD data_type, struct buffer *paths)
{
    const struct md_record *record = md_own(node, identifier);
    if (record != NULL && (data_type == ALL_METADATA || data_type == record->type)) {
        WCHAR *path = md_path_from(top, node);
        buffer_add(paths, path, (wcslen(path) + 1) * sizeof *path);
        free(path);
    }
    for (size_t i = 0; i < node->child_count; i++) {
        gather_paths(top, node->children[i], identifier, data_type, paths);
    }
}

/* Lengths are in characters here. */
static HRESULT data_paths(const struct md_node *node, DWORD identifier, DWORD data_type,
                          DWORD capacity, WCHAR *buffer, DWORD *required)
{
    struct buffer paths = {.text = NULL};
    if (node == NULL) {
        return NOT_FOUND_PATH;
    }
    gather_paths(node, node, identifier, data_type, &paths);
    buffer_add(&paths, L"", sizeof *buffer);
    *required = (DWORD)(paths.size / sizeof *buffer);
    HRESULT result = *required > capacity ? TOO_SMALL : S_OK;
    if (SUCCEEDED(result)) {
        memcpy(buffer, paths.text, paths.size);
    }
    buffer_release(&paths);
    return result;
}

HRESULT WINAPI admin_get_data_paths(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                    DWORD identifier, DWORD data_type, DWORD capacity,
                                    WCHAR *buffer, DWORD *required)
{
    struct md_node *top;
    *required = 0;
    if (!switches_enter(L"GetDataPaths")) {
        return E_ACCESSDENIED;
    }
    EnterCriticalSection(&world_lock);
    HRESULT result = handle_node(This, handle, METADATA_PERMISSION_READ, &top);
    if (SUCCEEDED(result)) {
        result = data_paths(md_find(top, path), identifier, data_type, capacity, buffer, required);
    }
    LeaveCriticalSection(&world_lock);
    return result;
}
