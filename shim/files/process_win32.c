#include "process.h"

#include <windows.h>

void process_keep_no_core(void)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
}

void process_name_machine(const char *folder)
{
    (void)folder;
}
