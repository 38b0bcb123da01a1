/* The arithmetic, against MS-NLMP 4.2's vectors. */
#include "support.h"

static struct owf_pair nlmp_secret(void)
{
    return secret_of_password(WIDE(NLMP_PASSWORD));
}

static void nt_and_lm_owf_are_those_of_ms_nlmp(void **state)
{
    (void)state;
    struct owf_pair secret = nlmp_secret();
    assert_true(secret.has_nt && secret.has_lm);
    assert_hex(secret.nt, OWF_SIZE, "a4f49c406510bdcab6824ee7c30fd852");
    assert_hex(secret.lm, OWF_SIZE, "e52cac67419a9a224a3b108f3fa6cb6d");
}

static void ntlmv1_and_lm_responses_are_those_of_ms_nlmp(void **state)
{
    (void)state;
    unsigned char response[RESPONSE_SIZE];
    struct owf_pair secret = nlmp_secret();
    ntlm_response(secret.nt, nlmp_server_challenge, response);
    assert_hex(response, sizeof response, "67c43011f30298a2ad35ece64f16331c44bdbed927841f94");
    ntlm_response(secret.lm, nlmp_server_challenge, response);
    assert_hex(response, sizeof response, "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13");
}

static void ntlm2_session_response_is_that_of_ms_nlmp(void **state)
{
    (void)state;
    unsigned char challenge[CHALLENGE_SIZE];
    unsigned char response[RESPONSE_SIZE];
    struct owf_pair secret = nlmp_secret();
    assert_true(ntlm_session_challenge(nlmp_server_challenge, nlmp_client_challenge, challenge));
    ntlm_response(secret.nt, challenge, response);
    assert_hex(response, sizeof response, "7537f803ae367128ca458204bde7caf81e97ed2683267232");
}

static void ntlmv2_and_lmv2_proofs_are_those_of_ms_nlmp(void **state)
{
    (void)state;
    unsigned char v2_owf[OWF_SIZE];
    unsigned char proof[PROOF_SIZE];
    unsigned char blob[128];
    struct owf_pair secret = nlmp_secret();
    size_t size = from_hex("01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c00"
                           "44006f006d00610069006e0001000c0053006500720076006500720000000000"
                           "00000000",
                           blob);
    assert_true(
        ntlm_v2_owf(secret.nt, WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NTLM_DOMAIN_AS_GIVEN, v2_owf));
    assert_hex(v2_owf, OWF_SIZE, "0c868a403bfd7a93a3001ef22ef02e3f");
    assert_true(ntlm_v2_proof(v2_owf, nlmp_server_challenge, blob, size, proof));
    assert_hex(proof, PROOF_SIZE, "68cd0ab851e51c96aabc927bebef6a1c");
    assert_true(
        ntlm_v2_proof(v2_owf, nlmp_server_challenge, nlmp_client_challenge, CHALLENGE_SIZE, proof));
    assert_hex(proof, PROOF_SIZE, "86c35097ac9cec102554764a57cccc19");
}

static void upper_case_domain_and_no_domain_are_as_if_so_given(void **state)
{
    (void)state;
    unsigned char form[OWF_SIZE];
    unsigned char given[OWF_SIZE];
    struct owf_pair secret = nlmp_secret();
    assert_true(
        ntlm_v2_owf(secret.nt, WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NTLM_DOMAIN_UPPER, form));
    assert_true(
        ntlm_v2_owf(secret.nt, WIDE(NLMP_USER), WIDE(u"DOMAIN"), NTLM_DOMAIN_AS_GIVEN, given));
    assert_memory_equal(form, given, OWF_SIZE);
    assert_true(
        ntlm_v2_owf(secret.nt, WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NTLM_DOMAIN_EMPTY, form));
    assert_true(ntlm_v2_owf(secret.nt, WIDE(NLMP_USER), WIDE(u""), NTLM_DOMAIN_AS_GIVEN, given));
    assert_memory_equal(form, given, OWF_SIZE);
}

static void a_long_name_goes_through_in_steps_as_in_one(void **state)
{
    (void)state;
    uint16_t name[301];
    unsigned char lower[OWF_SIZE];
    unsigned char upper[OWF_SIZE];
    struct owf_pair secret = nlmp_secret();
    for (size_t length = 0; length < 300; length += 7) {
        for (size_t i = 0; i < length; i++) {
            name[i] = (uint16_t)('a' + i % 26);
        }
        assert_true(ntlm_v2_owf(secret.nt, (struct wide){(unsigned char *)name, length}, WIDE(u""),
                                NTLM_DOMAIN_EMPTY, lower));
        for (size_t i = 0; i < length; i++) {
            name[i] = (uint16_t)('A' + i % 26);
        }
        /* As a domain "as given" it is taken in one piece, after an empty user. */
        assert_true(ntlm_v2_owf(secret.nt, WIDE(u""), (struct wide){(unsigned char *)name, length},
                                NTLM_DOMAIN_AS_GIVEN, upper));
        assert_memory_equal(lower, upper, OWF_SIZE);
    }
}

