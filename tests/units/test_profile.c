/*
 * What LsaLogonUser's caller gets beside the status (profile.h): each field of both structures, the
 * token's groups, and that the session keys are wiped. No file is read.
 */
#include "support.h"

#include "parameter_control.h"
#include "profile.h"

static char parameters[] = "own parameters";

/* Each field has a value of its own. */
static const struct sam_account whole = {
    .name = "user",
    .rid = 1001,
    .bad_password_count = 11,
    .logon_count = 12,
    .last_logon = 13,
    .password_last_set = 1000,
    .password_can_change = 15,
    .last_logoff = 16,
    .bad_password_time = 17,
    .expires = 18,
    .parameters = parameters,
    .texts = {"full", "home", "drive", "script", "profile", "admin", "comment"},
};

static struct lsa lsa_of(void)
{
    return (struct lsa){
        .machine = {.sam = {.computer = "COMPUTER"}, .policy = {.maximum_age = 234}}};
}

static struct logon_result result_of(struct sam_account *account)
{
    return (struct logon_result){
        .account = account, .logoff_time = 21, .kickoff_time = 22, .user_flags = 0x20000};
}

static const struct logon_request nobodys = {.user = "user", .domain = "D", .workstation = "W"};

static void an_interactive_profile_has_each_field_of_the_account(void **state)
{
    (void)state;
    static const enum logon_type types[] = {LOGON_TYPE_INTERACTIVE, LOGON_TYPE_BATCH,
                                            LOGON_TYPE_SERVICE, LOGON_TYPE_NETWORK_CLEARTEXT};
    static const char *const texts[] = {"full", "home", "drive", "script", "profile", "", ""};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct lsa lsa = lsa_of();
        struct sam_account account = whole;
        struct logon_result result = result_of(&account);
        struct logon_request request = nobodys;
        struct logon_profile profile;
        request.type = types[i];
        request.parameter_control = MSV1_0_RETURN_USER_PARAMETERS;
        profile_of(&lsa, &request, &result, &profile);
        assert_true(profile.interactive);
        assert_true(profile.logoff_time == 21 && profile.kickoff_time == 22);
        assert_int_equal(profile.user_flags, 0x20000);
        assert_string_equal(profile.logon_server, "COMPUTER");
        assert_string_equal(profile.logon_domain, "COMPUTER");
        assert_string_equal(profile.user_parameters, "");
        assert_int_equal(profile.bad_password_count, 11);
        assert_int_equal(profile.logon_count, 12);
        assert_true(profile.logon_time == 13);
        assert_true(profile.password_last_set == 1000);
        assert_true(profile.password_can_change == 15);
        assert_true(profile.password_must_change == 1234);
        for (int text = 0; text < SAM_TEXT_COUNT; text++) {
            assert_string_equal(profile.texts[text], texts[text]);
        }
    }
}

/* What the account has not is an empty text. */
static void a_text_that_is_not_there_is_empty(void **state)
{
    (void)state;
    for (int network = 0; network < 2; network++) {
        struct lsa lsa = lsa_of();
        struct sam_account account = {.rid = 1001, .parameters = parameters};
        struct logon_result result = result_of(&account);
        struct logon_request request = nobodys;
        struct logon_profile profile;
        request.type = network == 1 ? LOGON_TYPE_NETWORK : LOGON_TYPE_INTERACTIVE;
        request.parameter_control = MSV1_0_RETURN_PROFILE_PATH;
        profile_of(&lsa, &request, &result, &profile);
        assert_string_equal(profile.user_parameters, "");
        for (int text = 0; text < SAM_TEXT_COUNT; text++) {
            assert_string_equal(profile.texts[text], "");
        }
    }
}

