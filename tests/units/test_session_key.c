/* The session keys that LsaLogonUser's caller gets, held against MS-NLMP's vectors. */
#include "lsa_world.h"

#include "profile.h"

/* By which field the OWFs prove a request of MS-NLMP 4.2's User. */
static enum proven_by proven_by(const struct logon_request *request, const struct owf_pair *owfs)
{
    const struct client_response *response = &request->response;
    struct request view = {.challenge = response->challenge,
                           .nt = {client_response_nt(response), response->nt_size},
                           .lm = {client_response_lm(response), response->lm_size},
                           .user = wide_of(u"User"),
                           .domain = wide_of(u"Domain")};
    return credential_check(&view, owfs, 0).by;
}

/* MS-NLMP 4.2: User, Domain, Password, and its challenges. */
static void session_keys_are_those_of_ms_nlmp(void **state)
{
    (void)state;
    static const struct {
        const char *nt;
        const char *lm;
        const char *user_key;
        enum proven_by by;
    } cases[] = {
        /* 4.2.2: NTLMv1 */
        {"67c43011f30298a2ad35ece64f16331c44bdbed927841f94",
         "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13", "d87262b0cde4b1cb7499becccdf10784",
         PROVEN_BY_NTLM},
        /* 4.2.3: with session security */
        {"7537f803ae367128ca458204bde7caf81e97ed2683267232",
         "aaaaaaaaaaaaaaaa00000000000000000000000000000000", "d87262b0cde4b1cb7499becccdf10784",
         PROVEN_BY_NTLM},
        /* 4.2.4: NTLMv2 */
        {"68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000aaaaaaaaaaaaaaaa000000000"
         "2000c0044006f006d00610069006e0001000c0053006500720076006500720000000000"
         "00000000",
         "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa", "8de40ccadbc14a82f15cb0ad0de95ca3",
         PROVEN_BY_NTLM_V2},
        /* LM alone: the first half of LMOWFv1 */
        {"", "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13", "e52cac67419a9a220000000000000000",
         PROVEN_BY_LM},
        /* nothing that proves it */
        {"00c43011f30298a2ad35ece64f16331c44bdbed927841f94", "", "00000000000000000000000000000000",
         PROVEN_BY_NOTHING},
    };
    struct owf_pair owfs = {.has_nt = true, .has_lm = true};
    from_hex("a4f49c406510bdcab6824ee7c30fd852", owfs.nt);
    from_hex("e52cac67419a9a224a3b108f3fa6cb6d", owfs.lm);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct session_keys keys;
        struct logon_request request = {.user = "User", .domain = "Domain", .workstation = ""};
        memcpy(request.response.challenge, nlmp_server_challenge, CHALLENGE_SIZE);
        request.response.nt_size = from_hex(cases[i].nt, request.response.nt);
        request.response.lm_size = from_hex(cases[i].lm, request.response.lm);
        enum proven_by by = proven_by(&request, &owfs);
        session_keys_of(&request, &owfs, by, &keys);
        assert_int_equal(by, cases[i].by);
        assert_hex(keys.user, sizeof keys.user, cases[i].user_key);
        assert_hex(keys.lanman, sizeof keys.lanman,
                   cases[i].by == PROVEN_BY_NOTHING ? "0000000000000000" : "e52cac67419a9a22");
    }
}

/* The user key is NTLM's own (MS-NLMP 3.3.1), whatever the LM OWF is; that has the LM key. */
static void without_an_lm_owf_there_is_a_user_key_alone(void **state)
{
    (void)state;
    struct session_keys keys;
    struct owf_pair owfs = {.has_nt = true, .lm = {1, 2, 3}}; /* which is not there */
    struct logon_request request = {.user = "User", .domain = "Domain", .workstation = ""};
    from_hex("a4f49c406510bdcab6824ee7c30fd852", owfs.nt);
    memcpy(request.response.challenge, nlmp_server_challenge, CHALLENGE_SIZE);
    request.response.nt_size =
        from_hex("67c43011f30298a2ad35ece64f16331c44bdbed927841f94", request.response.nt);
    session_keys_of(&request, &owfs, PROVEN_BY_NTLM, &keys);
    assert_hex(keys.user, sizeof keys.user, "d87262b0cde4b1cb7499becccdf10784");
    assert_hex(keys.lanman, sizeof keys.lanman, "0000000000000000");
}

