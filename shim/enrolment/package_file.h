/*
 * Which file LoadLibrary takes for the name that Auth<N> holds. lsass's current folder is System32,
 * and in a machine folder there is no other.
 *
 * Source: the Win32 SDK's page of LoadLibrary. ".dll" is appended to a name without an extension; a
 * dot at its end says that it has none. Folders are divided by "\", not by "/". Nothing is
 * expanded, and nothing is trimmed.
 */
#ifndef IISSUBA_PACKAGE_FILE_H
#define IISSUBA_PACKAGE_FILE_H

#include <stdbool.h>

#define PACKAGE_FILE_MAX 1024

/*
 * Finds the file of a name, UTF-8. It is given below System32, as "inetsrv/iissuba.dll": ASCII
 * letters in lower case, folders divided by "/". library is what stands for ".dll" here: ".so"
 * makes it "inetsrv/iissuba.so". False where the name leads elsewhere (another folder or computer),
 * or cannot be one that LoadLibrary finds.
 */
bool package_file(const char *name, const char *library, char file[PACKAGE_FILE_MAX]);

/* Whether a name is IISSUBA's, wherever it is: "IISSUBA", "C:\WINNT\System32\iissuba.dll". */
bool package_file_is_ours(const char *name);

#endif
