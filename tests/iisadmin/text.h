/* Between UTF-8 and Windows' UTF-16, in memory of its own. */
#ifndef FAKE_TEXT_H
#define FAKE_TEXT_H

#include <windows.h>

/* Converts NUL-terminated text. The caller frees the result. */
WCHAR *wide_from(const char *utf8);
char *utf8_from(const WCHAR *wide);

#endif
