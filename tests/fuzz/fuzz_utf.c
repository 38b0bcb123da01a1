/* UTF-8 and UTF-16: what is valid comes back as it was, and what is counted is what is written. */
#include "fuzz.h"

#include "files/text_file.h"
#include "text/utf.h"

/* What is read in a form and written in it again is the same file. */
static void decode_and_encode(const struct contents *contents)
{
    struct decoded decoded;
    struct contents again;
    struct fault fault = {""};
    unsigned line;
    if (!text_file_decode("fuzz.txt", contents, &decoded, &fault)) {
        FUZZ_CHECK(strncmp(fault.text, "fuzz.txt:", 9) == 0);
        return;
    }
    FUZZ_CHECK(utf8_valid(decoded.text, decoded.size, &line));
    if (text_file_encode(decoded.text, decoded.size, decoded.form, &again)) {
        FUZZ_CHECK(again.size == contents->size);
        FUZZ_CHECK(memcmp(again.text, contents->text, again.size) == 0);
        contents_release(&again);
    }
    decoded_release(&decoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    INPUT_CONTENTS(contents, data, size);
    unsigned line;
    uint16_t *wide = malloc((size + 1) * sizeof *wide);
    char *back = malloc(size * 3 + 1);
    if (wide != NULL && back != NULL) {
        size_t units = utf8_to_utf16(contents.text, size, wide, size);
        FUZZ_CHECK((units != (size_t)-1) == utf8_valid(contents.text, size, &line));
        if (units != (size_t)-1) {
            FUZZ_CHECK(units <= size);
            size_t bytes =
                utf16_to_utf8((struct wide){(unsigned char *)wide, units}, back, size * 3 + 1);
            FUZZ_CHECK(bytes == size && memcmp(back, contents.text, size) == 0);
        }
        /* Any units at all: what is made of them is valid. */
        struct wide any = {(const unsigned char *)contents.text, size / 2};
        size_t bytes = utf16_to_utf8(any, back, size * 3 + 1);
        FUZZ_CHECK(bytes <= size / 2 * 3 && utf8_valid(back, bytes, &line));
    }
    decode_and_encode(&contents);
    free(wide);
    free(back);
    free(contents.text);
    return 0;
}
