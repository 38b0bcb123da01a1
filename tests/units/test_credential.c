/* The six forms, each against each level, right and wrong. */
#include "support.h"

static struct credential_result check(enum form form, struct wide password, unsigned level,
                                      const struct wide *domain_used)
{
    struct made_request made;
    struct request request;
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    make_request(&made, form, password, WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), domain_used);
    assert_true(request_read(&made.info, &request));
    return credential_check(&request, &secret, level);
}

/* From which level on a form is refused; 6: never. */
static const unsigned refused_from[FORM_COUNT] = {
    [FORM_CLEARTEXT] = 6,     [FORM_LM] = 4,     [FORM_NTLMV1] = 5,
    [FORM_NTLM2_SESSION] = 5, [FORM_NTLMV2] = 6, [FORM_LMV2] = 6,
};

static void each_form_is_proven_at_the_levels_that_allow_it(void **state)
{
    (void)state;
    for (int form = 0; form < FORM_COUNT; form++) {
        for (unsigned level = 0; level <= 8; level++) { /* above 5 counts as 5 */
            bool allowed = level < refused_from[form] || refused_from[form] == 6;
            struct credential_result result =
                check((enum form)form, WIDE(NLMP_PASSWORD), level, NULL);
            if (result.proven != allowed || result.refused_by_level != !allowed) {
                fail_msg("%s at level %u: proven %d, refused by level %d", form_names[form], level,
                         result.proven, result.refused_by_level);
            }
            assert_int_equal(result.by == PROVEN_BY_CLEARTEXT, form == FORM_CLEARTEXT);
        }
    }
}

/* A wrong one that a level would refuse was not tried; any other was. */
static void a_level_refuses_those_forms_alone(void **state)
{
    (void)state;
    static const unsigned char response[30] = {1};
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    for (unsigned level = 0; level <= 8; level++) {
        for (int form = 0; form < FORM_COUNT; form++) {
            struct credential_result result = check((enum form)form, WIDE(u"wrong"), level, NULL);
            /* An LM field of that length may be LM, whatever it is. */
            unsigned from = form == FORM_LMV2 ? 4 : refused_from[form];
            assert_false(result.proven);
            assert_int_equal(result.by, PROVEN_BY_NOTHING);
            assert_int_equal(result.refused_by_level, from < 6 && level >= from);
        }
        struct request request = {.challenge = nlmp_server_challenge, .user = WIDE(NLMP_USER)};
        for (size_t size = 0; size <= sizeof response; size++) {
            request.nt = (struct bytes){response, size};
            request.lm = (struct bytes){NULL, 0};
            assert_int_equal(credential_check(&request, &secret, level).refused_by_level,
                             size == 24 && level >= 5);
            request.nt = (struct bytes){NULL, 0};
            request.lm = (struct bytes){response, size};
            /* With 24 bytes it has NTLM2 session's mark, and is no answer to anything. */
            assert_false(credential_check(&request, &secret, level).refused_by_level);
        }
    }
}

static void each_form_of_another_password_is_refused(void **state)
{
    (void)state;
    for (int form = 0; form < FORM_COUNT; form++) {
        if (check((enum form)form, WIDE(u"password"), 0, NULL).proven && form != FORM_LM) {
            fail_msg("%s: another case of the password was taken", form_names[form]);
        }
        if (check((enum form)form, WIDE(u"Passwort"), 0, NULL).proven) {
            fail_msg("%s: another password was taken", form_names[form]);
        }
    }
    /* LM knows no case: MS-NLMP 3.3.1. */
    assert_true(check(FORM_LM, WIDE(u"pASSWORD"), 0, NULL).proven);
}

static void a_domain_counts_as_given_in_upper_case_and_left_out(void **state)
{
    (void)state;
    static const enum form forms[] = {FORM_NTLMV2, FORM_LMV2};
    for (size_t i = 0; i < 2; i++) {
        struct wide upper = WIDE(u"DOMAIN");
        struct wide none = WIDE(u"");
        struct wide lower = WIDE(u"domain");
        assert_true(check(forms[i], WIDE(NLMP_PASSWORD), 5, &upper).proven);
        assert_true(check(forms[i], WIDE(NLMP_PASSWORD), 5, &none).proven);
        assert_false(check(forms[i], WIDE(NLMP_PASSWORD), 5, &lower).proven);
    }
}

