/*
 * The profile that LsaLogonUser returns: MSV1_0_LM20_LOGON_PROFILE for a network logon,
 * MSV1_0_INTERACTIVE_PROFILE for the others. What is documented of it is read, but for its session
 * keys, which are secrets. Nothing in it is believed: a string that is not wholly inside the buffer
 * is not read.
 *
 * Source: the pages of both structures, and ntsecapi.h.
 */
#ifndef HOSTSIM_PROFILE_BUFFER_H
#define HOSTSIM_PROFILE_BUFFER_H

#include <stdbool.h>

#include "block_layout.h"

#define PROFILE_NAME_MOST 128 /* bytes of UTF-8, the NUL included; what is longer is cut */

enum profile_kind {
    PROFILE_UNKNOWN, /* none was returned, or it is neither of the two */
    PROFILE_NETWORK,
    PROFILE_INTERACTIVE
};

struct returned_profile {
    enum profile_kind kind;
    int64_t logoff_time; /* NT times */
    int64_t kickoff_time;
    uint32_t user_flags;
    char logon_domain[PROFILE_NAME_MOST]; /* of a network logon; else "" */
    char logon_server[PROFILE_NAME_MOST];
};

/*
 * Reads a profile of size bytes; bytes may be NULL where size is 0. Fills *profile. False, with the
 * kind PROFILE_UNKNOWN, where it is too short for the structure that its type names, names another,
 * or one of its strings is not inside of it.
 */
bool profile_buffer_read(const unsigned char *bytes, size_t size, const struct block_layout *layout,
                         struct returned_profile *profile);

#endif
