/* A machine folder for as long as a command takes. */
#ifndef HOSTSIM_TEMPORARY_H
#define HOSTSIM_TEMPORARY_H

#include <stdbool.h>

#include "text/fault.h"

#define TEMPORARY_PATH 512

/*
 * Makes a temporary machine folder whose SAM has no account. folder gets its path; the caller
 * removes it with temporary_remove. False, with nothing left behind, where it cannot be made.
 */
bool temporary_machine(char folder[TEMPORARY_PATH], struct fault *fault);

/*
 * Removes such a folder, with what a machine's use leaves in it: sam.json, events.log,
 * registry.reg. A folder that has anything else stays. A failure is not reported.
 */
void temporary_remove(const char *folder);

#endif
