/*
 * The profile that LsaLogonUser returns: whatever it holds, what is read of it is text, and nothing
 * beyond its end is read.
 */
#include "fuzz.h"

#include "profile_buffer.h"
#include "text/utf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    struct returned_profile profile;
    unsigned line;
    size_t length;
    bool small = input_number(&input, 1) % 2 != 0;
    struct block_layout layout = {small ? 4 : 8, input_number(&input, 4)};
    uint8_t *bytes = input_piece(&input, 4096, &length);
    bool read = profile_buffer_read(bytes, length, &layout, &profile);
    FUZZ_CHECK(read == (profile.kind != PROFILE_UNKNOWN));
    FUZZ_CHECK(memchr(profile.logon_server, 0, PROFILE_NAME_MOST) != NULL &&
               utf8_valid(profile.logon_server, strlen(profile.logon_server), &line));
    FUZZ_CHECK(memchr(profile.logon_domain, 0, PROFILE_NAME_MOST) != NULL &&
               utf8_valid(profile.logon_domain, strlen(profile.logon_domain), &line));
    FUZZ_CHECK(profile.kind == PROFILE_NETWORK || *profile.logon_domain == '\0');
    free(bytes);
    return 0;
}