/* A sound proof over a blob of this size that begins with these two. */
static bool blob_proves(unsigned char resp_type, unsigned char hi_resp_type, size_t size)
{
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    unsigned char field[PROOF_SIZE + 64] = {0};
    unsigned char *blob = field + PROOF_SIZE;
    unsigned char v2_owf[OWF_SIZE];
    struct made_request made;
    struct request request;
    make_request(&made, FORM_NTLMV2, WIDE(u""), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NULL);
    assert_true(request_read(&made.info, &request));
    blob[0] = resp_type;
    blob[1] = hi_resp_type;
    memcpy(blob + 16, nlmp_client_challenge, CHALLENGE_SIZE);
    assert_true(
        ntlm_v2_owf(secret.nt, WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NTLM_DOMAIN_AS_GIVEN, v2_owf));
    assert_true(ntlm_v2_proof(v2_owf, nlmp_server_challenge, blob, size, field));
    request.nt = (struct bytes){field, PROOF_SIZE + size};
    return credential_check(&request, &secret, 0).proven;
}

/* MS-NLMP 2.2.2.7: RespType and HiRespType are 1; 28 bytes come before the AvPairs. */
static void a_client_challenge_of_another_version_or_too_short_is_none(void **state)
{
    (void)state;
    for (unsigned type = 0; type <= 255; type++) {
        assert_int_equal(blob_proves((unsigned char)type, 1, 32), type == 1);
        assert_int_equal(blob_proves(1, (unsigned char)type, 32), type == 1);
    }
    for (size_t size = 9; size <= 64; size++) {
        assert_int_equal(blob_proves(1, 1, size), size >= 28);
    }
}

/* A blob's time is not looked at: of the epoch, of long ago, of far in the future. */
static void a_client_challenge_s_time_is_not_judged(void **state)
{
    (void)state;
    static const int64_t times[] = {0, 1, INT64_C(126000000000000000), NT_NEVER, -1};
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        unsigned char v2_owf[OWF_SIZE];
        struct made_request made;
        struct request request;
        make_request(&made, FORM_NTLMV2, WIDE(NLMP_PASSWORD), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN),
                     NULL);
        memcpy(made.nt + PROOF_SIZE + 8, &times[i], sizeof times[i]);
        assert_true(ntlm_v2_owf(secret.nt, WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NTLM_DOMAIN_AS_GIVEN,
                                v2_owf));
        assert_true(ntlm_v2_proof(v2_owf, nlmp_server_challenge, made.nt + PROOF_SIZE,
                                  made.info.NtChallengeResponse.Length - PROOF_SIZE, made.nt));
        assert_true(request_read(&made.info, &request));
        assert_true(credential_check(&request, &secret, 0).proven);
    }
}

/* Every flag alone, and all of them: none lets in what the level does not. */
static void no_flag_of_the_caller_s_lowers_the_level(void **state)
{
    (void)state;
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    for (int form = FORM_LM; form < FORM_COUNT; form++) {
        for (int bit = 0; bit <= 32; bit++) {
            struct made_request made;
            struct request request;
            make_request(&made, (enum form)form, WIDE(NLMP_PASSWORD), WIDE(NLMP_USER),
                         WIDE(NLMP_DOMAIN), NULL);
            made.info.Identity.ParameterControl = bit == 32 ? 0xFFFFFFFF : (ULONG)1 << bit;
            assert_true(request_read(&made.info, &request));
            struct credential_result result = credential_check(&request, &secret, 5);
            assert_int_equal(result.proven, refused_from[form] > 5);
            assert_int_equal(result.refused_by_level, refused_from[form] <= 5);
        }
    }
}

static void cleartext_needs_the_flag_that_allows_it(void **state)
{
    (void)state;
    struct made_request made;
    struct request request;
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    make_request(&made, FORM_CLEARTEXT, WIDE(NLMP_PASSWORD), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN),
                 NULL);
    made.info.Identity.ParameterControl = 0;
    assert_true(request_read(&made.info, &request));
    assert_false(credential_check(&request, &secret, 0).proven);
}

