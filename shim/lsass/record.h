/*
 * One account's value below IISSUBA\Accounts, REG_BINARY, version 1, little-endian, 48 bytes:
 *    0  u16   version, 1
 *    2  u16   size, 48
 *    4  u32   flags: 1 sync on, 2 the NT owf is there, 4 the LM owf is there, 8 enrolled by import
 *    8  u64   when it was stored, 100 ns since 1601-01-01 UTC
 *   16  16    NT owf, zero where there is none
 *   32  16    LM owf, zero where there is none
 * Never a clear password. The value's name is the account's.
 */
#ifndef IISSUBA_RECORD_H
#define IISSUBA_RECORD_H

#include "owf_pair.h"

#define RECORD_SIZE 48
#define ACCOUNT_NAME_MAX 256 /* units; SAM's own limit for a user is 20 */

struct record {
    bool sync;
    bool imported; /* by an import, which may remove it again; else by a person */
    int64_t stored_at;
    struct owf_pair secret; /* has_nt and has_lm false: none is stored */
};

/* False where the bytes are not a version 1 record; *record is then without a secret. */
bool record_decode(const unsigned char *bytes, size_t size, struct record *record);

void record_encode(const struct record *record, unsigned char bytes[RECORD_SIZE]);

#endif
