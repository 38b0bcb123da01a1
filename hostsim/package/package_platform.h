/* The platform's loader. */
#ifndef HOSTSIM_PACKAGE_PLATFORM_H
#define HOSTSIM_PACKAGE_PLATFORM_H

#include <stdint.h>

/* NULL where it cannot be loaded. name: NUL-terminated UTF-16, without ".dll". */
void *package_load_named(const char *folder, const uint16_t *name);
void *package_load_file(const char *path);
void *package_symbol(void *module, const char *name);
void package_unload(void *module);

#endif
