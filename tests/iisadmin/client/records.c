/* Commands that read and change records. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../tree.h"
#include "client.h"

#define TOO_SMALL HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER)
#define NO_MORE HRESULT_FROM_WIN32(ERROR_NO_MORE_ITEMS)
#define SMALL 8

HRESULT open_for(IMSAdminBaseW *base, const WCHAR *path, DWORD access, METADATA_HANDLE *handle)
{
    const char *waits = getenv("ADMINBASE_WAIT");
    DWORD timeout = waits == NULL ? OPEN_MS : strtoul(waits, NULL, 10);
    return base->lpVtbl->OpenKey(base, METADATA_MASTER_ROOT_HANDLE, path, access, timeout, handle);
}

static DWORD number_of(const WCHAR *text)
{
    return wcstoul(text, NULL, 0);
}

/* Asks with a small buffer first, and says where it had to grow. */
static HRESULT get_growing(IMSAdminBaseW *base, const WCHAR *path, METADATA_RECORD *record)
{
    METADATA_RECORD asked = *record;
    DWORD required = 0;
    record->dwMDDataLen = SMALL;
    record->pbMDData = md_allocate(SMALL);
    HRESULT result = base->lpVtbl->GetData(base, 0, path, record, &required);
    if (result == TOO_SMALL) {
        printf("grown from %d to %lu\n", SMALL, required);
        free(record->pbMDData);
        *record = asked;
        record->dwMDDataLen = required;
        record->pbMDData = md_allocate(required);
        result = base->lpVtbl->GetData(base, 0, path, record, &required);
    }
    return result;
}

/* get PATH ID [ATTRIBUTES]; 0xAAAAAAAA in the tag shows that an answer sets it. */
HRESULT cmd_get(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    METADATA_RECORD record = {.dwMDIdentifier = number_of(arguments[1]),
                              .dwMDAttributes =
                                  count > 2 ? number_of(arguments[2]) : METADATA_INHERIT,
                              .dwMDDataTag = 0xAAAAAAAA};
    HRESULT result = get_growing(base, arguments[0], &record);
    if (SUCCEEDED(result)) {
        print_record(arguments[0], &record);
        if (record.dwMDDataTag != 0) {
            printf("the tag is not 0\n");
        }
    }
    free(record.pbMDData);
    return result;
}

/* Through a handle of its own. The record's data is freed. */
static HRESULT write_record(IMSAdminBaseW *base, const WCHAR *path, METADATA_RECORD *record)
{
    METADATA_HANDLE handle;
    HRESULT result = open_for(base, path, METADATA_PERMISSION_WRITE, &handle);
    if (SUCCEEDED(result)) {
        result = base->lpVtbl->SetData(base, handle, NULL, record);
        base->lpVtbl->CloseKey(base, handle);
    }
    free(record->pbMDData);
    return result;
}

/* change PATH ID N MS: "Change-1", "Change-2" and so on, as a password is set */
HRESULT cmd_change(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    HRESULT result = S_OK;
    DWORD times = number_of(arguments[2]);
    (void)count;
    for (DWORD i = 1; i <= times && SUCCEEDED(result); i++) {
        WCHAR text[32];
        METADATA_RECORD record = {.dwMDIdentifier = number_of(arguments[1]),
                                  .dwMDAttributes = METADATA_INHERIT | METADATA_SECURE,
                                  .dwMDUserType = 2 /* IIS_MD_UT_FILE */};
        swprintf(text, sizeof text / sizeof text[0], L"Change-%lu", i);
        result = parse_value(L"string", text, &record);
        if (SUCCEEDED(result)) {
            result = write_record(base, arguments[0], &record);
        }
        Sleep(number_of(arguments[3]));
    }
    return result;
}

/* set PATH ID ATTRIBUTES USERTYPE TYPE VALUE */
HRESULT cmd_set(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    METADATA_RECORD record = {.dwMDIdentifier = number_of(arguments[1]),
                              .dwMDAttributes = number_of(arguments[2]),
                              .dwMDUserType = number_of(arguments[3])};
    (void)count;
    HRESULT result = parse_value(arguments[4], arguments[5], &record);
    return SUCCEEDED(result) ? write_record(base, arguments[0], &record) : result;
}

