/* Each credential form from bytes: nothing that was not made from the secret proves it. */
#include "fuzz.h"

#include "lsass/credential.h"
#include "lsass/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    static struct owf_pair secret;
    static bool made;
    unsigned char challenge[8];
    if (!made) {
        secret = secret_of_password(WIDE(u"8c1f-the-secret"));
        secret.has_lm = true;
        memset(secret.lm, 0x5a, sizeof secret.lm);
        made = true;
    }
    struct request request = {.cleartext_allowed = input_number(&input, 1) % 2 != 0,
                              .challenge = challenge};
    unsigned level = input_number(&input, 1) % 7;
    for (size_t i = 0; i < sizeof challenge; i++) {
        challenge[i] = (unsigned char)input_number(&input, 1);
    }
    size_t sizes[4];
    uint8_t *pieces[4];
    for (size_t i = 0; i < 4; i++) {
        pieces[i] = input_piece(&input, 1200, &sizes[i]);
    }
    request.user = (struct wide){pieces[0], sizes[0] / 2};
    request.domain = (struct wide){pieces[1], sizes[1] / 2};
    request.nt = (struct bytes){pieces[2], sizes[2]};
    request.lm = (struct bytes){pieces[3], sizes[3]};
    struct credential_result result = credential_check(&request, &secret, level);
    FUZZ_CHECK(!result.proven && result.by == PROVEN_BY_NOTHING);
    for (size_t i = 0; i < 4; i++) {
        free(pieces[i]);
    }
    return 0;
}
