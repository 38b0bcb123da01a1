/* Commands about keys, handles, and the metabase as a whole. */
#include <stdbool.h>
#include <stdio.h>
#include <wchar.h>

#include "client.h"

/* hold PATH MS: keeps others out for so long */
HRESULT cmd_hold(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    METADATA_HANDLE handle;
    bool reads = count > 2 && wcscmp(arguments[2], L"read") == 0;
    HRESULT result = open_for(
        base, arguments[0], reads ? METADATA_PERMISSION_READ : METADATA_PERMISSION_WRITE, &handle);
    if (SUCCEEDED(result)) {
        printf("held\n");
        fflush(stdout);
        Sleep(wcstoul(arguments[1], NULL, 10));
        result = base->lpVtbl->CloseKey(base, handle);
    }
    return result;
}

/* add PATH and remove PATH: keys, from the root */
HRESULT cmd_add(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    METADATA_HANDLE handle;
    (void)count;
    HRESULT result = open_for(base, NULL, METADATA_PERMISSION_WRITE, &handle);
    if (SUCCEEDED(result)) {
        result = base->lpVtbl->AddKey(base, handle, arguments[0]);
        base->lpVtbl->CloseKey(base, handle);
    }
    return result;
}

HRESULT cmd_remove(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    METADATA_HANDLE handle;
    (void)count;
    HRESULT result = open_for(base, NULL, METADATA_PERMISSION_WRITE, &handle);
    if (SUCCEEDED(result)) {
        result = base->lpVtbl->DeleteKey(base, handle, arguments[0]);
        base->lpVtbl->CloseKey(base, handle);
    }
    return result;
}

/* many PATH N: adds N keys through one handle */
HRESULT cmd_many(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    unsigned long keys = wcstoul(arguments[1], NULL, 10);
    WCHAR name[32];
    METADATA_HANDLE handle;
    (void)count;
    HRESULT result = open_for(base, arguments[0], METADATA_PERMISSION_WRITE, &handle);
    if (FAILED(result)) {
        return result;
    }
    for (unsigned long i = 0; i < keys && SUCCEEDED(result); i++) {
        swprintf(name, sizeof name / sizeof name[0], L"many-%lu", i);
        result = base->lpVtbl->AddKey(base, handle, name);
    }
    base->lpVtbl->CloseKey(base, handle);
    return result;
}

HRESULT cmd_save(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    (void)count;
    (void)arguments;
    return base->lpVtbl->SaveData(base);
}

HRESULT cmd_number(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    DWORD number = 0;
    (void)count;
    (void)arguments;
    HRESULT result = base->lpVtbl->GetSystemChangeNumber(base, &number);
    if (SUCCEEDED(result)) {
        printf("%lu\n", number);
    }
    return result;
}

/* What the master root handle does not allow. */
HRESULT cmd_root_write(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    (void)count;
    return base->lpVtbl->DeleteData(base, METADATA_MASTER_ROOT_HANDLE, arguments[0], 1,
                                    ALL_METADATA);
}
