#include "console.h"

#include <windows.h>

bool console_is_terminal(void)
{
    DWORD mode;
    return GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), &mode) != 0;
}

static void set_echo(bool on)
{
    DWORD mode;
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    if (GetConsoleMode(input, &mode)) {
        SetConsoleMode(input, on ? mode | ENABLE_ECHO_INPUT : mode & ~(DWORD)ENABLE_ECHO_INPUT);
    }
}

/* The console outlives the process. FALSE: the system goes on, and ends that. */
static BOOL WINAPI on_control(DWORD event)
{
    (void)event;
    set_echo(true);
    return FALSE;
}

void console_echo(bool on)
{
    SetConsoleCtrlHandler(on_control, !on);
    set_echo(on);
}
