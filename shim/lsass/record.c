#include "record.h"

#include <string.h>

#define VERSION 1
#define FLAG_SYNC 1u
#define FLAG_NT 2u
#define FLAG_LM 4u
#define FLAG_IMPORTED 8u
#define AT_FLAGS 4
#define AT_TIME 8
#define AT_NT 16
#define AT_LM 32

static void put(unsigned char *at, size_t size, uint64_t value)
{
    for (size_t i = 0; i < size; i++) {
        at[i] = (unsigned char)(value >> (8 * i));
    }
}

static uint64_t get(const unsigned char *at, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    return value;
}

bool record_decode(const unsigned char *bytes, size_t size, struct record *record)
{
    memset(record, 0, sizeof *record);
    if (size != RECORD_SIZE || get(bytes, 2) != VERSION || get(bytes + 2, 2) != RECORD_SIZE) {
        return false;
    }
    uint64_t flags = get(bytes + AT_FLAGS, 4);
    if ((flags & ~(uint64_t)(FLAG_SYNC | FLAG_NT | FLAG_LM | FLAG_IMPORTED)) != 0) {
        return false;
    }
    record->sync = (flags & FLAG_SYNC) != 0;
    record->imported = (flags & FLAG_IMPORTED) != 0;
    record->stored_at = (int64_t)get(bytes + AT_TIME, 8);
    record->secret.has_nt = (flags & FLAG_NT) != 0;
    record->secret.has_lm = (flags & FLAG_LM) != 0;
    memcpy(record->secret.nt, bytes + AT_NT, OWF_SIZE);
    memcpy(record->secret.lm, bytes + AT_LM, OWF_SIZE);
    owf_pair_settle(&record->secret);
    return true;
}

void record_encode(const struct record *record, unsigned char bytes[RECORD_SIZE])
{
    struct owf_pair secret = record->secret;
    owf_pair_settle(&secret);
    memset(bytes, 0, RECORD_SIZE);
    put(bytes, 2, VERSION);
    put(bytes + 2, 2, RECORD_SIZE);
    put(bytes + AT_FLAGS, 4,
        (record->sync ? FLAG_SYNC : 0) | (secret.has_nt ? FLAG_NT : 0) |
            (secret.has_lm ? FLAG_LM : 0) | (record->imported ? FLAG_IMPORTED : 0));
    put(bytes + AT_TIME, 8, (uint64_t)record->stored_at);
    if (secret.has_nt) {
        memcpy(bytes + AT_NT, secret.nt, OWF_SIZE);
    }
    if (secret.has_lm) {
        memcpy(bytes + AT_LM, secret.lm, OWF_SIZE);
    }
    wipe(&secret, sizeof secret);
}
