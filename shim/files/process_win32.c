#include "process.h"

#include <windows.h>

void process_keep_no_core(void)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
}
