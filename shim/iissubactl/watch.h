/* Keeping the store in step with the metabase, in the foreground or as a service. */
#ifndef IISSUBACTL_WATCH_H
#define IISSUBACTL_WATCH_H

#include "command.h"

/*
 * Watches the machine folder, or without one this server's IISADMIN, until watch_stop_request.
 * quiet: events only, nothing is printed. watch_stop_prepare has been called.
 */
void watch(const struct options *options, bool quiet);

#endif
