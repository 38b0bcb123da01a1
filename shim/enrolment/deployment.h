/*
 * Putting the DLL where lsass finds it: %SystemRoot%\System32, or System32 in a machine folder.
 * machine is the machine folder; Windows ignores it, and it may be NULL there.
 */
#ifndef IISSUBA_DEPLOYMENT_H
#define IISSUBA_DEPLOYMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fault.h"

#define DEPLOYMENT_PATH_MAX 4096

/*
 * Finds the DLL beside the running program: iissuba.dll, or iissuba.so; else where an installed
 * program has it (deployment_installed_folder). False where there is none.
 */
bool deployment_own_dll(char path[DEPLOYMENT_PATH_MAX], struct fault *fault);

/*
 * Makes a package's name of its file's path: "x/iissuba.dll" gives "IISSUBA", and
 * "x/my.package.dll" gives "MY.PACKAGE.DLL", for LoadLibrary appends no extension to what has one.
 * name has room for capacity bytes, the NUL included. False where nothing is left of it, or it does
 * not fit.
 */
bool deployment_name(const char *dll, char *name, size_t capacity, struct fault *fault);

/*
 * Tells where the DLL of a package is looked for. name is as Auth<N> has it (package_file.h); ASCII
 * letters become lower case. In a machine folder System32 is made where it is missing. False where
 * the name leads elsewhere, the folder cannot be had (deployment_system_folder) or the path is too
 * long.
 */
bool deployment_target(const char *machine, const char *name, char path[DEPLOYMENT_PATH_MAX],
                       struct fault *fault);

/* Whether both files are there and hold the same bytes. False also where one cannot be read. */
bool deployment_same(const char *a, const char *b);

/*
 * Copies the DLL to where the package of that name is looked for. *added becomes true where it was
 * not there before. Where a file with the same bytes is there already nothing is done, and that is
 * no error. False where the DLL is missing, the target cannot be written, or another file has that
 * name: it is not overwritten.
 */
bool deployment_put(const char *machine, const char *dll, const char *name, bool *added,
                    struct fault *fault);

/*
 * The folder of the running program, without a separator at its end. False where it cannot be
 * determined; there is no fault.
 */
bool deployment_program_folder(char folder[DEPLOYMENT_PATH_MAX]);

/*
 * The folder that the DLL is installed in, away from the program: on Linux below the libraries'.
 * False where it is not installed apart, as on Windows, or cannot be determined; there is no fault.
 */
bool deployment_installed_folder(char folder[DEPLOYMENT_PATH_MAX]);

/*
 * The folder that packages are loaded from, without a separator at its end. In a machine folder it
 * is made where it is missing. False where it cannot be determined or made; on Windows also for a
 * 32-bit program on 64-bit Windows, for lsass has 64 bits there (WOW64 Implementation Details).
 */
bool deployment_system_folder(const char *machine, char folder[DEPLOYMENT_PATH_MAX],
                              struct fault *fault);
extern const char deployment_extension[]; /* ".dll" or ".so" */

#endif
