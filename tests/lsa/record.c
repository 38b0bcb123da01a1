/* What the stand-in is told, and what it writes down. */
#include "standin.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void setting(const char *section, const char *key, const char *otherwise, char value[128])
{
    const char *file = getenv("LSA_STANDIN");
    GetPrivateProfileStringA(section, key, otherwise, value, 128, file == NULL ? "" : file);
}

bool setting_is(const char *key, const char *value)
{
    char set[128];
    setting("lsa", key, "", set);
    return strcmp(set, value) == 0;
}

void record(const char *format, ...)
{
    char path[128];
    va_list arguments;
    setting("lsa", "record", "", path);
    FILE *file = *path == '\0' ? NULL : fopen(path, "ab");
    if (file == NULL) {
        return;
    }
    fputc('{', file);
    va_start(arguments, format);
    vfprintf(file, format, arguments);
    va_end(arguments);
    fputs("}\n", file);
    fclose(file);
}

const char *hex_of(const void *bytes, size_t size)
{
    static char text[2 * SEEN_MOST + 1];
    const unsigned char *at = bytes;
    size_t used = 0;
    for (size_t i = 0; i < size && i < SEEN_MOST; i++) {
        used += (size_t)sprintf(text + used, "%02x", at[i]);
    }
    text[used] = '\0';
    return text;
}
