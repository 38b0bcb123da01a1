/*
 * One property of a node of the live metabase, as IMSAdminBase hands it over.
 *
 * Sources: mddefw.h (METADATA_RECORD, METADATA_GETALL_RECORD), the IIS SDK's reference
 * (IMSAdminBase::GetAllData), [MS-IMSA] 2.2.
 */
#ifndef IISSUBA_LIVE_RECORD_H
#define IISSUBA_LIVE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIVE_KEY_TYPE 1002 /* the property that holds a node's key type */

/* A record's type; the schema's types are finer. */
enum live_type {
    LIVE_DWORD = 1,    /* 4 bytes, little-endian */
    LIVE_STRING = 2,   /* UTF-16LE with its NUL */
    LIVE_BINARY = 3,   /* any bytes */
    LIVE_EXPANDSZ = 4, /* as a string */
    LIVE_MULTISZ = 5   /* strings, each with its NUL, and one NUL more */
};

struct live_record {
    uint32_t id;
    uint32_t attributes; /* of enum metabase_attribute */
    uint32_t user_type;
    uint32_t type; /* of enum live_type, or another that nobody knows */
    const unsigned char *data;
    uint32_t size; /* in bytes, with the NUL of a text */
};

#define LIVE_GETALL_RECORD_SIZE 28 /* on x86 and x64 */

/*
 * Reads the record at an index of what GetAllData filled: count records of 28 bytes, and behind
 * them their data, which each finds by its offset. buffer has size bytes. Fills *record, whose data
 * points into the buffer. False where the record, or its data, is not inside the buffer.
 */
bool live_record_at(const unsigned char *buffer, size_t size, size_t index,
                    struct live_record *record);

#endif