static void oem_cleartext_in_the_lm_field_is_taken(void **state)
{
    (void)state;
    char oem[] = "passWORD";
    struct made_request made;
    struct request request;
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    make_request(&made, FORM_CLEARTEXT, WIDE(u""), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NULL);
    made.info.LmChallengeResponse = (STRING){8, 8, oem};
    assert_true(request_read(&made.info, &request));
    assert_int_equal(credential_check(&request, &secret, 0).by, PROVEN_BY_CLEARTEXT);
    secret.has_lm = false; /* its bytes stand there still */
    assert_false(credential_check(&request, &secret, 0).proven);
}

/* More than 14 bytes have no LM owf; zeros, which stand in its place, are none either. */
static void oem_cleartext_that_is_too_long_proves_nothing(void **state)
{
    (void)state;
    char oem[] = "fifteen-letters";
    struct owf_pair zeros = {.has_lm = true};
    struct request request = {.challenge = nlmp_server_challenge,
                              .cleartext_allowed = true,
                              .lm = {(unsigned char *)oem, 15}};
    assert_false(credential_check(&request, &zeros, 0).proven);
    assert_true(ntlm_lm_owf(oem, 14, zeros.lm));
    assert_false(credential_check(&request, &zeros, 0).proven);
    request.lm.size = 14;
    assert_true(credential_check(&request, &zeros, 0).proven);
}

/* An LM field is 24 bytes: neither LM nor LMv2 is looked for in another. */
static void an_lm_field_of_another_length_proves_nothing(void **state)
{
    (void)state;
    static const enum form forms[] = {FORM_LM, FORM_LMV2};
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    for (size_t i = 0; i < 2; i++) {
        struct made_request made;
        struct request request;
        make_request(&made, forms[i], WIDE(NLMP_PASSWORD), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN),
                     NULL);
        assert_true(request_read(&made.info, &request));
        for (size_t size = 0; size <= 48; size++) {
            request.lm.size = size;
            assert_int_equal(credential_check(&request, &secret, 0).proven, size == 24);
        }
    }
}

/* One request with both fields: of each the form, and whether its password is the right one. */
static struct credential_result check_both(const struct owf_pair *secret, enum form nt,
                                           bool nt_right, enum form lm, bool lm_right)
{
    struct made_request made;
    struct made_request beside;
    struct request request;
    struct request other;
    static const uint16_t *const passwords[] = {u"another1", NLMP_PASSWORD};
    make_request(&made, nt, wide_of(passwords[nt_right]), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NULL);
    if (lm == FORM_CLEARTEXT) {
        make_request(&beside, FORM_LM, WIDE(u""), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NULL);
        memcpy(beside.lm, lm_right ? "pASSWORD" : "ANOTHER1", 8);
        beside.info.LmChallengeResponse.Length = 8;
    } else {
        make_request(&beside, lm, wide_of(passwords[lm_right]), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN),
                     NULL);
    }
    assert_true(request_read(&made.info, &request) && request_read(&beside.info, &other));
    request.lm = other.lm;
    return credential_check(&request, secret, 0);
}

static const enum form pairs[][2] = {
    {FORM_CLEARTEXT, FORM_CLEARTEXT}, {FORM_NTLMV1, FORM_LM}, {FORM_NTLMV1, FORM_LMV2},
    {FORM_NTLMV2, FORM_LMV2},         {FORM_NTLMV2, FORM_LM}, {FORM_CLEARTEXT, FORM_LM},
    {FORM_CLEARTEXT, FORM_LMV2},
};
#define PAIRS (sizeof pairs / sizeof pairs[0])

static void the_nt_field_decides_where_it_is_there(void **state)
{
    (void)state;
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    for (size_t i = 0; i < PAIRS; i++) {
        for (int rights = 0; rights < 4; rights++) {
            bool nt_right = (rights & 1) != 0;
            struct credential_result result =
                check_both(&secret, pairs[i][0], nt_right, pairs[i][1], (rights & 2) != 0);
            if (result.proven != nt_right) {
                fail_msg("%s beside %s, %d: proven %d", form_names[pairs[i][0]],
                         form_names[pairs[i][1]], rights, result.proven);
            }
        }
    }
}

