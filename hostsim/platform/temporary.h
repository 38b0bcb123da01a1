/* A machine folder for as long as a command takes: no account is in it. */
#ifndef HOSTSIM_TEMPORARY_H
#define HOSTSIM_TEMPORARY_H

#include <stdbool.h>

#include "text/fault.h"

#define TEMPORARY_PATH 512

bool temporary_machine(char folder[TEMPORARY_PATH], struct fault *fault);
/* With what a machine's use leaves in it. */
void temporary_remove(const char *folder);

#endif
