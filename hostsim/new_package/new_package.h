/*
 * A folder to begin a package with: its source, which is one of hostsim/examples, the suite of
 * that, and what builds and tests them on Linux and for Windows. The texts are in templates/ and
 * are part of the program.
 */
#ifndef HOSTSIM_NEW_PACKAGE_H
#define HOSTSIM_NEW_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fault.h"

enum package_kind {
    PACKAGE_FILTER, /* Auth0 of MSV1_0 */
    PACKAGE_ROUTINE,
    PACKAGE_GENERIC, /* a filter that can be asked by RoutineGeneric */
    PACKAGE_KERBEROS /* Auth0 of MSV1_0 and of the KDC */
};

/*
 * Makes the folder, whose last part is the package's name: a letter, then letters, digits, '_' and
 * '-', at most 40. False, with the fault set, where the name is another, there is such a folder or
 * file already, or it cannot be written: what was written of it then stays.
 */
bool new_package(const char *folder, enum package_kind kind, struct fault *fault);

#endif
