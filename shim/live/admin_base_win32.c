#include "admin_base.h"

#include <windows.h>

#include <initguid.h>

#include <iadmw.h>

/*
 * The proxy and COM's own buffers are out of reach: what they keep of a secret cannot be wiped
 * here. The interface is called through its table of functions: the header's C macros do not
 * compile with this compiler.
 */
DEFINE_GUID(CLASS_ADMIN_BASE, 0xA9E69610, 0xB80D, 0x11D0, 0xB9, 0xB9, 0x00, 0xA0, 0xC9, 0x22, 0xE7,
            0x50);
DEFINE_GUID(INTERFACE_ADMIN_BASE, 0x70B51430, 0xB6CA, 0x11D0, 0xB9, 0xB9, 0x00, 0xA0, 0xC9, 0x22,
            0xE7, 0x50);
#define CLASS_KEY L"CLSID\\{A9E69610-B80D-11D0-B9B9-00A0C922E750}"

bool admin_base_present(void)
{
    HKEY key;
    if (RegOpenKeyExW(HKEY_CLASSES_ROOT, CLASS_KEY, 0, KEY_READ, &key) != ERROR_SUCCESS) {
        return false;
    }
    RegCloseKey(key);
    return true;
}

static uint32_t change_number(void *context, uint32_t *number)
{
    IMSAdminBaseW *base = context;
    DWORD answer = 0;
    HRESULT result = base->lpVtbl->GetSystemChangeNumber(base, &answer);
    *number = answer;
    return (uint32_t)result;
}

static uint32_t child(void *context, const uint16_t *path, uint32_t index,
                      uint16_t name[ADMIN_NAME_MAX])
{
    IMSAdminBaseW *base = context;
    return (uint32_t)base->lpVtbl->EnumKeys(base, METADATA_MASTER_ROOT_HANDLE, (LPCWSTR)path,
                                            (LPWSTR)name, index);
}

static uint32_t data(void *context, const uint16_t *path, unsigned char *buffer, uint32_t size,
                     uint32_t *count, uint32_t *needed)
{
    IMSAdminBaseW *base = context;
    DWORD entries = 0;
    DWORD set_number = 0;
    DWORD required = 0;
    HRESULT result = base->lpVtbl->GetAllData(base, METADATA_MASTER_ROOT_HANDLE, (LPCWSTR)path,
                                              METADATA_NO_ATTRIBUTES, ALL_METADATA, ALL_METADATA,
                                              &entries, &set_number, size, buffer, &required);
    *count = result == S_OK ? entries : 0;
    *needed = required;
    return (uint32_t)result;
}

static uint32_t open_for_writing(void *context, const uint16_t *path, uint32_t timeout,
                                 uint32_t *handle)
{
    IMSAdminBaseW *base = context;
    METADATA_HANDLE opened = 0;
    HRESULT result = base->lpVtbl->OpenKey(base, METADATA_MASTER_ROOT_HANDLE, (LPCWSTR)path,
                                           METADATA_PERMISSION_READ | METADATA_PERMISSION_WRITE,
                                           timeout, &opened);
    *handle = opened;
    return (uint32_t)result;
}

static uint32_t close_handle(void *context, uint32_t handle)
{
    IMSAdminBaseW *base = context;
    return (uint32_t)base->lpVtbl->CloseKey(base, handle);
}

static uint32_t set(void *context, uint32_t handle, const struct live_record *record)
{
    IMSAdminBaseW *base = context;
    METADATA_RECORD given = {.dwMDIdentifier = record->id,
                             .dwMDAttributes = record->attributes,
                             .dwMDUserType = record->user_type,
                             .dwMDDataType = record->type,
                             .dwMDDataLen = record->size,
                             .pbMDData = (unsigned char *)record->data};
    return (uint32_t)base->lpVtbl->SetData(base, handle, L"", &given);
}

static uint32_t remove_data(void *context, uint32_t handle, uint32_t id, uint32_t type)
{
    IMSAdminBaseW *base = context;
    return (uint32_t)base->lpVtbl->DeleteData(base, handle, L"", id, type);
}

static uint32_t save(void *context)
{
    IMSAdminBaseW *base = context;
    return (uint32_t)base->lpVtbl->SaveData(base);
}

static uint32_t clock_now(void *context)
{
    (void)context;
    return GetTickCount();
}

static void wait(void *context, uint32_t milliseconds)
{
    (void)context;
    Sleep(milliseconds);
}

static void disconnect(void *context)
{
    IMSAdminBaseW *base = context;
    base->lpVtbl->Release(base);
    CoUninitialize();
}

bool admin_base_connect(struct admin_base *base, struct fault *fault)
{
    void *found = NULL;
    HRESULT result = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (FAILED(result)) {
        return admin_base_failed(fault, "COM", (uint32_t)result);
    }
    /* IISADMIN asks who calls, and nobody else may read along. The first in a process decides. */
    CoInitializeSecurity(NULL, -1, NULL, NULL, RPC_C_AUTHN_LEVEL_PKT_PRIVACY,
                         RPC_C_IMP_LEVEL_IMPERSONATE, NULL, EOAC_NONE, NULL);
    result = CoCreateInstance(&CLASS_ADMIN_BASE, NULL, CLSCTX_LOCAL_SERVER, &INTERFACE_ADMIN_BASE,
                              &found);
    if (FAILED(result)) {
        CoUninitialize();
        return admin_base_failed(fault, "the live metabase", (uint32_t)result);
    }
    *base = (struct admin_base){.context = found,
                                .change_number = change_number,
                                .child = child,
                                .data = data,
                                .open = open_for_writing,
                                .close = close_handle,
                                .set = set,
                                .remove = remove_data,
                                .save = save,
                                .clock = clock_now,
                                .wait = wait,
                                .disconnect = disconnect};
    return true;
}
