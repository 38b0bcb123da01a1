#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "files/files.h"
#include "package_platform.h"
#include "pe_file.h"

void package_why_not_loaded(const char *path, char why[PACKAGE_WHY])
{
    struct contents contents = {.text = NULL};
    struct fault unwanted;
    struct pe_file pe;
    const char *said = dlerror();
    snprintf(why, PACKAGE_WHY, "%s", said == NULL ? "" : said);
    if (file_read_existing(path, &contents, &unwanted) &&
        pe_open(contents.text, contents.size, &pe)) {
        snprintf(why, PACKAGE_WHY,
                 "it is a DLL for Windows (%s): hostsim.exe asks it; on Linux a shared object of "
                 "the same source is asked",
                 pe_machine_name(pe.machine));
    }
    contents_release(&contents);
}
