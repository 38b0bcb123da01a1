/* A check as one page, to be mailed to a colleague. */
#ifndef IISSUBACTL_CHECK_HTML_H
#define IISSUBACTL_CHECK_HTML_H

#include "check_report.h"

/* Writes the page. False, with the fault set, where it cannot be written. */
bool check_html_write(const struct check_report *report, const char *path, struct fault *fault);

#endif
