/* The platform's loader. */
#ifndef HOSTSIM_PACKAGE_PLATFORM_H
#define HOSTSIM_PACKAGE_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

#define PACKAGE_PATH_MAX 4096

/*
 * Loads a package by its name, as Auth<N> has it: NUL-terminated UTF-16. folder is the machine
 * folder; Windows ignores it. Elsewhere the file is the one that LoadLibrary would take
 * (package_file.h). The result is a module, for package_unload. NULL where it cannot be loaded.
 */
void *package_load_named(const char *folder, const uint16_t *name);

/*
 * Tells which file a package of that name is, be it there or not: System32/NAME.so in the machine
 * folder, with the name in lower case. On Windows it is the one in System32, where lsass finds it,
 * and where there is none, the one beside the program, which LoadLibrary finds too. False where
 * there is no such path: the name has a slash, or is too long.
 */
bool package_path_named(const char *folder, const uint16_t *name, char path[PACKAGE_PATH_MAX]);

/* Loads a file. */
void *package_load_file(const char *path);

#define PACKAGE_WHY 512

/*
 * Writes why the file could not be loaded, in the words of the system's loader, and what is missing
 * or does not fit. Called at once after package_load_file has failed, in the same thread. On
 * Windows what the package needs is loaded to find what cannot be.
 */
void package_why_not_loaded(const char *path, char why[PACKAGE_WHY]);

/* Finds an export of a module by its undecorated name. NULL where there is none. */
void *package_symbol(void *module, const char *name);

/* Unloads a module. */
void package_unload(void *module);

#endif
