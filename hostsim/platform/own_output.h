/* Standard output for this program alone, where code of others runs in its process. */
#ifndef HOSTSIM_OWN_OUTPUT_H
#define HOSTSIM_OWN_OUTPUT_H

#include <stdio.h>

/*
 * Opens a stream on what is standard output. What else in this process writes to standard output,
 * as a package that prints, goes to standard error from here on. Called once, before other code is
 * loaded; the stream stays open until the process ends. Where it cannot be had, it is stdout.
 */
FILE *own_output(void);

#endif
