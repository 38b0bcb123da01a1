/* Putting the fake in the place of IISADMIN, and taking it away again. */
#ifndef FAKE_INSTALL_H
#define FAKE_INSTALL_H

#include <stdbool.h>

#include <windows.h>

/*
 * Registers the service, the class and the proxy DLL, and tells the service which files to load.
 * Paths are full ones. Says what went wrong, and returns false, where something did.
 */
bool install(const WCHAR *metabase, const WCHAR *schema);

/* Stops and removes all of that. What is not there is no fault. */
bool uninstall(void);

/* The path of a file beside this program. path has room for MAX_PATH characters. */
void beside_program(const WCHAR *name, WCHAR *path);

#endif
