/* A check for programs. */
#ifndef IISSUBACTL_CHECK_JSON_H
#define IISSUBACTL_CHECK_JSON_H

#include <jansson.h>

#include "check_report.h"

/* sound: what the exit code says. NULL: no memory. The caller releases it. */
json_t *check_json(const struct check_report *report, bool sound);

#endif
