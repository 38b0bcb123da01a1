#include "system_error.h"

#include <stdio.h>
#include <string.h>

#include <windows.h>

const char *system_error_text(unsigned long error, char text[SYSTEM_ERROR_MAX])
{
    wchar_t wide[SYSTEM_ERROR_MAX / 4];
    char said[SYSTEM_ERROR_MAX - 16] = "";
    DWORD units = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
                                 error, 0, wide, sizeof wide / sizeof *wide, NULL);
    while (units > 0 && wcschr(L"\r\n. ", wide[units - 1]) != NULL) {
        units--;
    }
    int length = units == 0 ? 0
                            : WideCharToMultiByte(CP_UTF8, 0, wide, (int)units, said,
                                                  sizeof said - 1, NULL, NULL);
    said[length] = '\0';
    snprintf(text, SYSTEM_ERROR_MAX, length == 0 ? "%sWindows error %lu" : "%s (%lu)", said, error);
    return text;
}

bool system_fault(struct fault *fault, const char *what, unsigned long error)
{
    char text[SYSTEM_ERROR_MAX];
    return fault_set(fault, "%s: %s", what, system_error_text(error, text));
}