/* Of the two the path is given (ntsecapi.h: UserParameters holds it then). */
static void a_network_profile_has_what_parameter_control_asks_for(void **state)
{
    (void)state;
    static const struct {
        uint32_t control;
        const char *parameters;
        uint32_t flags;
    } cases[] = {{0, "", 0},
                 {~0x208u, "", 0},
                 {0x008, "own parameters", 0},
                 {0x200, "profile", 0x400},
                 {0x208, "profile", 0x400}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lsa lsa = lsa_of();
        struct sam_account account = whole;
        struct logon_result result = result_of(&account);
        struct logon_request request = nobodys;
        struct logon_profile profile;
        request.type = LOGON_TYPE_NETWORK;
        request.parameter_control = cases[i].control;
        profile_of(&lsa, &request, &result, &profile);
        assert_false(profile.interactive);
        assert_true(profile.logoff_time == 21 && profile.kickoff_time == 22);
        assert_string_equal(profile.user_parameters, cases[i].parameters);
        assert_int_equal(profile.user_flags, 0x20000 | cases[i].flags);
        assert_string_equal(profile.logon_server, "COMPUTER");
        assert_string_equal(profile.logon_domain, "COMPUTER");
        assert_int_equal(profile.logon_count | profile.bad_password_count, 0);
        assert_true((profile.logon_time | profile.password_last_set | profile.password_can_change |
                     profile.password_must_change) == 0);
    }
}

/* ntsecapi.h: UserFlags of MSV1_0_LM20_LOGON_PROFILE. */
static void the_flags_say_what_proved_the_password(void **state)
{
    (void)state;
    static const struct {
        enum proven_by by;
        uint32_t flags;
    } cases[] = {{PROVEN_BY_NOTHING, 0}, {PROVEN_BY_CLEARTEXT, 0},   {PROVEN_BY_NTLM, 0},
                 {PROVEN_BY_LM, 0x008},  {PROVEN_BY_NTLM_V2, 0x900}, {PROVEN_BY_LM_V2, 0x1100}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lsa lsa = lsa_of();
        struct sam_account account = whole;
        struct logon_result result = result_of(&account);
        struct logon_request request = nobodys;
        struct logon_profile profile;
        request.type = LOGON_TYPE_NETWORK;
        request.response.nt_size = request.response.lm_size = 24;
        result.proven_by = cases[i].by;
        profile_of(&lsa, &request, &result, &profile);
        assert_int_equal(profile.user_flags, 0x20000 | cases[i].flags);
        request.type = LOGON_TYPE_INTERACTIVE;
        profile_of(&lsa, &request, &result, &profile);
        assert_int_equal(profile.user_flags, 0x20000);
    }
}

/* subauth.h: each field of MSV1_0_VALIDATION_INFO is there where WhichFields says so. */
static void what_ex_gave_back_is_taken_field_by_field(void **state)
{
    (void)state;
    static const uint32_t fields[] = {MSV1_0_VALIDATION_LOGON_SERVER,
                                      MSV1_0_VALIDATION_LOGON_DOMAIN,
                                      MSV1_0_VALIDATION_SESSION_KEY};
    for (unsigned taken = 0; taken < 8; taken++) {
        for (int network = 0; network < 2; network++) {
            struct lsa lsa = lsa_of();
            struct sam_account account = whole;
            struct logon_result result = result_of(&account);
            struct logon_request request = nobodys;
            struct logon_profile profile;
            request.type = network == 1 ? LOGON_TYPE_NETWORK : LOGON_TYPE_INTERACTIVE;
            strcpy(result.validation.logon_server, "OTHER");
            strcpy(result.validation.domain, "ELSEWHERE");
            memset(result.validation.session_key, 0x5C, 16);
            for (unsigned i = 0; i < 3; i++) {
                result.validation.which_fields |= (taken >> i & 1) != 0 ? fields[i] : 0;
            }
            profile_of(&lsa, &request, &result, &profile);
            unsigned seen = network == 1 ? taken : 0;
            assert_string_equal(profile.logon_server, (seen & 1) != 0 ? "OTHER" : "COMPUTER");
            assert_string_equal(profile.logon_domain, (seen & 2) != 0 ? "ELSEWHERE" : "COMPUTER");
            assert_int_equal(profile.keys.user[0], (seen & 4) != 0 ? 0x5C : 0);
            assert_int_equal(profile.keys.user[15], (seen & 4) != 0 ? 0x5C : 0);
            assert_int_equal(profile.user_flags, 0x20000 | ((seen & 4) != 0 ? 0x40 : 0));
        }
    }
}