static void the_lm_field_decides_for_an_account_without_nt_owf(void **state)
{
    (void)state;
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    secret.has_nt = false;
    for (size_t i = 0; i < PAIRS; i++) {
        for (int rights = 0; rights < 4; rights++) {
            /* LMv2 is made of the NT owf. */
            bool expected = (rights & 2) != 0 && pairs[i][1] != FORM_LMV2;
            struct credential_result result =
                check_both(&secret, pairs[i][0], (rights & 1) != 0, pairs[i][1], (rights & 2) != 0);
            if (result.proven != expected) {
                fail_msg("%s beside %s, %d: proven %d", form_names[pairs[i][0]],
                         form_names[pairs[i][1]], rights, result.proven);
            }
        }
    }
}

/* What the NT field is not by its length, nothing beside it mends. */
static void an_nt_field_of_no_form_s_length_proves_nothing(void **state)
{
    (void)state;
    static const unsigned char bytes[PROOF_SIZE + 27] = {1};
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    for (int form = FORM_LM; form <= FORM_LMV2; form += FORM_LMV2 - FORM_LM) {
        struct made_request made;
        struct request request;
        make_request(&made, (enum form)form, WIDE(NLMP_PASSWORD), WIDE(NLMP_USER),
                     WIDE(NLMP_DOMAIN), NULL);
        assert_true(request_read(&made.info, &request));
        assert_true(credential_check(&request, &secret, 0).proven);
        for (size_t size = 1; size <= sizeof bytes; size++) {
            request.nt = (struct bytes){bytes, size};
            assert_false(credential_check(&request, &secret, 0).proven);
        }
    }
}

/* With NTLM2 session's mark in the LM field, an answer to the server's own challenge is none. */
static void a_marked_response_is_not_ntlmv1(void **state)
{
    (void)state;
    struct made_request made;
    struct made_request marked;
    struct request request;
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    make_request(&made, FORM_NTLMV1, WIDE(NLMP_PASSWORD), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NULL);
    make_request(&marked, FORM_NTLM2_SESSION, WIDE(NLMP_PASSWORD), WIDE(NLMP_USER),
                 WIDE(NLMP_DOMAIN), NULL);
    assert_true(request_read(&made.info, &request));
    assert_true(credential_check(&request, &secret, 0).proven);
    request.lm = (struct bytes){marked.lm, RESPONSE_SIZE};
    assert_false(credential_check(&request, &secret, 0).proven);
    /* And without the mark, NTLM2 session's answer is none. */
    assert_true(request_read(&marked.info, &request));
    assert_true(credential_check(&request, &secret, 0).proven);
    request.lm.size = 0;
    assert_false(credential_check(&request, &secret, 0).proven);
}

/* NTLM2 session's mark is all of the 16 bytes behind the nonce, and none behind the field. */
static void the_mark_is_sixteen_zero_bytes_of_the_field(void **state)
{
    (void)state;
    struct made_request made;
    struct request request;
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    make_request(&made, FORM_NTLM2_SESSION, WIDE(NLMP_PASSWORD), WIDE(NLMP_USER), WIDE(NLMP_DOMAIN),
                 NULL);
    memset(made.lm + 24, 0xA5, sizeof made.lm - 24);
    assert_true(request_read(&made.info, &request));
    assert_true(credential_check(&request, &secret, 0).proven);
    for (size_t i = 8; i < 24; i++) {
        made.lm[i] = 1;
        assert_false(credential_check(&request, &secret, 0).proven);
        made.lm[i] = 0;
    }
    assert_true(credential_check(&request, &secret, 0).proven);
    for (size_t size = 0; size <= 32; size++) { /* a field of another length has no mark */
        request.lm.size = size;
        assert_int_equal(credential_check(&request, &secret, 0).proven, size == 24);
    }
}

