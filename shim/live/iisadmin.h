/*
 * The IISADMIN service, which keeps the metabase in memory. From IIS 6.0 on it writes MetaBase.xml
 * a minute after a change and when it stops, and reads the file again only where
 * EnableEditWhileRunning is set (IIS SDK ms525213, ms524694).
 */
#ifndef IISSUBA_IISADMIN_H
#define IISSUBA_IISADMIN_H

#include <stdbool.h>

/* Whether the service is there and not stopped. Elsewhere than on Windows never. */
bool iisadmin_runs(void);

/*
 * Whether a file is the one that this server's IISADMIN works from, and the service is running:
 * what is written into it is then lost. Elsewhere than on Windows never.
 */
bool iisadmin_holds(const char *path);

#endif