/* Clients put the domain into NTOWFv2 as it is sent, in upper case, or not at all. */
static void the_key_is_that_of_the_domain_the_client_used(void **state)
{
    (void)state;
    static const struct {
        enum response_form form;
        enum proven_by by;
    } forms[] = {{RESPONSE_NTLMV2, PROVEN_BY_NTLM_V2}, {RESPONSE_LMV2, PROVEN_BY_LM_V2}};
    static const char *const used[] = {"Domain", "DOMAIN", ""};
    const struct owf_pair owfs = secret_of_password(wide_of(u"Password"));
    for (size_t i = 0; i < 6; i++) {
        struct fault fault = {""};
        struct session_keys sent;
        struct session_keys same;
        enum proven_by by = forms[i % 2].by;
        struct logon_request request = {.user = "User", .workstation = ""};
        assert_true(client_respond(forms[i % 2].form, PASSWORD, "User", used[i / 2],
                                   &request.response, &fault));
        request.domain = "Domain";
        session_keys_of(&request, &owfs, by, &sent);
        request.domain = used[i / 2];
        session_keys_of(&request, &owfs, by, &same);
        assert_memory_equal(sent.user, same.user, sizeof same.user);
        assert_int_not_equal(same.user[0] | same.user[1] | same.user[2] | same.user[3], 0);
    }
}

/* What proves nothing has no key, whatever it is said to have proven. */
static void what_does_not_prove_has_no_key(void **state)
{
    (void)state;
    static const struct session_keys none;
    static const enum proven_by said[] = {PROVEN_BY_NTLM_V2, PROVEN_BY_LM_V2, PROVEN_BY_CLEARTEXT,
                                          PROVEN_BY_NOTHING};
    const struct owf_pair owfs = secret_of_password(wide_of(u"Password"));
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        struct session_keys keys;
        struct logon_request request = {.user = "User", .domain = "Domain", .workstation = ""};
        request.response.nt_size = request.response.lm_size = 24;
        memset(&keys, 0xFF, sizeof keys);
        session_keys_of(&request, &owfs, said[i], &keys);
        assert_memory_equal(&keys, &none, sizeof none);
    }
}

/* A name has up to 512 units here; é is one, and two bytes. */
static void a_name_that_is_too_long_or_no_text_has_no_key(void **state)
{
    (void)state;
    static const struct session_keys none;
    const struct owf_pair owfs = secret_of_password(wide_of(u"Password"));
    char longest[2 * 513 + 1];
    char longer[2 * 513 + 1];
    for (size_t i = 0; i < 513; i++) {
        memcpy(longest + 2 * i, "\xC3\xA9", 3);
        memcpy(longer + 2 * i, "\xC3\xA9", 3);
    }
    longest[2 * 512] = '\0';
    const struct {
        const char *user;
        const char *domain;
        bool has_key;
    } cases[] = {{longest, "", true},    {"User", longest, true}, {longest, longest, true},
                 {longer, "", false},    {"User", longer, false}, {"\xFF", "", false},
                 {"User", "\xFF", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct session_keys keys;
        struct logon_request request = {
            .user = cases[i].user, .domain = cases[i].domain, .workstation = ""};
        memset(&keys, 0xFF, sizeof keys);
        session_keys_of(&request, &owfs, PROVEN_BY_NTLM, &keys);
        assert_int_equal(memcmp(&keys, &none, sizeof none) != 0, cases[i].has_key);
        assert_int_equal(memcmp(keys.lanman, owfs.lm, sizeof keys.lanman) == 0, cases[i].has_key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session_keys_are_those_of_ms_nlmp),
        cmocka_unit_test(without_an_lm_owf_there_is_a_user_key_alone),
        cmocka_unit_test(the_key_is_that_of_the_domain_the_client_used),
        cmocka_unit_test(what_does_not_prove_has_no_key),
        cmocka_unit_test(a_name_that_is_too_long_or_no_text_has_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
