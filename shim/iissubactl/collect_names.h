/* Names and SIDs as text, for the collectors on Windows. */
#ifndef IISSUBACTL_COLLECT_NAMES_H
#define IISSUBACTL_COLLECT_NAMES_H

#include <stddef.h>

#include <windows.h>

/* UTF-8 of a NUL-terminated text; "" for NULL. Cut where it is too long. */
const char *utf8_of(const wchar_t *text, char *out, size_t capacity);

/* "S-1-5-32-544". False where it does not fit. ConvertSidToStringSid came with Windows 2000. */
BOOL sid_text(PSID sid, char *out, size_t capacity);

#endif
