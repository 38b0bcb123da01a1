/* The methods of IMSAdminBase, by what they are about. */
#ifndef FAKE_METHODS_H
#define FAKE_METHODS_H

#include "admin.h"

#define NOT_FOUND_PATH HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND)
#define NO_MORE HRESULT_FROM_WIN32(ERROR_NO_MORE_ITEMS)
/* mdmsg.h has them as unsigned numbers. */
#define NOT_FOUND_DATA ((HRESULT)MD_ERROR_DATA_NOT_FOUND)
#define STAYS_SECURE ((HRESULT)MD_ERROR_CANNOT_REMOVE_SECURE_ATTRIBUTE)
#define TOO_SMALL HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER)

/* methods_keys.c */
HRESULT WINAPI admin_add_key(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path);
HRESULT WINAPI admin_delete_key(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path);
HRESULT WINAPI admin_enum_keys(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                               LPWSTR name, DWORD index);
HRESULT WINAPI admin_open_key(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                              DWORD access, DWORD timeout, PMETADATA_HANDLE opened);
HRESULT WINAPI admin_close_key(IMSAdminBaseW *This, METADATA_HANDLE handle);
HRESULT WINAPI admin_save_data(IMSAdminBaseW *This);
HRESULT WINAPI admin_change_number(IMSAdminBaseW *This, DWORD *number);

/* methods_data.c */
HRESULT WINAPI admin_set_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                              PMETADATA_RECORD record);
HRESULT WINAPI admin_delete_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                 DWORD identifier, DWORD data_type);
HRESULT WINAPI admin_get_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                              PMETADATA_RECORD record, DWORD *required);
HRESULT WINAPI admin_enum_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                               PMETADATA_RECORD record, DWORD index, DWORD *required);

/* methods_all.c */
HRESULT WINAPI admin_get_all_data(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                  DWORD attributes, DWORD user_type, DWORD data_type, DWORD *count,
                                  DWORD *data_set, DWORD capacity, unsigned char *buffer,
                                  DWORD *required);
HRESULT WINAPI admin_get_data_paths(IMSAdminBaseW *This, METADATA_HANDLE handle, LPCWSTR path,
                                    DWORD identifier, DWORD data_type, DWORD capacity,
                                    WCHAR *buffer, DWORD *required);

#endif
