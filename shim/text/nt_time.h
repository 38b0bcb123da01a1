/*
 * NT times as text. An NT time is 100 ns units since 1601-01-01 UTC (minwinbase.h, FILETIME). The
 * text is ISO 8601 in UTC: "2003-07-01T12:00:00Z".
 */
#ifndef IISSUBA_NT_TIME_H
#define IISSUBA_NT_TIME_H

#include <stdbool.h>
#include <stdint.h>

#define NT_SECOND INT64_C(10000000)
#define NT_MINUTE (60 * NT_SECOND)

#define NT_TIME_TEXT 40 /* bytes, NUL included */

/*
 * Writes a time. NT_NEVER and negative times become "never"; a fraction of a second has seven
 * digits, and is left out where it is zero.
 */
void nt_time_format(int64_t time, char text[NT_TIME_TEXT]);

/*
 * Reads a time as nt_time_format writes it, but without a fraction; a date alone is its midnight.
 * "never" gives NT_NEVER. False where the text is neither; *time is then undefined.
 */
bool nt_time_parse(const char *text, int64_t *time);

#endif
