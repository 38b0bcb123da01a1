/*
 * Upper case as the servers meant have it, where ntdll is not there to ask. The whole table is held
 * against others by tests/e2e/upcase.py.
 */
#include "support.h"

#include "text/hash.h"
#include "text/upcase.h"

static void letters_are_mapped_as_on_the_servers_meant(void **state)
{
    (void)state;
    static const struct {
        uint16_t unit;
        uint16_t upper;
    } units[] = {
        {0x00E4, 0x00C4}, {0x00DF, 0x00DF},                   /* no single capital */
        {0x00FF, 0x0178}, {0x0101, 0x0100}, {0x0102, 0x0102}, /* a capital between small ones */
        {0x0131, 0x0131}, {0x017F, 0x017F}, /* dotless i and long s are no other letter's */
        {0x03C2, 0x03A3}, {0x03C3, 0x03A3}, /* both sigmas */
        {0x0450, 0x0450}, {0x0451, 0x0401}, /* mapped from Unicode 3.0 on; long before */
        {0x24E9, 0x24CF}, {0xA641, 0xA641}, {0xD800, 0xD800},
        {0xFF5A, 0xFF3A}, {0xFF5B, 0xFF5B}, {0xFFFF, 0xFFFF},
    };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        assert_int_equal(upcase(units[i].unit), units[i].upper);
    }
}

/* The whole table, as one number. */
static void the_table_is_whole(void **state)
{
    (void)state;
    uint32_t sum = HASH_BEGIN;
    for (uint32_t unit = 0; unit <= 0xFFFF; unit++) {
        sum = hash_add(sum, upcase((uint16_t)unit));
    }
    assert_int_equal(sum, 0xA41F02D7u);
}

/* Windows 2000 and XP map final sigma to capital sigma, and letters of later Unicode not at all. */
static void a_user_s_name_is_upper_cased_as_the_servers_do(void **state)
{
    (void)state;
    static const struct {
        const uint16_t *upper; /* what a client of that time puts into NTOWFv2 */
        bool proven;
    } names[] = {
        {u"\u0393\u0399\u03A9\u03A1\u0393\u039F\u03A3", true},
        {u"\u0393\u0399\u03A9\u03A1\u0393\u039F\u03C2", false}, /* final sigma left */
        {u"\u0393\u0399\u03A9\u03A1\u0393\u039F\u03C3", false},
    };
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unsigned char v2_owf[OWF_SIZE];
        struct hmac_md5_key key;
        struct hmac_md5 hmac;
        struct made_request made;
        struct request request;
        make_request(&made, FORM_NTLMV2, WIDE(NLMP_PASSWORD),
                     WIDE(u"\u03B3\u03B9\u03C9\u03C1\u03B3\u03BF\u03C2"), WIDE(u""), NULL);
        struct wide upper = wide_of(names[i].upper);
        assert_true(hmac_md5_key(secret.nt, &key));
        hmac_md5_begin(&hmac, &key);
        hmac_md5_add(&hmac, upper.bytes, 2 * upper.units);
        hmac_md5_end(&hmac, &key, v2_owf);
        assert_true(ntlm_v2_proof(v2_owf, nlmp_server_challenge, made.nt + PROOF_SIZE,
                                  made.info.NtChallengeResponse.Length - PROOF_SIZE, made.nt));
        assert_true(request_read(&made.info, &request));
        if (credential_check(&request, &secret, 5).proven != names[i].proven) {
            fail_msg("name %u", (unsigned)i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_mapped_as_on_the_servers_meant),
        cmocka_unit_test(the_table_is_whole),
        cmocka_unit_test(a_user_s_name_is_upper_cased_as_the_servers_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
