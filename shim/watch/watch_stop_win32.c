#include "watch_stop.h"

#include <windows.h>

#include "files/lock.h"
#include "files/system_error.h"

static HANDLE stop;

static BOOL WINAPI stop_on_control(DWORD control)
{
    if (control != CTRL_LOGOFF_EVENT) { /* a service hears of each user who logs off */
        SetEvent(stop);
    }
    return TRUE;
}

bool watch_stop_prepare(struct fault *fault)
{
    stop = CreateEventA(NULL, TRUE, FALSE, NULL);
    folder_locks_end_by((intptr_t)stop);
    return (stop != NULL && SetConsoleCtrlHandler(stop_on_control, TRUE)) ||
           system_fault(fault, "the end of the watch", GetLastError());
}

void watch_stop_request(void)
{
    SetEvent(stop);
}

intptr_t watch_stop_waitable(void)
{
    return (intptr_t)stop;
}
