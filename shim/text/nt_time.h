/* NT times (100 ns since 1601-01-01 UTC) as text: ISO 8601 in UTC, "2003-07-01T12:00:00Z". */
#ifndef IISSUBA_NT_TIME_H
#define IISSUBA_NT_TIME_H

#include <stdbool.h>
#include <stdint.h>

#define NT_SECOND INT64_C(10000000)
#define NT_MINUTE (60 * NT_SECOND)

#define NT_TIME_TEXT 40 /* bytes, NUL included */

/* "never" for NT_NEVER. Fractions of a second are left out where there are none. */
void nt_time_format(int64_t time, char text[NT_TIME_TEXT]);

/* The same back, and a date alone; "never" is NT_NEVER. False where it is neither. */
bool nt_time_parse(const char *text, int64_t *time);

#endif
