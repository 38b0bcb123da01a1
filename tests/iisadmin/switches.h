/*
 * What a test can set in the registry while the service runs, and where its files are. All of it is
 * below SWITCHES_KEY of HKEY_LOCAL_MACHINE; README.md has the list.
 */
#ifndef FAKE_SWITCHES_H
#define FAKE_SWITCHES_H

#include <stdbool.h>
#include <stddef.h>

#include <windows.h>

#define SWITCHES_KEY L"SOFTWARE\\iissuba-tests\\IISADMIN"

/*
 * What each method does first: waits as long as DelayMs says, and ends the process where DieOn
 * names it. Whether the caller is then refused, by DenyAccess.
 */
bool switches_enter(const WCHAR *method);

/* Whether OpenKey for writing is to fail, by BusyMs. */
bool switches_busy(void);

/* A text as UTF-8, which the caller frees. NULL where there is none of that name. */
char *switches_text(const WCHAR *name);

/* Sets a text, as Fault, which says why the service did not start. */
void switches_set_text(const WCHAR *name, const char *text);

#endif
