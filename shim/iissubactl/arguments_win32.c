#include "arguments.h"

#include <stdlib.h>

#include <windows.h>

static char *to_utf8(const char *text)
{
    int units = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
    wchar_t *wide = units > 0 ? malloc((size_t)units * sizeof *wide) : NULL;
    if (wide == NULL) {
        return NULL;
    }
    MultiByteToWideChar(CP_ACP, 0, text, -1, wide, units);
    int size = WideCharToMultiByte(CP_UTF8, 0, wide, units, NULL, 0, NULL, NULL);
    char *utf8 = size > 0 ? malloc((size_t)size) : NULL;
    if (utf8 != NULL) {
        WideCharToMultiByte(CP_UTF8, 0, wide, units, utf8, size, NULL, NULL);
    }
    free(wide);
    return utf8;
}

bool arguments_to_utf8(int count, char **arguments)
{
    for (int i = 0; i < count; i++) {
        char *utf8 = to_utf8(arguments[i]);
        if (utf8 == NULL) {
            return false;
        }
        arguments[i] = utf8;
    }
    return true;
}