/* The account's own, Everyone, its type's, Authenticated Users (KB 243330). */
static void the_tokens_groups_are_in_order(void **state)
{
    (void)state;
    static const struct {
        uint32_t rid; /* 0: nobody's */
        const char *groups[5];
    } cases[] = {{0, {"S-1-5-7", "type"}},
                 {500, {"a", "b", "S-1-1-0", "type", "S-1-5-11"}},
                 {501, {"a", "b", "S-1-1-0", "type"}},
                 {502, {"a", "b", "S-1-1-0", "type", "S-1-5-11"}}};
    json_t *groups = json_loads("[\"a\", \"b\"]", 0, NULL);
    for (size_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
        struct lsa lsa = lsa_of();
        struct sam_account account = whole;
        account.rid = cases[i / 2].rid;
        account.groups = groups;
        struct logon_result result = result_of(account.rid == 0 ? NULL : &account);
        struct logon_request request = nobodys;
        struct logon_profile profile;
        bool network = i % 2 == 0;
        request.type = network ? LOGON_TYPE_NETWORK : LOGON_TYPE_INTERACTIVE;
        request.parameter_control = MSV1_0_RETURN_USER_PARAMETERS;
        profile_of(&lsa, &request, &result, &profile);
        size_t count = 0;
        for (const char *const *at = cases[i / 2].groups; count < 5 && at[count] != NULL; count++) {
            bool of_type = strcmp(at[count], "type") == 0;
            assert_true(count < profile.group_count);
            assert_string_equal(profile.groups[count], !of_type  ? at[count]
                                                       : network ? "S-1-5-2"
                                                                 : "S-1-5-4");
        }
        assert_int_equal(profile.group_count, count);
        assert_string_equal(profile.user_parameters,
                            network && result.account != NULL ? "own parameters" : "");
    }
    json_decref(groups);
}

/* What there is no room for is left out, the last first. */
static void a_token_has_so_many_groups_and_not_more(void **state)
{
    (void)state;
    for (size_t own = PROFILE_GROUPS_MOST - 4; own <= PROFILE_GROUPS_MOST + 1; own++) {
        struct lsa lsa = lsa_of();
        struct sam_account account = whole;
        json_t *groups = json_array();
        for (size_t i = 0; i < own; i++) {
            json_array_append_new(groups, json_string(i == own - 1 ? "last" : "group"));
        }
        account.groups = groups;
        struct logon_result result = result_of(&account);
        struct logon_request request = nobodys;
        struct logon_profile profile;
        request.type = LOGON_TYPE_NETWORK;
        profile_of(&lsa, &request, &result, &profile);
        size_t most = PROFILE_GROUPS_MOST;
        assert_int_equal(profile.group_count, own + 3 < most ? own + 3 : most);
        if (own <= most) {
            assert_string_equal(profile.groups[own - 1], "last");
        }
        json_decref(groups);
    }
}

static void the_session_keys_are_wiped(void **state)
{
    (void)state;
    struct logon_profile profile = {.interactive = false};
    static const struct session_keys none;
    memset(&profile.keys, 0x5C, sizeof profile.keys);
    profile_release(&profile);
    assert_memory_equal(&profile.keys, &none, sizeof none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interactive_profile_has_each_field_of_the_account),
        cmocka_unit_test(a_text_that_is_not_there_is_empty),
        cmocka_unit_test(a_network_profile_has_what_parameter_control_asks_for),
        cmocka_unit_test(the_flags_say_what_proved_the_password),
        cmocka_unit_test(what_ex_gave_back_is_taken_field_by_field),
        cmocka_unit_test(the_tokens_groups_are_in_order),
        cmocka_unit_test(a_token_has_so_many_groups_and_not_more),
        cmocka_unit_test(the_session_keys_are_wiped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
