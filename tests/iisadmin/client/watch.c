/*
 * watch SECONDS [PATH [hang]]: a sink, and what it is told. With PATH it changes something there by
 * itself, unless that is "-"; with "hang" it does not come back from ShutdownNotify.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../tree.h"
#include "client.h"

#define ASK_MS 200
#define HANG_MS 60000
#define OWN_CHANGE 60001

static bool hangs;

static HRESULT WINAPI sink_query(IMSAdminBaseSinkW *This, REFIID iid, void **object)
{
    bool known = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IMSAdminBaseSink_W);
    *object = known ? This : NULL;
    return known ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI sink_counted(IMSAdminBaseSinkW *This)
{
    (void)This;
    return 1;
}

static HRESULT WINAPI sink_notify(IMSAdminBaseSinkW *This, DWORD count,
                                  MD_CHANGE_OBJECT_W changes[])
{
    (void)This;
    printf("notify %lu\n", count);
    for (DWORD i = 0; i < count; i++) {
        printf("change ");
        print_wide(changes[i].pszMDPath);
        printf(" %lx", changes[i].dwMDChangeType);
        for (DWORD j = 0; j < changes[i].dwMDNumDataIDs; j++) {
            printf(" %lu", changes[i].pdwMDDataIDs[j]);
        }
        putchar('\n');
    }
    fflush(stdout);
    return S_OK;
}

static HRESULT WINAPI sink_shutdown(IMSAdminBaseSinkW *This)
{
    (void)This;
    printf("shutdown\n");
    fflush(stdout);
    Sleep(hangs ? HANG_MS : 0);
    return S_OK;
}

static struct IMSAdminBaseSinkWVtbl sink_methods = {sink_query, sink_counted, sink_counted,
                                                    sink_notify, sink_shutdown};
static IMSAdminBaseSinkW sink = {&sink_methods};

static HRESULT find_point(IMSAdminBaseW *base, IConnectionPoint **point)
{
    IConnectionPointContainer *container;
    HRESULT result =
        base->lpVtbl->QueryInterface(base, &IID_IConnectionPointContainer, (void **)&container);
    if (SUCCEEDED(result)) {
        result = container->lpVtbl->FindConnectionPoint(container, &IID_IMSAdminBaseSink_W, point);
        container->lpVtbl->Release(container);
    }
    return result;
}

/* A change through the instance that registered, of which it is not told. */
static HRESULT change_itself(IMSAdminBaseW *base, const WCHAR *path)
{
    DWORD number = 1;
    METADATA_RECORD record = {.dwMDIdentifier = OWN_CHANGE,
                              .dwMDUserType = 1,
                              .dwMDDataType = DWORD_METADATA,
                              .dwMDDataLen = sizeof number,
                              .pbMDData = (unsigned char *)&number};
    METADATA_HANDLE handle;
    HRESULT result = open_for(base, path, METADATA_PERMISSION_WRITE, &handle);
    if (SUCCEEDED(result)) {
        result = base->lpVtbl->SetData(base, handle, L"", &record);
        base->lpVtbl->CloseKey(base, handle);
    }
    return result;
}

/* Asks from time to time, for nothing tells that a process has died. */
static HRESULT wait_seconds(IMSAdminBaseW *base, unsigned long seconds)
{
    ULONGLONG begin = GetTickCount64();
    DWORD number;
    HRESULT result = S_OK;
    printf("ready\n");
    fflush(stdout);
    while (SUCCEEDED(result) && GetTickCount64() - begin < seconds * 1000) {
        Sleep(ASK_MS);
        result = base->lpVtbl->GetSystemChangeNumber(base, &number);
    }
    return result;
}

HRESULT cmd_watch(IMSAdminBaseW *base, int count, WCHAR **arguments)
{
    IConnectionPoint *point;
    DWORD cookie;
    bool changes = count > 1 && wcscmp(arguments[1], L"-") != 0;
    hangs = count > 2;
    HRESULT result = find_point(base, &point);
    if (FAILED(result)) {
        return result;
    }
    result = point->lpVtbl->Advise(point, (IUnknown *)&sink, &cookie);
    if (SUCCEEDED(result)) {
        result = changes ? change_itself(base, arguments[1]) : S_OK;
        if (SUCCEEDED(result)) {
            result = wait_seconds(base, wcstoul(arguments[0], NULL, 10));
        }
        HRESULT undone = point->lpVtbl->Unadvise(point, cookie);
        result = SUCCEEDED(result) ? undone : result;
    }
    point->lpVtbl->Release(point);
    return result;
}
