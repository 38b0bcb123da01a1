/*
 * The [local] methods' two halves: what a caller's proxy makes of a call, and what the server's
 * stub makes of it again. Linked into the proxy DLL. widl calls these functions by their names.
 */
#include <string.h>

#include "iadm.h"

static IADM_WIRE_RECORD described(const METADATA_RECORD *record)
{
    return (IADM_WIRE_RECORD){record->dwMDIdentifier, record->dwMDAttributes, record->dwMDUserType,
                              record->dwMDDataType,   record->dwMDDataLen,    record->dwMDDataTag};
}

static METADATA_RECORD with_data(const IADM_WIRE_RECORD *wire, DWORD size, unsigned char *data)
{
    return (METADATA_RECORD){.dwMDIdentifier = wire->identifier,
                             .dwMDAttributes = wire->attributes,
                             .dwMDUserType = wire->user_type,
                             .dwMDDataType = wire->data_type,
                             .dwMDDataLen = size,
                             .pbMDData = data,
                             .dwMDDataTag = wire->data_tag};
}

/* A caller that asks for the size alone may give no buffer; the wire wants an address. */
static unsigned char *buffer_of(const METADATA_RECORD *record, unsigned char *none)
{
    return record->pbMDData == NULL ? none : record->pbMDData;
}

/* pbMDData stays the caller's: it has been filled. */
static void give_back(const IADM_WIRE_RECORD *wire, METADATA_RECORD *record)
{
    *record = with_data(wire, wire->size, record->pbMDData);
}

HRESULT CALLBACK IMSAdminBaseW_SetData_Proxy(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                             const WCHAR *path, METADATA_RECORD *record)
{
    IADM_WIRE_RECORD wire = described(record);
    return IMSAdminBaseW_RemoteSetData_Proxy(This, handle, path, &wire, wire.size,
                                             record->pbMDData);
}

HRESULT __RPC_STUB IMSAdminBaseW_SetData_Stub(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                              const WCHAR *path, IADM_WIRE_RECORD *wire, DWORD size,
                                              unsigned char *data)
{
    METADATA_RECORD record = with_data(wire, size, data);
    return This->lpVtbl->SetData(This, handle, path, &record);
}

HRESULT CALLBACK IMSAdminBaseW_GetData_Proxy(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                             const WCHAR *path, METADATA_RECORD *record,
                                             DWORD *required)
{
    IADM_WIRE_RECORD wire = described(record);
    DWORD capacity = record->pbMDData == NULL ? 0 : wire.size;
    unsigned char none;
    DWORD got = 0;
    HRESULT result = IMSAdminBaseW_RemoteGetData_Proxy(This, handle, path, &wire, required,
                                                       capacity, &got, buffer_of(record, &none));
    if (SUCCEEDED(result)) {
        give_back(&wire, record);
    }
    return result;
}

/* Bytes are on their way back only where all of it went well. */
static HRESULT answer(HRESULT result, const METADATA_RECORD *record, IADM_WIRE_RECORD *wire,
                      DWORD *got)
{
    *got = 0;
    if (SUCCEEDED(result)) {
        *wire = described(record);
        *got = record->dwMDDataLen;
    }
    return result;
}

HRESULT __RPC_STUB IMSAdminBaseW_GetData_Stub(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                              const WCHAR *path, IADM_WIRE_RECORD *wire,
                                              DWORD *required, DWORD capacity, DWORD *got,
                                              unsigned char *data)
{
    METADATA_RECORD record = with_data(wire, capacity, data);
    HRESULT result = This->lpVtbl->GetData(This, handle, path, &record, required);
    return answer(result, &record, wire, got);
}

HRESULT CALLBACK IMSAdminBaseW_EnumData_Proxy(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                              const WCHAR *path, METADATA_RECORD *record,
                                              DWORD index, DWORD *required)
{
    IADM_WIRE_RECORD wire = described(record);
    DWORD capacity = record->pbMDData == NULL ? 0 : wire.size;
    unsigned char none;
    DWORD got = 0;
    HRESULT result = IMSAdminBaseW_RemoteEnumData_Proxy(This, handle, path, &wire, index, required,
                                                        capacity, &got, buffer_of(record, &none));
    if (SUCCEEDED(result)) {
        give_back(&wire, record);
    }
    return result;
}

HRESULT __RPC_STUB IMSAdminBaseW_EnumData_Stub(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                               const WCHAR *path, IADM_WIRE_RECORD *wire,
                                               DWORD index, DWORD *required, DWORD capacity,
                                               DWORD *got, unsigned char *data)
{
    METADATA_RECORD record = with_data(wire, capacity, data);
    HRESULT result = This->lpVtbl->EnumData(This, handle, path, &record, index, required);
    return answer(result, &record, wire, got);
}

HRESULT CALLBACK IMSAdminBaseW_GetAllData_Proxy(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                                const WCHAR *path, DWORD attributes,
                                                DWORD user_type, DWORD data_type, DWORD *count,
                                                DWORD *data_set, DWORD capacity,
                                                unsigned char *buffer, DWORD *required)
{
    unsigned char none;
    DWORD got = 0;
    return IMSAdminBaseW_RemoteGetAllData_Proxy(
        This, handle, path, attributes, user_type, data_type, count, data_set,
        buffer == NULL ? 0 : capacity, &got, buffer == NULL ? &none : buffer, required);
}

HRESULT __RPC_STUB IMSAdminBaseW_GetAllData_Stub(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                                 const WCHAR *path, DWORD attributes,
                                                 DWORD user_type, DWORD data_type, DWORD *count,
                                                 DWORD *data_set, DWORD capacity, DWORD *got,
                                                 unsigned char *buffer, DWORD *required)
{
    HRESULT result = This->lpVtbl->GetAllData(This, handle, path, attributes, user_type, data_type,
                                              count, data_set, capacity, buffer, required);
    *got = SUCCEEDED(result) ? *required : 0;
    return result;
}

HRESULT CALLBACK IMSAdminBaseW_GetDataPaths_Proxy(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                                  const WCHAR *path, DWORD identifier,
                                                  DWORD data_type, DWORD capacity, WCHAR *buffer,
                                                  DWORD *required)
{
    WCHAR none;
    DWORD got = 0;
    return IMSAdminBaseW_RemoteGetDataPaths_Proxy(This, handle, path, identifier, data_type,
                                                  buffer == NULL ? 0 : capacity, &got,
                                                  buffer == NULL ? &none : buffer, required);
}

HRESULT __RPC_STUB IMSAdminBaseW_GetDataPaths_Stub(IMSAdminBaseW *This, METADATA_HANDLE handle,
                                                   const WCHAR *path, DWORD identifier,
                                                   DWORD data_type, DWORD capacity, DWORD *got,
                                                   WCHAR *buffer, DWORD *required)
{
    HRESULT result = This->lpVtbl->GetDataPaths(This, handle, path, identifier, data_type, capacity,
                                                buffer, required);
    *got = SUCCEEDED(result) ? *required : 0;
    return result;
}
