/* Putting the DLL where lsass finds it: %SystemRoot%\System32, or System32 in a machine folder. */
#ifndef IISSUBA_DEPLOYMENT_H
#define IISSUBA_DEPLOYMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fault.h"

#define DEPLOYMENT_PATH_MAX 4096

/* The DLL beside the running program. */
bool deployment_own_dll(char path[DEPLOYMENT_PATH_MAX], struct fault *fault);

/* The package's name from its file's: "x/iissuba.dll" gives "IISSUBA". */
bool deployment_name(const char *dll, char *name, size_t capacity, struct fault *fault);

/* Where the DLL of a package is looked for; name is UTF-8, without an extension. */
bool deployment_target(const char *machine, const char *name, char path[DEPLOYMENT_PATH_MAX],
                       struct fault *fault);

/* Whether both files are there and hold the same bytes. */
bool deployment_same(const char *a, const char *b);

/*
 * Copies the DLL there, and says whether it was not there before. Where the same is there already
 * nothing is done; another file of that name is not overwritten: that is a fault.
 */
bool deployment_put(const char *machine, const char *dll, const char *name, bool *added,
                    struct fault *fault);

/* The platform's half. folder: without a separator at the end. */
bool deployment_program_folder(char folder[DEPLOYMENT_PATH_MAX]);
bool deployment_system_folder(const char *machine, char folder[DEPLOYMENT_PATH_MAX],
                              struct fault *fault);
extern const char deployment_extension[]; /* ".dll" or ".so" */

#endif
