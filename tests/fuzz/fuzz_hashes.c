/* pwdump.txt and smbpasswd: hashes for those who have none, and nobody's are replaced. */
#include "fuzz.h"

#include "sam.h"

static const char accounts[] = "[{\"name\": \"has\", \"rid\": 1, \"password\": \"secret\"},"
                               " {\"name\": \"none\", \"rid\": 2}]";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    INPUT_CONTENTS(contents, data, size);
    struct sam sam = {.path = "fuzz.json"};
    struct fault fault = {""};
    struct contents json = {strdup(accounts), sizeof accounts - 1};
    FUZZ_CHECK(json.text != NULL && sam_parse(&json, &sam, &fault));
    struct owf_pair before = sam.accounts[0].owfs;
    if (!sam_parse_hashes(&sam, "fuzz.txt", &contents, &fault)) {
        FUZZ_CHECK(strncmp(fault.text, "fuzz.txt:", 9) == 0);
    }
    FUZZ_CHECK(memcmp(&before, &sam.accounts[0].owfs, sizeof before) == 0);
    sam_release(&sam);
    free(json.text);
    free(contents.text);
    return 0;
}
