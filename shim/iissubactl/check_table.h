/* A check for people: a line for each site, then the causes, then all mends in their order. */
#ifndef IISSUBACTL_CHECK_TABLE_H
#define IISSUBACTL_CHECK_TABLE_H

#include "check_report.h"

/*
 * Prints the report to standard output, as wide as that is. details: everything that was found
 * follows, node by node. False: no memory.
 */
bool check_table_print(const struct check_report *report, bool details);

#endif
