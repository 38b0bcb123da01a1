#include "process.h"

#include <stdlib.h>

#include <sys/prctl.h>
#include <sys/resource.h>

void process_keep_no_core(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

void process_name_machine(const char *folder)
{
    setenv("IISSUBA_MACHINE", folder, 1);
}

void process_choose_code_page(const char *number)
{
    setenv("IISSUBA_CODE_PAGE", number, 1);
}

void process_read_bytes(void)
{
}
