#include "service.h"

#include <stdio.h>
#include <string.h>

#include <windows.h>

#include <winsvc.h>

#include "enrolment/deployment.h"
#include "files/files.h"
#include "watch/watch_stop.h"

#define WAIT_MOST 30000 /* milliseconds */
#define WAIT_STEP 100
#define COPY_NAME "iissubactl.exe"

static bool refused(struct fault *fault, const char *what)
{
    DWORD error = GetLastError();
    return fault_set(fault, "%s: %s (%lu)", what,
                     error == ERROR_ACCESS_DENIED ? "access is denied; run it as an administrator"
                     : error == ERROR_SERVICE_DOES_NOT_EXIST
                         ? "it is not installed; iissubactl service install"
                     : error == ERROR_SERVICE_MARKED_FOR_DELETE
                         ? "it is being removed; close what shows the services, or restart"
                         : "Windows refuses",
                     error);
}

/* The service, and the manager that it was asked of. */
struct opened {
    SC_HANDLE manager;
    SC_HANDLE service;
};

static void close_service(struct opened *opened)
{
    if (opened->service != NULL) {
        CloseServiceHandle(opened->service);
    }
    if (opened->manager != NULL) {
        CloseServiceHandle(opened->manager);
    }
    *opened = (struct opened){NULL, NULL};
}

/* GetLastError tells why not. */
static bool open_service(DWORD access, struct opened *opened)
{
    *opened = (struct opened){OpenSCManagerA(NULL, NULL, SC_MANAGER_CONNECT), NULL};
    opened->service =
        opened->manager == NULL ? NULL : OpenServiceA(opened->manager, SERVICE_NAME, access);
    DWORD error = GetLastError();
    if (opened->service == NULL) {
        close_service(opened);
        SetLastError(error);
    }
    return opened->service != NULL;
}

static bool own_path(char path[MAX_PATH], struct fault *fault)
{
    DWORD length = GetModuleFileNameA(NULL, path, MAX_PATH);
    return (length > 0 && length < MAX_PATH) || refused(fault, "the program's own path");
}

static bool copy_path(char path[DEPLOYMENT_PATH_MAX], struct fault *fault)
{
    char folder[DEPLOYMENT_PATH_MAX];
    return deployment_system_folder(NULL, folder, fault) &&
           (path_join(path, DEPLOYMENT_PATH_MAX, folder, COPY_NAME) ||
            fault_set(fault, "%.60s: the path is too long", folder));
}

/* Nobody else's file is written over. */
static bool put_copy(char copy[DEPLOYMENT_PATH_MAX], struct fault *fault)
{
    char own[MAX_PATH];
    if (!own_path(own, fault) || !copy_path(copy, fault)) {
        return false;
    }
    if (!file_exists(copy)) {
        return file_copy(own, copy, fault);
    }
    return deployment_same(own, copy) ||
           fault_set(fault,
                     "%s: another file has that name; remove the service first (iissubactl service "
                     "remove), or move that file away",
                     copy);
}

/*
 * What came later than NT 4.0 is looked up: a description, and that it is started again after it
 * ended by itself. Without these it works all the same.
 */
static void describe(SC_HANDLE service)
{
    typedef BOOL(WINAPI * change_function)(SC_HANDLE, DWORD, void *);
    HMODULE library = GetModuleHandleA("advapi32.dll");
    change_function change =
        library == NULL ? NULL
                        : (change_function)(void *)GetProcAddress(library, "ChangeServiceConfig2A");
    SERVICE_DESCRIPTIONA description = {(char *)"Keeps the accounts that IIS's anonymous users log "
                                                "on with in step with IIS's metabase."};
    SC_ACTION again = {SC_ACTION_RESTART, 60000};
    SERVICE_FAILURE_ACTIONSA actions = {
        .dwResetPeriod = 86400, .cActions = 1, .lpsaActions = &again};
    if (change != NULL) {
        change(service, SERVICE_CONFIG_DESCRIPTION, &description);
        change(service, SERVICE_CONFIG_FAILURE_ACTIONS, &actions);
    }
}

bool service_install(bool *added, struct fault *fault)
{
    char copy[DEPLOYMENT_PATH_MAX];
    char command[DEPLOYMENT_PATH_MAX + 32];
    *added = false;
    if (!put_copy(copy, fault)) {
        return false;
    }
    snprintf(command, sizeof command, "\"%s\" service run", copy);
    SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_CREATE_SERVICE);
    if (manager == NULL) {
        return refused(fault, "the service manager");
    }
    SC_HANDLE service = CreateServiceA(
        manager, SERVICE_NAME, "IIS anonymous account synchronization (iissuba)",
        SERVICE_CHANGE_CONFIG | SERVICE_START, SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
        SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL);
    bool exists = service == NULL && GetLastError() == ERROR_SERVICE_EXISTS;
    *added = service != NULL;
    bool done = *added || exists || refused(fault, "the service " SERVICE_NAME);
    if (service != NULL) {
        describe(service);
        CloseServiceHandle(service);
    }
    CloseServiceHandle(manager);
    return done;
}

static enum service_state state_of(const SERVICE_STATUS *status)
{
    return status->dwCurrentState == SERVICE_STOPPED   ? SERVICE_IS_STOPPED
           : status->dwCurrentState == SERVICE_RUNNING ? SERVICE_IS_RUNNING
                                                       : SERVICE_IS_BETWEEN;
}