static void lm_owf_ends_at_14_characters_and_at_ascii(void **state)
{
    (void)state;
    unsigned char owf[OWF_SIZE];
    assert_true(ntlm_lm_owf("12345678901234", 14, owf));
    assert_false(ntlm_lm_owf("123456789012345", 15, owf));
    assert_hex(owf, OWF_SIZE, "00000000000000000000000000000000");
    assert_false(secret_of_password(WIDE(u"p\u00e4ssword")).has_lm);
    assert_true(secret_of_password(WIDE(u"p\u00e4ssword")).has_nt);
    /* An empty password's owfs are known constants (MS-NLMP's NTOWF and LMOWF of ""). */
    struct owf_pair empty = secret_of_password(WIDE(u""));
    assert_hex(empty.nt, OWF_SIZE, "31d6cfe0d16ae931b73c59d7e0c089c0");
    assert_hex(empty.lm, OWF_SIZE, "aad3b435b51404eeaad3b435b51404ee");
}

/* Each byte by itself: the case of ASCII letters does not count, every other bit does. */
static void lm_owf_knows_no_case_of_ascii_letters(void **state)
{
    (void)state;
    static unsigned char owfs[256][OWF_SIZE];
    for (unsigned byte = 0; byte < 256; byte++) {
        unsigned char password[] = {'x', (unsigned char)byte};
        assert_true(ntlm_lm_owf(password, sizeof password, owfs[byte]));
    }
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            unsigned upper_a = a >= 97 && a <= 122 ? a - 32 : a;
            unsigned upper_b = b >= 97 && b <= 122 ? b - 32 : b;
            assert_int_equal(memcmp(owfs[a], owfs[b], OWF_SIZE) == 0, upper_a == upper_b);
        }
    }
}

/* The last byte of either half, and every bit of it. */
static void lm_owf_is_of_each_of_the_14_bytes(void **state)
{
    (void)state;
    unsigned char first[OWF_SIZE];
    unsigned char password[] = "01234567890123";
    assert_true(ntlm_lm_owf(password, 14, first));
    for (size_t bit = 0; bit < 8 * 14; bit++) {
        unsigned char owf[OWF_SIZE];
        size_t half = bit / 8 / 7 * 8;
        password[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_true(ntlm_lm_owf(password, 14, owf));
        password[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_memory_not_equal(owf + half, first + half, 8);
        assert_memory_equal(owf + 8 - half, first + 8 - half, 8);
    }
}

/* MS-NLMP 3.3.1: DESL, whose third key is the owf's last two bytes and zeros. */
static void a_response_is_of_each_bit_of_the_owf(void **state)
{
    (void)state;
    unsigned char owf[OWF_SIZE] = {0};
    unsigned char first[RESPONSE_SIZE];
    ntlm_response(owf, nlmp_server_challenge, first);
    /* Under keys of zeros each block is the same, and it is DES's. */
    assert_memory_equal(first, first + 8, 8);
    assert_memory_equal(first, first + 16, 8);
    for (size_t bit = 0; bit < 8 * OWF_SIZE; bit++) {
        unsigned char response[RESPONSE_SIZE];
        size_t block = bit / 8 / 7;
        owf[bit / 8] = (unsigned char)(1 << bit % 8);
        ntlm_response(owf, nlmp_server_challenge, response);
        owf[bit / 8] = 0;
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(memcmp(response + 8 * i, first + 8 * i, 8) != 0, i == block);
        }
    }
}

static void comparison_sees_every_byte(void **state)
{
    (void)state;
    unsigned char a[RESPONSE_SIZE] = {0};
    unsigned char b[RESPONSE_SIZE] = {0};
    assert_true(ntlm_equal(a, b, sizeof a));
    for (size_t bit = 0; bit < 8 * sizeof a; bit++) {
        b[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_false(ntlm_equal(a, b, sizeof a));
        b[bit / 8] = 0;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nt_and_lm_owf_are_those_of_ms_nlmp),
        cmocka_unit_test(ntlmv1_and_lm_responses_are_those_of_ms_nlmp),
        cmocka_unit_test(ntlm2_session_response_is_that_of_ms_nlmp),
        cmocka_unit_test(ntlmv2_and_lmv2_proofs_are_those_of_ms_nlmp),
        cmocka_unit_test(upper_case_domain_and_no_domain_are_as_if_so_given),
        cmocka_unit_test(a_long_name_goes_through_in_steps_as_in_one),
        cmocka_unit_test(lm_owf_ends_at_14_characters_and_at_ascii),
        cmocka_unit_test(lm_owf_knows_no_case_of_ascii_letters),
        cmocka_unit_test(lm_owf_is_of_each_of_the_14_bytes),
        cmocka_unit_test(a_response_is_of_each_bit_of_the_owf),
        cmocka_unit_test(comparison_sees_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
