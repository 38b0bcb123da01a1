#include "collect_names.h"

#include <stdio.h>
#include <string.h>

#include "collect.h"
#include "files/interruption.h"
#include "text/utf.h"

const bool collect_here = true;

const char *utf8_of(const wchar_t *text, char *out, size_t capacity)
{
    *out = '\0';
    if (text != NULL) {
        utf16_to_utf8(wide_of((const uint16_t *)text), out, capacity);
    }
    return out;
}

BOOL sid_text(PSID sid, char *out, size_t capacity)
{
    const BYTE *authority = GetSidIdentifierAuthority(sid)->Value;
    int used = snprintf(out, capacity, "S-1-%lu",
                        (DWORD)authority[2] << 24 | (DWORD)authority[3] << 16 |
                            (DWORD)authority[4] << 8 | authority[5]);
    for (UCHAR i = 0; used > 0 && (size_t)used < capacity && i < *GetSidSubAuthorityCount(sid);
         i++) {
        used += snprintf(out + used, capacity - (size_t)used, "-%lu", *GetSidSubAuthority(sid, i));
    }
    return used > 0 && (size_t)used < capacity;
}

bool collect_temporary(char folder[FILE_PATH_MAX], struct fault *fault)
{
    char temporary[MAX_PATH];
    DWORD length = GetTempPathA(sizeof temporary, temporary);
    if (length == 0 || length >= sizeof temporary) {
        return fault_set(fault, "Windows does not tell its temporary folder");
    }
    snprintf(folder, FILE_PATH_MAX, "%siissubactl.%lu", temporary, GetCurrentProcessId());
    collect_remove(folder); /* of one that was interrupted and had this number */
    interruption_begin();
    bool made = folder_make(folder, fault);
    interruption_folder(made ? folder : NULL);
    return made;
}

void collect_remove(const char *folder)
{
    static const char *const names[] = {"sam.json", "secpol.inf", "registry.reg", "MetaBase.xml"};
    char path[FILE_PATH_MAX];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (path_join(path, sizeof path, folder, names[i])) {
            file_remove(path);
        }
    }
    RemoveDirectoryA(folder);
    interruption_begin();
    interruption_folder(NULL);
}
