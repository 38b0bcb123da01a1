/* sam.json: read, looked up, and a fault that names its line. */
#include "fuzz.h"

#include "sam.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    INPUT_CONTENTS(contents, data, size);
    struct sam sam = {.path = "fuzz.json"};
    struct fault fault = {""};
    if (sam_parse(&contents, &sam, &fault)) {
        for (size_t i = 0; i < sam.count; i++) {
            FUZZ_CHECK(sam_find(&sam, sam.accounts[i].name) == &sam.accounts[i]);
            sam_mark_changed(&sam, &sam.accounts[i]);
        }
    } else {
        FUZZ_CHECK(strncmp(fault.text, "fuzz.json:", 10) == 0);
    }
    sam_release(&sam);
    free(contents.text);
    return 0;
}