/* Until it is in the state that is wanted, or has gone back to the other. */
static bool wait_for(SC_HANDLE service, enum service_state wanted)
{
    SERVICE_STATUS status;
    for (DWORD waited = 0; waited < WAIT_MOST; waited += WAIT_STEP) {
        if (!QueryServiceStatus(service, &status)) {
            return false;
        }
        if (state_of(&status) == wanted) {
            return true;
        }
        Sleep(WAIT_STEP);
    }
    SetLastError(ERROR_SERVICE_REQUEST_TIMEOUT);
    return false;
}

bool service_start(struct fault *fault)
{
    struct opened opened;
    if (!open_service(SERVICE_START | SERVICE_QUERY_STATUS, &opened)) {
        return refused(fault, "the service " SERVICE_NAME);
    }
    bool done = (StartServiceA(opened.service, 0, NULL) ||
                 GetLastError() == ERROR_SERVICE_ALREADY_RUNNING) &&
                wait_for(opened.service, SERVICE_IS_RUNNING);
    done = done || refused(fault, "starting the service " SERVICE_NAME);
    close_service(&opened);
    return done;
}

static bool stop_opened(SC_HANDLE service)
{
    SERVICE_STATUS status;
    return (ControlService(service, SERVICE_CONTROL_STOP, &status) ||
            GetLastError() == ERROR_SERVICE_NOT_ACTIVE) &&
           wait_for(service, SERVICE_IS_STOPPED);
}

bool service_stop(struct fault *fault)
{
    struct opened opened;
    if (!open_service(SERVICE_STOP | SERVICE_QUERY_STATUS, &opened)) {
        return refused(fault, "the service " SERVICE_NAME);
    }
    bool done = stop_opened(opened.service) || refused(fault, "stopping the service " SERVICE_NAME);
    close_service(&opened);
    return done;
}

/* The process may take a moment to end after its service has. */
static bool remove_copy(struct fault *fault)
{
    char own[MAX_PATH];
    char copy[DEPLOYMENT_PATH_MAX];
    if (!own_path(own, fault) || !copy_path(copy, fault)) {
        return false;
    }
    if (_stricmp(own, copy) == 0 || !file_exists(copy) || !deployment_same(own, copy)) {
        return true; /* it is the one that runs, or not ours */
    }
    for (DWORD waited = 0; waited < WAIT_MOST / 6; waited += WAIT_STEP) {
        if (file_remove(copy)) {
            return true;
        }
        Sleep(WAIT_STEP);
    }
    return refused(fault, copy);
}

bool service_remove(bool *was_there, struct fault *fault)
{
    struct opened opened;
    *was_there = open_service(SERVICE_STOP | SERVICE_QUERY_STATUS | DELETE, &opened);
    if (!*was_there) {
        return (GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST && remove_copy(fault)) ||
               refused(fault, "the service " SERVICE_NAME);
    }
    bool done = stop_opened(opened.service) && DeleteService(opened.service);
    done = done || refused(fault, "removing the service " SERVICE_NAME);
    close_service(&opened);
    return done && remove_copy(fault);
}

bool service_ask(enum service_state *state, struct fault *fault)
{
    struct opened opened;
    SERVICE_STATUS status;
    *state = SERVICE_IS_ABSENT;
    if (!open_service(SERVICE_QUERY_STATUS, &opened)) {
        return GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST ||
               refused(fault, "the service " SERVICE_NAME);
    }
    bool done =
        QueryServiceStatus(opened.service, &status) || refused(fault, "the service " SERVICE_NAME);
    if (done) {
        *state = state_of(&status);
    }
    close_service(&opened);
    return done;
}

/* The service's own side: the manager's thread calls the one function, its dispatcher the other. */
static void (*work_of_service)(void);
static SERVICE_STATUS_HANDLE handle;

static void tell_state(DWORD state, DWORD accepted)
{
    SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS,
                             .dwCurrentState = state,
                             .dwControlsAccepted = accepted,
                             .dwWaitHint = state == SERVICE_STOP_PENDING ? 5000 : 0};
    SetServiceStatus(handle, &status);
}

static void WINAPI on_control(DWORD control)
{
    if (control == SERVICE_CONTROL_STOP || control == SERVICE_CONTROL_SHUTDOWN) {
        tell_state(SERVICE_STOP_PENDING, 0);
        watch_stop_request();
    }
}

static void WINAPI service_main(DWORD count, char **arguments)
{
    (void)count;
    (void)arguments;
    handle = RegisterServiceCtrlHandlerA(SERVICE_NAME, on_control);
    if (handle != NULL) {
        tell_state(SERVICE_RUNNING, SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN);
        work_of_service();
        tell_state(SERVICE_STOPPED, 0);
    }
}

bool service_run(void (*work)(void), struct fault *fault)
{
    SERVICE_TABLE_ENTRYA table[] = {{(char *)SERVICE_NAME, service_main}, {NULL, NULL}};
    work_of_service = work;
    return StartServiceCtrlDispatcherA(table) ||
           fault_set(fault, "\"service run\" is for the service manager; use watch, or service "
                            "start");
}
