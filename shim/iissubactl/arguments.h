/* Words of the command line as UTF-8: names, values and nodes. Paths stay as the system has them.
 */
#ifndef IISSUBACTL_ARGUMENTS_H
#define IISSUBACTL_ARGUMENTS_H

#include <stdbool.h>

/*
 * On Windows they come in the ANSI code page, and are replaced; what takes their place lives as
 * long as the process. False: no memory.
 */
bool arguments_to_utf8(int count, char **arguments);

#endif
