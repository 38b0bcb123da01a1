/* The table of methods, and those that do nothing here. */
#include "methods.h"

static HRESULT WINAPI query(IMSAdminBaseW *This, REFIID iid, void **object)
{
    return admin_query((struct admin *)This, iid, object);
}

static ULONG WINAPI add_ref(IMSAdminBaseW *This)
{
    return admin_add_ref((struct admin *)This);
}

static ULONG WINAPI release(IMSAdminBaseW *This)
{
    return admin_release((struct admin *)This);
}

/* What none of these looks at; on x86 a callee has to know how much of it there is. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static HRESULT WINAPI of_key(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI copy_key(IMSAdminBaseW *This, METADATA_HANDLE source, LPCWSTR source_path,
                               METADATA_HANDLE target, LPCWSTR target_path, WINBOOL overwrite,
                               WINBOOL copy)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI rename_key(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                 LPCWSTR name)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI delete_all_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                      DWORD user_type, DWORD data_type)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI copy_data(IMSAdminBaseW *This, METADATA_HANDLE source, LPCWSTR source_path,
                                METADATA_HANDLE target, LPCWSTR target_path, DWORD attributes,
                                DWORD user_type, DWORD data_type, WINBOOL copy)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI change_permissions(IMSAdminBaseW *This, METADATA_HANDLE handle, DWORD timeout,
                                         DWORD access)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI handle_info(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                  PMETADATA_HANDLE_INFO info)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI data_set_number(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                      DWORD *number)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI change_time(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                  PFILETIME time, WINBOOL local)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI alone(IMSAdminBaseW *This)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI backup(IMSAdminBaseW *This, LPCWSTR location, DWORD version, DWORD flags)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI enum_backups(IMSAdminBaseW *This, LPWSTR location, DWORD *version,
                                   PFILETIME time, DWORD index)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI delete_backup(IMSAdminBaseW *This, LPCWSTR location, DWORD version)
{
    return E_NOTIMPL;
}

static HRESULT WINAPI unmarshal(IMSAdminBaseW *This, IMSAdminBaseW **base)
{
    *base = NULL;
    return E_NOTIMPL;
}

struct IMSAdminBaseWVtbl admin_methods = {.QueryInterface = query,
                                          .AddRef = add_ref,
                                          .Release = release,
                                          .AddKey = admin_add_key,
                                          .DeleteKey = admin_delete_key,
                                          .DeleteChildKeys = of_key,
                                          .EnumKeys = admin_enum_keys,
                                          .CopyKey = copy_key,
                                          .RenameKey = rename_key,
                                          .SetData = admin_set_data,
                                          .GetData = admin_get_data,
                                          .DeleteData = admin_delete_data,
                                          .EnumData = admin_enum_data,
                                          .GetAllData = admin_get_all_data,
                                          .DeleteAllData = delete_all_data,
                                          .CopyData = copy_data,
                                          .GetDataPaths = admin_get_data_paths,
                                          .OpenKey = admin_open_key,
                                          .CloseKey = admin_close_key,
                                          .ChangePermissions = change_permissions,
                                          .SaveData = admin_save_data,
                                          .GetHandleInfo = handle_info,
                                          .GetSystemChangeNumber = admin_change_number,
                                          .GetDataSetNumber = data_set_number,
                                          .SetLastChangeTime = change_time,
                                          .GetLastChangeTime = change_time,
                                          .KeyExchangePhase1 = alone,
                                          .KeyExchangePhase2 = alone,
                                          .Backup = backup,
                                          .Restore = backup,
                                          .EnumBackups = enum_backups,
                                          .DeleteBackup = delete_backup,
                                          .UnmarshalInterface = unmarshal,
                                          .GetServerGuid = alone};
