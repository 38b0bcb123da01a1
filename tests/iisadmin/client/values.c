/* Records as text. A MULTISZ's strings stand between bars. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../text.h"
#include "../tree.h"
#include "client.h"
#include "text/hex.h"

static const WCHAR *const type_names[] = {L"all",    L"dword",    L"string",
                                          L"binary", L"expandsz", L"multisz"};

void print_wide(const WCHAR *text)
{
    char *utf8 = utf8_from(text);
    for (const char *at = utf8; *at != '\0'; at++) {
        const char *escaped = *at == '\n' ? "\\n" : *at == '\t' ? "\\t" : *at == '\r' ? "\\r" : "";
        if (*escaped != '\0') {
            fputs(escaped, stdout);
        } else {
            putchar(*at);
        }
    }
    free(utf8);
}

static void print_strings(const WCHAR *strings)
{
    for (const WCHAR *at = strings; *at != L'\0'; at += wcslen(at) + 1) {
        if (at != strings) {
            putchar('|');
        }
        print_wide(at);
    }
}

static void print_value(const METADATA_RECORD *record, const unsigned char *data)
{
    DWORD number;
    switch (record->dwMDDataType) {
    case DWORD_METADATA:
        memcpy(&number, data, sizeof number);
        printf("%lu", number);
        break;
    case BINARY_METADATA:
        for (DWORD i = 0; i < record->dwMDDataLen; i++) {
            printf("%02x", data[i]);
        }
        break;
    case MULTISZ_METADATA:
        print_strings((const WCHAR *)data);
        break;
    default:
        print_wide((const WCHAR *)data);
    }
}

/* The data is copied first: in GetAllData's answer it stands at any address. */
void print_record(const WCHAR *path, const METADATA_RECORD *record)
{
    unsigned char *data = md_copy(record->pbMDData, record->dwMDDataLen);
    print_wide(path);
    printf("\t%lu\t%ls\t%lx\t%lu\t%lu\t", record->dwMDIdentifier, type_names[record->dwMDDataType],
           record->dwMDAttributes, record->dwMDUserType, record->dwMDDataLen);
    print_value(record, data);
    putchar('\n');
    free(data);
}

static DWORD type_named(const WCHAR *name)
{
    for (DWORD i = 0; i < sizeof type_names / sizeof type_names[0]; i++) {
        if (wcscmp(type_names[i], name) == 0) {
            return i;
        }
    }
    return INVALID_END_METADATA;
}

/* Two units more than the text has: room for both NULs of a list. */
static void set_strings(const WCHAR *text, METADATA_RECORD *record)
{
    size_t length = wcslen(text);
    WCHAR *copy = md_allocate((length + 2) * sizeof *copy);
    memcpy(copy, text, length * sizeof *copy);
    record->pbMDData = (unsigned char *)copy;
    record->dwMDDataLen = (DWORD)((length + 1) * sizeof *copy);
    if (record->dwMDDataType == MULTISZ_METADATA) {
        record->dwMDDataLen += (DWORD)sizeof *copy;
        for (size_t i = 0; i < length; i++) {
            copy[i] = copy[i] == L'|' ? L'\0' : copy[i];
        }
    }
}

HRESULT parse_value(const WCHAR *type, const WCHAR *text, METADATA_RECORD *record)
{
    record->dwMDDataType = type_named(type);
    if (record->dwMDDataType == ALL_METADATA || record->dwMDDataType == INVALID_END_METADATA) {
        return E_INVALIDARG;
    }
    if (record->dwMDDataType == DWORD_METADATA) {
        DWORD number = wcstoul(text, NULL, 0);
        record->dwMDDataLen = sizeof number;
        record->pbMDData = md_copy(&number, sizeof number);
    } else if (record->dwMDDataType == BINARY_METADATA) {
        char *digits = utf8_from(text);
        record->dwMDDataLen = (DWORD)(strlen(digits) / 2);
        record->pbMDData = md_allocate(record->dwMDDataLen);
        hex_read(digits, record->pbMDData, record->dwMDDataLen);
        free(digits);
    } else {
        set_strings(text, record);
    }
    return S_OK;
}
