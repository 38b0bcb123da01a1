/* An empty folder among the system's temporary ones. */
#ifndef HOSTSIM_TEMPORARY_PLATFORM_H
#define HOSTSIM_TEMPORARY_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes one. folder has room for size bytes, and gets its path; on Windows size is at least
 * MAX_PATH. False where it cannot be made; there is no fault.
 */
bool temporary_folder(char *folder, size_t size);

/* Removes it where it is empty. A failure is not reported. */
void temporary_folder_remove(const char *folder);

#endif
