#include "profile_buffer.h"

#include <string.h>

#include "text/utf.h"

/* ntsecapi.h, MSV1_0_PROFILE_BUFFER_TYPE: the first field of each. */
#define TYPE_INTERACTIVE 2
#define TYPE_LM20 3

/* Where the fields lie, in bytes: where pointers have 8 bytes, and where they have 4. */
struct places {
    size_t kickoff;
    size_t logoff;
    size_t user_flags;
    size_t logon_domain; /* 0: it has none */
    size_t logon_server;
    size_t size;
};

static const struct places lm20[2] = {{8, 16, 24, 48, 72, 104}, {8, 16, 24, 44, 60, 80}};
static const struct places interactive[2] = {{24, 16, 152, 0, 136, 160}, {24, 16, 104, 0, 96, 112}};

struct reader {
    const unsigned char *bytes;
    size_t size;
    const struct block_layout *layout;
};

/* The number of width bytes at a place that is inside. */
static uint64_t number_at(const struct reader *reader, size_t at, size_t width)
{
    uint64_t number = 0;
    for (size_t i = 0; i < width; i++) {
        number |= (uint64_t)reader->bytes[at + i] << (8 * i);
    }
    return number;
}

/* Reads the UNICODE_STRING at a place. False where what it counts is not inside. */
static bool name_at(const struct reader *reader, size_t at, char name[PROFILE_NAME_MOST])
{
    const struct block_layout *layout = reader->layout;
    size_t length = (size_t)number_at(reader, at, 2);
    uint64_t pointer = number_at(reader, at + layout->pointer_size, layout->pointer_size);
    *name = '\0';
    if (length == 0) {
        return true;
    }
    if (pointer < layout->address || pointer - layout->address > reader->size) {
        return false;
    }
    size_t offset = (size_t)(pointer - layout->address);
    if (length > reader->size - offset || length % 2 != 0) {
        return false;
    }
    utf16_to_utf8((struct wide){reader->bytes + offset, length / 2}, name, PROFILE_NAME_MOST);
    return true;
}

static const struct places *places_of(const struct reader *reader, enum profile_kind *kind)
{
    size_t small = reader->layout->pointer_size == 4;
    *kind = PROFILE_UNKNOWN;
    if (reader->size < 4) {
        return NULL;
    }
    switch (number_at(reader, 0, 4)) {
    case TYPE_LM20:
        *kind = PROFILE_NETWORK;
        return &lm20[small];
    case TYPE_INTERACTIVE:
        *kind = PROFILE_INTERACTIVE;
        return &interactive[small];
    default:
        return NULL;
    }
}

bool profile_buffer_read(const unsigned char *bytes, size_t size, const struct block_layout *layout,
                         struct returned_profile *profile)
{
    struct reader reader = {bytes, size, layout};
    struct returned_profile read = {.kind = PROFILE_UNKNOWN};
    const struct places *places = places_of(&reader, &read.kind);
    *profile = (struct returned_profile){.kind = PROFILE_UNKNOWN};
    if (places == NULL || size < places->size) {
        return false;
    }
    read.kickoff_time = (int64_t)number_at(&reader, places->kickoff, 8);
    read.logoff_time = (int64_t)number_at(&reader, places->logoff, 8);
    read.user_flags = (uint32_t)number_at(&reader, places->user_flags, 4);
    if ((places->logon_domain != 0 && !name_at(&reader, places->logon_domain, read.logon_domain)) ||
        !name_at(&reader, places->logon_server, read.logon_server)) {
        return false;
    }
    *profile = read;
    return true;
}
