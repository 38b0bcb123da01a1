#include "service.h"

#include <stdio.h>
#include <stdlib.h>

#include "admin.h"
#include "sinks.h"
#include "store.h"
#include "switches.h"
#include "world.h"

struct world world;
CRITICAL_SECTION world_lock;

static SERVICE_STATUS_HANDLE status_handle;
static HANDLE stop;
static DWORD class_cookie;

static void tell_state(DWORD state, DWORD code)
{
    SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS,
                             .dwCurrentState = state,
                             .dwControlsAccepted =
                                 state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0,
                             .dwWin32ExitCode = code,
                             .dwWaitHint = 10000};
    SetServiceStatus(status_handle, &status);
}

static DWORD WINAPI control(DWORD code, DWORD type, void *data, void *context)
{
    (void)type;
    (void)data;
    (void)context;
    if (code == SERVICE_CONTROL_STOP) {
        tell_state(SERVICE_STOP_PENDING, NO_ERROR);
        SetEvent(stop);
    }
    return code == SERVICE_CONTROL_STOP || code == SERVICE_CONTROL_INTERROGATE
               ? NO_ERROR
               : ERROR_CALL_NOT_IMPLEMENTED;
}

static bool load(void)
{
    struct fault fault = {""};
    char *metabase = switches_text(L"Metabase");
    char *schema = switches_text(L"Schema");
    bool done = metabase != NULL && schema != NULL && store_load(metabase, schema, &fault);
    switches_set_text(L"Fault", done ? "" : fault.text);
    free(metabase);
    free(schema);
    return done;
}

static void save(void)
{
    struct fault fault = {""};
    EnterCriticalSection(&world_lock);
    if (!store_save(&fault)) {
        switches_set_text(L"Fault", fault.text);
    }
    LeaveCriticalSection(&world_lock);
}

static HRESULT serve(void)
{
    HRESULT result = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (SUCCEEDED(result)) {
        sinks_begin();
        result = CoRegisterClassObject(&CLSID_MSAdminBase_W, (IUnknown *)&admin_factory,
                                       CLSCTX_LOCAL_SERVER, REGCLS_MULTIPLEUSE, &class_cookie);
    }
    if (SUCCEEDED(result)) {
        tell_state(SERVICE_RUNNING, NO_ERROR);
        WaitForSingleObject(stop, INFINITE);
        CoRevokeClassObject(class_cookie);
        sinks_shutdown();
        save();
    }
    return result;
}

/* COM is not uninitialized: proxies of sinks whose process hangs would keep the service from its
 * end. */
static void WINAPI service_main(DWORD count, WCHAR **arguments)
{
    (void)count;
    (void)arguments;
    status_handle = RegisterServiceCtrlHandlerExW(SERVICE_NAME, control, NULL);
    tell_state(SERVICE_START_PENDING, NO_ERROR);
    DWORD code = ERROR_INVALID_DATA;
    if (load()) {
        HRESULT result = serve();
        code = SUCCEEDED(result) ? NO_ERROR : (DWORD)result;
    }
    tell_state(SERVICE_STOPPED, code);
}

void service_die(void)
{
    CoRevokeClassObject(class_cookie);
    tell_state(SERVICE_STOPPED, ERROR_PROCESS_ABORTED);
    TerminateProcess(GetCurrentProcess(), 1);
    abort();
}

int service_run(void)
{
    WCHAR name[] = SERVICE_NAME;
    SERVICE_TABLE_ENTRYW table[] = {{name, service_main}, {NULL, NULL}};
    InitializeCriticalSection(&world_lock);
    stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    return StartServiceCtrlDispatcherW(table) ? 0 : 1;
}
