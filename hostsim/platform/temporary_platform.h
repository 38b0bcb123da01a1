/* An empty folder of the system's temporary ones. */
#ifndef HOSTSIM_TEMPORARY_PLATFORM_H
#define HOSTSIM_TEMPORARY_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

/* Makes one, and writes its path; size: of folder. False where it cannot. */
bool temporary_folder(char *folder, size_t size);
void temporary_folder_remove(const char *folder);

#endif
