/* What the stand-in's files share: what it is told, and what it writes down. */
#ifndef TESTS_LSA_STANDIN_H
#define TESTS_LSA_STANDIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntsecapi.h>
#include <ntstatus.h>

/* A setting of the file that LSA_STANDIN names, of its section [lsa] or [answers]. */
void setting(const char *section, const char *key, const char *otherwise, char value[128]);
bool setting_is(const char *key, const char *value);

/* Adds one line, an object of JSON without its braces, to the record. */
__attribute__((format(printf, 1, 2))) void record(const char *format, ...);

#define SEEN_MOST 0x20000
/* Bytes as hex digits; the result is static, for the next call. */
const char *hex_of(const void *bytes, size_t size);

/* One of a block's counted strings. */
struct seen_string {
    const char *name;
    const void *bytes;
    USHORT length;
};

/* A block as it is read. */
struct seen_block {
    ULONG message;
    struct seen_string strings[5];
    size_t count;
    const UCHAR *challenge; /* NULL: it has none */
    ULONG control;
    ULONG package_id;
    const char *wrong; /* NULL: nothing is */
};

/* Reads a block by the declarations of ntsecapi.h. */
struct seen_block block_read(const unsigned char *bytes, ULONG size);

#endif
