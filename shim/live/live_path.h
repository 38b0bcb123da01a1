/* A node's location as IMSAdminBase takes it. */
#ifndef IISSUBA_LIVE_PATH_H
#define IISSUBA_LIVE_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "metabase/metabase_tag.h"
#include "text/fault.h"

#define LIVE_PATH_UNITS (LOCATION_MAX + 1)

/* Writes the path, NUL-terminated; the root's, "", becomes "/". False where it is not UTF-8. */
bool live_path(const char *location, uint16_t path[LIVE_PATH_UNITS], struct fault *fault);

#endif
