#include "text.h"

#include "tree.h"

WCHAR *wide_from(const char *utf8)
{
    int units = MultiByteToWideChar(CP_UTF8, 0, utf8, -1, NULL, 0);
    WCHAR *wide = md_allocate((size_t)units * sizeof *wide);
    MultiByteToWideChar(CP_UTF8, 0, utf8, -1, wide, units);
    return wide;
}

char *utf8_from(const WCHAR *wide)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
    char *utf8 = md_allocate((size_t)size);
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, utf8, size, NULL, NULL);
    return utf8;
}
