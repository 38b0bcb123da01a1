#include "process.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>

#include <windows.h>

void process_keep_no_core(void)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
}

void process_name_machine(const char *folder)
{
    (void)folder;
}

void process_choose_code_page(const char *number)
{
    char setting[64];
    snprintf(setting, sizeof setting, "IISSUBA_CODE_PAGE=%s", number);
    _putenv(setting); /* the C runtime copies it */
}

void process_read_bytes(void)
{
    _setmode(_fileno(stdin), _O_BINARY);
}