/* What would match if a missing owf were taken for sixteen zero bytes. */
static void an_owf_that_is_not_there_proves_nothing(void **state)
{
    (void)state;
    const struct owf_pair none = {.has_nt = false};
    const struct owf_pair zero = {.has_nt = true, .has_lm = true};
    for (int form = FORM_LM; form < FORM_COUNT; form++) {
        struct made_request made;
        struct request request;
        make_request_of_owfs(&made, (enum form)form, &none, WIDE(NLMP_USER), WIDE(NLMP_DOMAIN),
                             NULL);
        assert_true(request_read(&made.info, &request));
        if (credential_check(&request, &none, 0).proven) {
            fail_msg("%s: taken without an owf", form_names[form]);
        }
        assert_true(credential_check(&request, &zero, 0).proven); /* the request is well made */
    }
}

/* Two empty fields: the empty password where cleartext is allowed, and else no credential. */
static void two_empty_fields_are_the_empty_password_in_cleartext_alone(void **state)
{
    (void)state;
    struct request request = {.challenge = nlmp_server_challenge, .user = WIDE(NLMP_USER)};
    struct owf_pair empty = secret_of_password(WIDE(u""));
    struct owf_pair other = secret_of_password(WIDE(NLMP_PASSWORD));
    struct owf_pair none = {.has_nt = false};
    assert_false(credential_check(&request, &empty, 0).proven);
    request.cleartext_allowed = true;
    assert_int_equal(credential_check(&request, &empty, 0).by, PROVEN_BY_CLEARTEXT);
    empty.has_lm = false; /* the NT owf is enough */
    assert_int_equal(credential_check(&request, &empty, 0).by, PROVEN_BY_CLEARTEXT);
    empty.has_nt = false;
    assert_false(credential_check(&request, &empty, 0).proven);
    assert_false(credential_check(&request, &other, 0).proven);
    assert_false(credential_check(&request, &none, 0).proven);
    other.has_nt = false;
    assert_false(credential_check(&request, &other, 0).proven);
}

/* Every length of both fields, filled with what is not a response: no form reads past its end. */
static void fields_of_any_length_are_refused(void **state)
{
    (void)state;
    unsigned char bytes[96];
    struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
    for (size_t nt = 0; nt <= 60; nt++) {
        for (size_t lm = 0; lm <= 30; lm++) {
            memset(bytes, 0x5A, sizeof bytes);
            struct request request = {.challenge = nlmp_server_challenge,
                                      .cleartext_allowed = true,
                                      .user = WIDE(NLMP_USER),
                                      .nt = {bytes, nt},
                                      .lm = {bytes + 60, lm}};
            assert_false(credential_check(&request, &secret, 0).proven);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_is_proven_at_the_levels_that_allow_it),
        cmocka_unit_test(a_level_refuses_those_forms_alone),
        cmocka_unit_test(each_form_of_another_password_is_refused),
        cmocka_unit_test(a_domain_counts_as_given_in_upper_case_and_left_out),
        cmocka_unit_test(a_client_challenge_of_another_version_or_too_short_is_none),
        cmocka_unit_test(a_client_challenge_s_time_is_not_judged),
        cmocka_unit_test(no_flag_of_the_caller_s_lowers_the_level),
        cmocka_unit_test(cleartext_needs_the_flag_that_allows_it),
        cmocka_unit_test(oem_cleartext_in_the_lm_field_is_taken),
        cmocka_unit_test(oem_cleartext_that_is_too_long_proves_nothing),
        cmocka_unit_test(an_lm_field_of_another_length_proves_nothing),
        cmocka_unit_test(the_nt_field_decides_where_it_is_there),
        cmocka_unit_test(the_lm_field_decides_for_an_account_without_nt_owf),
        cmocka_unit_test(an_nt_field_of_no_form_s_length_proves_nothing),
        cmocka_unit_test(a_marked_response_is_not_ntlmv1),
        cmocka_unit_test(the_mark_is_sixteen_zero_bytes_of_the_field),
        cmocka_unit_test(an_owf_that_is_not_there_proves_nothing),
        cmocka_unit_test(two_empty_fields_are_the_empty_password_in_cleartext_alone),
        cmocka_unit_test(fields_of_any_length_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
