/* The store's record and its stack: what is read is written back as it was. */
#include "fuzz.h"

#include "lsass/record.h"
#include "lsass/stack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct record record;
    struct record again;
    unsigned char bytes[RECORD_SIZE];
    uint8_t *exact = malloc(size == 0 ? 1 : size);
    if (exact == NULL) {
        return 0;
    }
    if (size > 0) {
        memcpy(exact, data, size);
    }
    if (record_decode(exact, size, &record)) {
        FUZZ_CHECK(size == RECORD_SIZE);
        record_encode(&record, bytes);
        FUZZ_CHECK(record_decode(bytes, sizeof bytes, &again));
        FUZZ_CHECK(again.sync == record.sync && again.stored_at == record.stored_at);
        FUZZ_CHECK(again.secret.has_nt == record.secret.has_nt);
        FUZZ_CHECK(again.secret.has_lm == record.secret.has_lm);
        FUZZ_CHECK(!record.secret.has_nt ||
                   memcmp(again.secret.nt, record.secret.nt, OWF_SIZE) == 0);
        FUZZ_CHECK(!record.secret.has_lm ||
                   memcmp(again.secret.lm, record.secret.lm, OWF_SIZE) == 0);
    } else {
        FUZZ_CHECK(!record.secret.has_nt && !record.secret.has_lm);
    }
    struct stack stack;
    size_t line = 0;
    enum stack_fault fault = stack_parse((struct wide){exact, size / 2}, &stack, &line);
    FUZZ_CHECK(stack.count <= STACK_LINES_MAX);
    FUZZ_CHECK((fault == STACK_SOUND) == (stack.count > 0));
    free(exact);
    return 0;
}
