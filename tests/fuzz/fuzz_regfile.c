/* registry.reg: what is read and written is the same when it is read again. */
#include "fuzz.h"

#include "registry/regfile.h"

static void check_again(const struct regfile *file)
{
    struct contents text;
    struct contents second;
    struct regfile again;
    struct fault fault = {""};
    if (!regfile_write(file, &text)) {
        return;
    }
    FUZZ_CHECK(regfile_parse(&again, "again.reg", &text, &fault));
    FUZZ_CHECK(again.count == file->count);
    FUZZ_CHECK(regfile_write(&again, &second));
    FUZZ_CHECK(second.size == text.size && memcmp(second.text, text.text, text.size) == 0);
    contents_release(&text);
    contents_release(&second);
    regfile_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    INPUT_CONTENTS(contents, data, size);
    struct regfile file;
    struct fault fault = {""};
    if (regfile_parse(&file, "fuzz.reg", &contents, &fault)) {
        check_again(&file);
        regfile_release(&file);
    } else {
        FUZZ_CHECK(strncmp(fault.text, "fuzz.reg:", 9) == 0);
    }
    free(contents.text);
    return 0;
}
