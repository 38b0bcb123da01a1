/* An empty folder of the system's temporary ones. */
#ifndef HOSTSIM_TEMPORARY_PLATFORM_H
#define HOSTSIM_TEMPORARY_PLATFORM_H

#include "temporary.h"

bool temporary_folder(char folder[TEMPORARY_PATH]);
void temporary_folder_remove(const char *folder);

#endif
