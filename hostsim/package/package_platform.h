/* The platform's loader. */
#ifndef HOSTSIM_PACKAGE_PLATFORM_H
#define HOSTSIM_PACKAGE_PLATFORM_H

#include <stdint.h>

/*
 * Loads a package by its name: NUL-terminated UTF-16, without extension. folder is the machine
 * folder; Windows ignores it. The result is a module, for package_unload. NULL where it cannot be
 * loaded.
 */
void *package_load_named(const char *folder, const uint16_t *name);

/* Does the same for a file. */
void *package_load_file(const char *path);

/* Finds an export of a module by its undecorated name. NULL where there is none. */
void *package_symbol(void *module, const char *name);

/* Unloads a module. */
void package_unload(void *module);

#endif
