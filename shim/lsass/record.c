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

static const unsigned char header[AT_FLAGS] = {VERSION, 0, RECORD_SIZE, 0};

/* Numbers lie in memory as they lie in a record, lowest byte first (abi_assert.c). */
bool record_decode(const unsigned char *bytes, size_t size, struct record *record)
{
    uint32_t flags;
    memset(record, 0, sizeof *record);
    if (size != RECORD_SIZE || memcmp(bytes, header, sizeof header) != 0) {
        return false;
    }
    memcpy(&flags, bytes + AT_FLAGS, sizeof flags);
    if ((flags & ~(FLAG_SYNC | FLAG_NT | FLAG_LM | FLAG_IMPORTED)) != 0) {
        return false;
    }
    record->sync = (flags & FLAG_SYNC) != 0;
    record->imported = (flags & FLAG_IMPORTED) != 0;
    memcpy(&record->stored_at, bytes + AT_TIME, sizeof record->stored_at);
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
    uint32_t flags = (record->sync ? FLAG_SYNC : 0) | (secret.has_nt ? FLAG_NT : 0) |
                     (secret.has_lm ? FLAG_LM : 0) | (record->imported ? FLAG_IMPORTED : 0);
    memset(bytes, 0, RECORD_SIZE);
    memcpy(bytes, header, sizeof header);
    memcpy(bytes + AT_FLAGS, &flags, sizeof flags);
    memcpy(bytes + AT_TIME, &record->stored_at, sizeof record->stored_at);
    if (secret.has_nt) {
        memcpy(bytes + AT_NT, secret.nt, OWF_SIZE);
    }
    if (secret.has_lm) {
        memcpy(bytes + AT_LM, secret.lm, OWF_SIZE);
    }
    wipe(&secret, sizeof secret);
}
