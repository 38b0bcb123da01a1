/* HMAC-MD5 as lsass has it (RFC 2104), held against OpenSSL's. */
#include "support.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lsass/hmac_md5.h"

/* For each length around a block's end, added in two parts. */
static void hmac_md5_of_any_length_is_openssls(void **state)
{
    (void)state;
    unsigned char secret[HMAC_MD5_SECRET];
    unsigned char text[200];
    struct hmac_md5_key key;
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (unsigned char)(i * 37 + 11);
    }
    memcpy(secret, text + 50, sizeof secret);
    assert_true(hmac_md5_key(secret, &key));
    for (size_t size = 0; size <= sizeof text; size++) {
        unsigned char digest[MD5_DIGEST_LENGTH];
        unsigned char expected[EVP_MAX_MD_SIZE];
        struct hmac_md5 hmac;
        hmac_md5_begin(&hmac, &key);
        hmac_md5_add(&hmac, text, size / 3);
        hmac_md5_add(&hmac, text + size / 3, size - size / 3);
        hmac_md5_end(&hmac, &key, digest);
        assert_non_null(HMAC(EVP_md5(), secret, sizeof secret, text, size, expected, NULL));
        assert_memory_equal(digest, expected, sizeof digest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hmac_md5_of_any_length_is_openssls)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