/* delete PATH ID */
HRESULT cmd_delete(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    METADATA_HANDLE handle;
    (void)count;
    HRESULT result = open_for(base, arguments[0], METADATA_PERMISSION_WRITE, &handle);
    if (SUCCEEDED(result)) {
        result = base->lpVtbl->DeleteData(base, handle, L"", number_of(arguments[1]), ALL_METADATA);
        base->lpVtbl->CloseKey(base, handle);
    }
    return result;
}

/* data PATH: its own records, one by one */
HRESULT cmd_data(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    unsigned char buffer[4096];
    DWORD required;
    (void)count;
    for (DWORD i = 0;; i++) {
        METADATA_RECORD record = {.dwMDDataLen = sizeof buffer, .pbMDData = buffer};
        HRESULT result = base->lpVtbl->EnumData(base, 0, arguments[0], &record, i, &required);
        if (FAILED(result)) {
            return result == NO_MORE ? S_OK : result;
        }
        print_record(arguments[0], &record);
    }
}

/* GetAllData with no room first; the caller frees the answer. */
static HRESULT get_all(IMSAdminBaseW *base, const WCHAR *path, DWORD attributes, DWORD *count,
                       unsigned char **buffer)
{
    DWORD required = 0;
    DWORD number;
    *buffer = NULL;
    HRESULT result = base->lpVtbl->GetAllData(base, 0, path, attributes, ALL_METADATA, ALL_METADATA,
                                              count, &number, 0, NULL, &required);
    if (result == TOO_SMALL) {
        *buffer = md_allocate(required);
        result = base->lpVtbl->GetAllData(base, 0, path, attributes, ALL_METADATA, ALL_METADATA,
                                          count, &number, required, *buffer, &required);
    }
    return result;
}

static HRESULT print_all(IMSAdminBaseW *base, const WCHAR *path, DWORD attributes)
{
    unsigned char *buffer;
    DWORD count;
    HRESULT result = get_all(base, path, attributes, &count, &buffer);
    for (DWORD i = 0; SUCCEEDED(result) && i < count; i++) {
        METADATA_GETALL_RECORD one;
        memcpy(&one, buffer + i * sizeof one, sizeof one);
        METADATA_RECORD record = {
            one.dwMDIdentifier, one.dwMDAttributes,          one.dwMDUserType, one.dwMDDataType,
            one.dwMDDataLen,    buffer + one.dwMDDataOffset, one.dwMDDataTag};
        print_record(path, &record);
    }
    free(buffer);
    return result;
}

/* The key and all below it. */
static HRESULT dump(IMSAdminBaseW *base, const WCHAR *path, DWORD attributes)
{
    WCHAR name[METADATA_MAX_NAME_LEN];
    print_wide(path);
    putchar('\n');
    HRESULT result = print_all(base, path, attributes);
    for (DWORD i = 0; SUCCEEDED(result); i++) {
        result = base->lpVtbl->EnumKeys(base, 0, path, name, i);
        if (FAILED(result)) {
            break;
        }
        size_t size = wcslen(path) + wcslen(name) + 2;
        WCHAR *child = md_allocate(size * sizeof *child);
        swprintf(child, size, L"%ls/%ls", path, name);
        result = dump(base, child, attributes);
        free(child);
    }
    return result == NO_MORE ? S_OK : result;
}

/* dump PATH [ATTRIBUTES] */
HRESULT cmd_dump(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    return dump(base, arguments[0], count > 1 ? number_of(arguments[1]) : 0);
}

/* paths PATH ID: where it is set */
HRESULT cmd_paths(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    DWORD id = number_of(arguments[1]);
    DWORD required = 0;
    (void)count;
    HRESULT result =
        base->lpVtbl->GetDataPaths(base, 0, arguments[0], id, ALL_METADATA, 0, NULL, &required);
    WCHAR *paths = md_allocate(required * sizeof *paths);
    if (result == TOO_SMALL) {
        result = base->lpVtbl->GetDataPaths(base, 0, arguments[0], id, ALL_METADATA, required,
                                            paths, &required);
    }
    for (const WCHAR *at = paths; SUCCEEDED(result) && *at != L'\0'; at += wcslen(at) + 1) {
        print_wide(at);
        putchar('\n');
    }
    free(paths);
    return result;
}
