/*
 * sam.json, member by member: what each comes to, what is refused at each boundary and on which
 * line, what a logon writes back, and an account that is overridden for one logon (sam.h).
 */
#include "machine_folder.h"
#include "sam_text.h"

#include "lsass/ntlm.h"
#include "text/nt_time.h"

#include <stdlib.h>

static void without_a_member_the_documented_default_holds(void **state)
{
    (void)state;
    int64_t before = clock_now().utc;
    struct sam sam = sam_text_with("");
    const struct sam_account *account = &sam.accounts[0];
    assert_string_equal(account->name, "user");
    assert_int_equal(account->rid, 1001);
    assert_false(account->owfs.has_nt || account->owfs.has_lm);
    assert_int_equal(account->flags, USER_NORMAL_ACCOUNT);
    assert_true(account->expires == NT_NEVER);
    assert_true(account->password_last_set >= before &&
                account->password_last_set <= clock_now().utc);
    assert_null(account->hours);
    assert_string_equal(account->workstations, "");
    assert_string_equal(account->parameters, "");
    assert_null(account->groups);
    assert_int_equal(account->primary_group_id, 513);
    assert_true(account->bad_password_time == 0 && account->lockout_time == 0);
    assert_true(account->last_logon == 0 && account->last_logoff == 0);
    assert_true(account->password_can_change == 0);
    assert_int_equal(account->bad_password_count | account->logon_count | account->country_code |
                         account->code_page,
                     0);
    for (int i = 0; i < SAM_TEXT_COUNT; i++) {
        assert_null(account->texts[i]);
    }
    assert_string_equal(sam.computer, "SERVERNAME");
    assert_false(sam.package_refusals_count || sam.changed);
    assert_true(sam.ntlmv2_lifetime == 0);
    sam_release(&sam);
    assert_true(sam.accounts == NULL && sam.root == NULL && sam.count == 0);
    sam_release(&sam);
}

/* Names and values of ntsam.h, written down here once more. */
static void each_flag_is_ntsams(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t flags;
    } cases[] = {
        {"", 0x10},
        {"\"USER_ACCOUNT_DISABLED\"", 0x11},
        {"\"USER_HOME_DIRECTORY_REQUIRED\"", 0x12},
        {"\"USER_PASSWORD_NOT_REQUIRED\"", 0x14},
        {"\"USER_TEMP_DUPLICATE_ACCOUNT\"", 0x8},
        {"\"USER_NORMAL_ACCOUNT\"", 0x10},
        {"\"USER_MNS_LOGON_ACCOUNT\"", 0x30},
        {"\"USER_INTERDOMAIN_TRUST_ACCOUNT\"", 0x40},
        {"\"USER_WORKSTATION_TRUST_ACCOUNT\"", 0x80},
        {"\"USER_SERVER_TRUST_ACCOUNT\"", 0x100},
        {"\"USER_DONT_EXPIRE_PASSWORD\"", 0x210},
        {"\"USER_ACCOUNT_AUTO_LOCKED\"", 0x410},
        {"\"USER_ENCRYPTED_TEXT_PASSWORD_ALLOWED\"", 0x810},
        {"\"USER_SMARTCARD_REQUIRED\"", 0x1010},
        {"\"USER_TRUSTED_FOR_DELEGATION\"", 0x2010},
        {"\"USER_NOT_DELEGATED\"", 0x4010},
        {"\"USER_USE_DES_KEY_ONLY\"", 0x8010},
        {"\"USER_DONT_REQUIRE_PREAUTH\"", 0x10010},
        {"\"USER_PASSWORD_EXPIRED\"", 0x20010},
        {"\"USER_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION\"", 0x40010},
        {"\"USER_NO_AUTH_DATA_REQUIRED\"", 0x80010},
        {"\"USER_ACCOUNT_DISABLED\", \"USER_DONT_EXPIRE_PASSWORD\"", 0x211},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char member[128];
        snprintf(member, sizeof member, "\"flags\": [%s]", cases[i].name);
        struct sam sam = sam_text_with(member);
        assert_int_equal(sam.accounts[0].flags, cases[i].flags);
        sam_release(&sam);
    }
}

#define NOON INT64_C(127015344000000000) /* 2003-07-01T12:00:00Z */
#define TIME(member) offsetof(struct sam_account, member)

/* never: what "never" comes to; of something past, that it has not happened. */
static void each_time_is_kept_in_its_own_place(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t offset;
        int64_t never;
    } cases[] = {
        {"account_expires", TIME(expires), NT_NEVER},
        {"password_last_set", TIME(password_last_set), 0},
        {"bad_password_time", TIME(bad_password_time), 0},
        {"lockout_time", TIME(lockout_time), 0},
        {"last_logon", TIME(last_logon), 0},
        {"last_logoff", TIME(last_logoff), 0},
        {"password_can_change", TIME(password_can_change), NT_NEVER},
    };
    static const char *const values[] = {"\"2003-07-01T12:00:00Z\"", "127015344000000000", "0",
                                         "\"never\""};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const int64_t expected[] = {NOON, NOON, 0, cases[i].never};
        for (size_t v = 0; v < 4; v++) {
            char member[128];
            int64_t time;
            snprintf(member, sizeof member, "\"%s\": %s", cases[i].name, values[v]);
            struct sam sam = sam_text_with(member);
            memcpy(&time, (const char *)&sam.accounts[0] + cases[i].offset, sizeof time);
            if (time != expected[v]) {
                fail_msg("%s: %lld", member, (long long)time);
            }
            sam_release(&sam);
        }
    }
}

static void each_number_and_text_is_kept_in_its_own_place(void **state)
{
    (void)state;
    struct sam sam =
        sam_text_with("\"bad_password_count\": 4294967295, \"primary_group_id\": 2, "
                      "\"logon_count\": 65535, \"country_code\": 4, \"code_page\": 65535, "
                      "\"full_name\": \"a\", \"home_directory\": \"b\", "
                      "\"home_directory_drive\": \"c\", \"script_path\": \"d\", "
                      "\"profile_path\": \"e\", \"admin_comment\": \"f\", "
                      "\"user_comment\": \"g\", \"parameters\": \"h\", "
                      "\"groups\": [\"i\", \"j\"]");
    const struct sam_account *account = &sam.accounts[0];
    assert_true(account->bad_password_count == UINT32_MAX);
    assert_int_equal(account->primary_group_id, 2);
    assert_int_equal(account->logon_count, 65535);
    assert_int_equal(account->country_code, 4);
    assert_int_equal(account->code_page, 65535);
    assert_string_equal(account->texts[SAM_FULL_NAME], "a");
    assert_string_equal(account->texts[SAM_HOME_DIRECTORY], "b");
    assert_string_equal(account->texts[SAM_HOME_DIRECTORY_DRIVE], "c");
    assert_string_equal(account->texts[SAM_SCRIPT_PATH], "d");
    assert_string_equal(account->texts[SAM_PROFILE_PATH], "e");
    assert_string_equal(account->texts[SAM_ADMIN_COMMENT], "f");
    assert_string_equal(account->texts[SAM_USER_COMMENT], "g");
    assert_string_equal(account->parameters, "h");
    assert_int_equal(json_array_size(account->groups), 2);
    sam_release(&sam);
}

static void workstations_are_one_text_with_commas(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        const char *list;
    } cases[] = {
        {"\"A,B\"", "A,B"},
        {"\"\"", ""},
        {"[]", ""},
        {"[\"A\"]", "A"},
        {"[\"A\", \"B\", \"CC\"]", "A,B,CC"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char member[128];
        snprintf(member, sizeof member, "\"workstations\": %s", cases[i].value);
        struct sam sam = sam_text_with(member);
        assert_string_equal(sam.accounts[0].workstations, cases[i].list);
        sam_release(&sam);
    }
}

static void logon_hours_have_7_168_1008_or_10080_units(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{1, 7}, {21, 168}, {126, 1008}, {1260, 10080}};
    for (size_t i = 0; i < 4; i++) {
        char member[2600] = "\"logon_hours\": \"";
        size_t used = strlen(member);
        memset(member + used, '0', 2 * sizes[i][0]);
        memcpy(member + used, "5a", 2);
        memcpy(member + used + 2 * sizes[i][0] - 2, "5A", 2);
        member[used + 2 * sizes[i][0]] = '"';
        struct sam sam = sam_text_with(member);
        assert_int_equal(sam.accounts[0].units_per_week, sizes[i][1]);
        assert_int_equal(sam.accounts[0].hours[0], 0x5A);
        assert_int_equal(sam.accounts[0].hours[sizes[i][0] - 1], 0x5A);
        sam_release(&sam);
    }
    struct sam sam = sam_text_with("\"logon_hours\": \"all\"");
    assert_null(sam.accounts[0].hours);
    sam_release(&sam);
}

/* Each other number of digits is refused: one fewer, one more, and all those between. */
static void logon_hours_have_no_other_length(void **state)
{
    (void)state;
    for (size_t digits = 0; digits <= 2600; digits++) {
        char text[2700];
        struct sam sam;
        struct fault fault;
        int used =
            snprintf(text, sizeof text, "[{\"name\": \"a\", \"rid\": 1, \"logon_hours\": \"");
        memset(text + used, 'f', digits);
        strcpy(text + used + digits, "\"}]");
        bool taken = digits == 2 || digits == 42 || digits == 252 || digits == 2520;
        if (sam_text_parse(text, &sam, &fault) != taken) {
            fail_msg("%zu: %s", digits, fault.text);
        }
        sam_release(&sam);
    }
}

/* MS-NLMP 4.2.2.1: the OWFs of "Password". */
#define LM_HEX "e52cac67419a9a224a3b108f3fa6cb6d"
#define NT_HEX "a4f49c406510bdcab6824ee7c30fd852"

static void a_password_or_its_hashes_come_to_the_same(void **state)
{
    (void)state;
    static const struct {
        const char *members;
        bool nt;
        bool lm;
    } cases[] = {
        {"\"password\": \"Password\"", true, true},
        {"\"nt_hash\": \"" NT_HEX "\"", true, false},
        {"\"lm_hash\": \"" LM_HEX "\"", false, true},
        {"\"nt_hash\": \"" NT_HEX "\", \"lm_hash\": \"" LM_HEX "\"", true, true},
        /* The LM OWF of no password beside another's NT OWF: there is none. */
        {"\"nt_hash\": \"" NT_HEX "\", \"lm_hash\": \"aad3b435b51404eeaad3b435b51404ee\"", true,
         false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sam sam = sam_text_with(cases[i].members);
        const struct owf_pair *owfs = &sam.accounts[0].owfs;
        assert_int_equal(owfs->has_nt, cases[i].nt);
        assert_int_equal(owfs->has_lm, cases[i].lm);
        if (cases[i].nt) {
            assert_hex(owfs->nt, OWF_SIZE, NT_HEX);
        }
        if (cases[i].lm) {
            assert_hex(owfs->lm, OWF_SIZE, LM_HEX);
        }
        sam_release(&sam);
    }
}

/* enrolment.h's limit; a character beyond the BMP takes two units. */
static void a_password_has_at_most_1024_units(void **state)
{
    (void)state;
    static const struct {
        const char *last;
        size_t before;
        bool fits;
    } cases[] = {{"", 0, true},
                 {"x", 1023, true},
                 {"x", 1024, false},
                 {"\xC3\xBC", 1023, true},
                 {"\xF0\x90\x80\x80", 1022, true},
                 {"\xF0\x90\x80\x80", 1023, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[2048];
        struct sam sam;
        struct fault fault;
        int used = snprintf(text, sizeof text, "[{\"name\": \"a\", \"rid\": 1,\n\"password\": \"");
        memset(text + used, 'x', cases[i].before);
        snprintf(text + used + cases[i].before, sizeof text - 1200, "%s\"}]", cases[i].last);
        assert_int_equal(sam_text_parse(text, &sam, &fault), cases[i].fits);
        assert_string_equal(fault.text, cases[i].fits
                                            ? ""
                                            : "sam.json:2: expected password to be text of at most "
                                              "1024 UTF-16 units");
        assert_int_equal(sam.accounts[0].owfs.has_nt, cases[i].fits);
        sam_release(&sam);
    }
}

static void the_least_numbers_are_taken(void **state)
{
    (void)state;
    struct sam sam;
    struct fault fault;
    assert_true(sam_text_parse("[{\"name\": \"a\", \"rid\": 0, \"bad_password_count\": 0, "
                               "\"primary_group_id\": 0, \"logon_count\": 0, \"country_code\": 0, "
                               "\"code_page\": 0}, {\"name\": \"b\", \"rid\": 4294967295}]",
                               &sam, &fault));
    assert_ptr_equal(sam_find_rid(&sam, 0), &sam.accounts[0]);
    assert_int_equal(sam.accounts[0].primary_group_id, 0);
    assert_ptr_equal(sam_find_rid(&sam, UINT32_MAX), &sam.accounts[1]);
    sam_release(&sam);
}

#define A_TIME "a time as 2003-07-01T12:00:00Z, \"never\", or 100 ns units since 1601"

static void what_is_refused_is_told_with_its_line(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"name", "1", "text that is not empty"},
        {"name", "\"\"", "text that is not empty"},
        {"rid", "-1", "a whole number, not negative"},
        {"rid", "4294967296", "a whole number, not negative"},
        {"rid", "\"1\"", "a whole number, not negative"},
        {"rid", "1.0", "a whole number, not negative"},
        {"bad_password_count", "-1", "a whole number, not negative"},
        {"primary_group_id", "null", "a whole number, not negative"},
        {"logon_count", "65536", "a whole number, 0 to 65535"},
        {"country_code", "-1", "a whole number, 0 to 65535"},
        {"code_page", "65536", "a whole number, 0 to 65535"},
        {"bad_password_count", "4294967296", "a whole number, not negative"},
        {"primary_group_id", "4294967296", "a whole number, not negative"},
        {"logon_count", "-1", "a whole number, 0 to 65535"},
        {"country_code", "65536", "a whole number, 0 to 65535"},
        {"code_page", "\"1\"", "a whole number, 0 to 65535"},
        {"account_expires", "-1", A_TIME},
        {"account_expires", "1.5", A_TIME},
        {"account_expires", "null", A_TIME},
        {"last_logon", "\"yesterday\"", A_TIME},
        {"lockout_time", "true", A_TIME},
        {"password", "1", "text"},
        {"password", "null", "text"},
        {"nt_hash", "\"\"", "32 hex digits"},
        {"nt_hash", "1", "32 hex digits"},
        {"nt_hash", "\"a4f49c406510bdcab6824ee7c30fd85\"", "32 hex digits"},
        {"lm_hash", "\"a4f49c406510bdcab6824ee7c30fd8520\"", "32 hex digits"},
        {"lm_hash", "\"a4f49c406510bdcab6824ee7c30fd85g\"", "32 hex digits"},
        {"flags", "1", "an array of USER_... names"},
        {"flags", "[1]", "an array of USER_... names of ntsam.h"},
        {"flags", "[\"\"]", "an array of USER_... names of ntsam.h"},
        {"flags", "[\"USER_NORMAL_ACCOUNT\", null]", "an array of USER_... names of ntsam.h"},
        {"flags", "\"USER_NORMAL_ACCOUNT\"", "an array of USER_... names"},
        {"flags", "[\"USER_\"]", "an array of USER_... names of ntsam.h"},
        {"logon_hours", "1", "2, 42, 252 or 2520 hex digits, or \"all\""},
        {"logon_hours", "\"\"", "2, 42, 252 or 2520 hex digits, or \"all\""},
        {"logon_hours", "\"000\"", "2, 42, 252 or 2520 hex digits, or \"all\""},
        {"logon_hours", "\"0g\"", "hex digits"},
        {"logon_hours", "\"g0\"", "hex digits"},
        {"logon_hours", "\"0\"", "2, 42, 252 or 2520 hex digits, or \"all\""},
        {"logon_hours", "\"ALL\"", "2, 42, 252 or 2520 hex digits, or \"all\""},
        {"logon_hours", "[\"00\"]", "2, 42, 252 or 2520 hex digits, or \"all\""},
        {"workstations", "null", "text or an array of text"},
        {"workstations", "{}", "text or an array of text"},
        {"workstations", "[1, \"A\"]", "text or an array of text"},
        {"groups", "[1, \"A\"]", "an array of text"},
        {"groups", "{}", "an array of text"},
        {"home_directory", "1", "text"},
        {"parameters", "null", "text"},
        {"Name", "\"a\"", "a key that is known here"},
        {"names", "\"a\"", "a key that is known here"},
        {"workstations", "1", "text or an array of text"},
        {"workstations", "[\"A\", 1]", "text or an array of text"},
        {"groups", "\"A\"", "an array of text"},
        {"groups", "[\"A\", 1]", "an array of text"},
        {"full_name", "1", "text"},
        {"user_comment", "null", "text"},
        {"parameters", "1", "text"},
        {"other", "1", "a key that is known here"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        char expected[512];
        struct sam sam;
        struct fault fault;
        snprintf(text, sizeof text, "[{\"name\": \"a\", \"rid\": 1},\n{\n\"%s\":\n%s\n}]",
                 cases[i][0], cases[i][1]);
        snprintf(expected, sizeof expected, "sam.json:3: expected %s to be %s", cases[i][0],
                 cases[i][2]);
        assert_false(sam_text_parse(text, &sam, &fault));
        assert_string_equal(fault.text, expected);
        sam_release(&sam);
    }
}

static void what_is_wrong_with_the_whole_is_told(void **state)
{
    (void)state;
#define SETTINGS                                                                     \
    "sam.json:1: expected \"computer\" (text), \"package_refusals_count\" (true or " \
    "false), \"ntlmv2_lifetime_hours\" (a whole number) or \"accounts\", not \"%s\""
    static const struct {
        const char *text;
        const char *fault;
        const char *member; /* of SETTINGS */
    } cases[] = {
        {"1", "sam.json:1: expected JSON", NULL},
        {"{}", "sam.json:1: expected an array of accounts, or an object with \"accounts\"", NULL},
        {"{\"accounts\": {}}",
         "sam.json:1: expected an array of accounts, or an object with \"accounts\"", NULL},
        {"[\n1]", "sam.json:2: expected an object for each account", NULL},
        {"{\n\"accounts\": [\n{\"rid\": 1}]}",
         "sam.json:3: expected a name and a rid in each account", NULL},
        {"[\n\n{\"name\": \"a\"}]", "sam.json:3: expected a name and a rid in each account", NULL},
        {"[{\"name\": \"a\", \"rid\": 1},\n{\"name\": \"A\", \"rid\": 2}]",
         "sam.json:2: expected name to be another account's: it is there already", NULL},
        {"[{\"name\": \"a\", \"rid\": 1},\n{\"name\": \"b\",\n\"rid\": 1}]",
         "sam.json:3: expected rid to be another account's: it is there already", NULL},
        {"[\n", "sam.json:2: expected JSON, and it ends too early", NULL},
        {"[\n}", "sam.json:2: expected JSON", NULL},
        {"{\"accounts\": [],\n\"accounts\": []}",
         "sam.json:2: expected each JSON key once in an object", NULL},
        {"{\"accounts\": [], \"computer\": 1}", NULL, "computer"},
        {"{\"accounts\": [], \"package_refusals_count\": 1}", NULL, "package_refusals_count"},
        {"{\"accounts\": [], \"ntlmv2_lifetime_hours\": -1}", NULL, "ntlmv2_lifetime_hours"},
        {"{\"accounts\": [], \"ntlmv2_lifetime_hours\": 1000001}", NULL, "ntlmv2_lifetime_hours"},
        {"{\"accounts\": [], \"ntlmv2_lifetime_hours\": 9223372036854775807}", NULL,
         "ntlmv2_lifetime_hours"},
        {"{\"accounts\": [], \"ntlmv2_lifetime_hours\": 1.5}", NULL, "ntlmv2_lifetime_hours"},
        {"{\"accounts\": [], \"other\": 1}", NULL, "other"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[512];
        struct sam sam;
        struct fault fault;
        snprintf(expected, sizeof expected, SETTINGS, cases[i].member);
        assert_false(sam_text_parse(cases[i].text, &sam, &fault));
        assert_string_equal(fault.text, cases[i].fault == NULL ? expected : cases[i].fault);
        sam_release(&sam);
    }
}

static void the_servers_settings_are_read(void **state)
{
    (void)state;
    struct sam sam;
    struct fault fault;
    assert_true(sam_text_parse("{\"computer\": \"WEB1\", \"package_refusals_count\": true, "
                               "\"ntlmv2_lifetime_hours\": 1000000, \"accounts\": []}",
                               &sam, &fault));
    assert_string_equal(sam.computer, "WEB1");
    assert_true(sam.package_refusals_count);
    assert_true(sam.ntlmv2_lifetime == INT64_C(1000000) * 3600 * 10000000);
    sam_release(&sam);
    assert_true(sam_text_parse("{\"package_refusals_count\": false, \"ntlmv2_lifetime_hours\": 0, "
                               "\"accounts\": []}",
                               &sam, &fault));
    assert_true(!sam.package_refusals_count && sam.ntlmv2_lifetime == 0);
    sam_release(&sam);
}

static const char *said(const struct sam *sam, const char *member)
{
    static char text[64];
    const json_t *value = json_object_get(sam->accounts[0].json, member);
    snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    return value == NULL ? NULL : json_is_integer(value) ? text : json_string_value(value);
}

/* What is 0 and was not said is not written either, but for what stood there. */
static void what_a_logon_changes_is_noted(void **state)
{
    (void)state;
    static const char *const members[] = {"bad_password_count", "bad_password_time", "lockout_time",
                                          "last_logon",         "logon_count",       "parameters"};
    struct sam sam = sam_text_with("");
    struct sam_account *account = &sam.accounts[0];
    sam_mark_changed(&sam, account);
    assert_true(sam.changed);
    for (size_t i = 0; i < 6; i++) {
        assert_null(said(&sam, members[i]));
    }
    account->bad_password_count = 3;
    account->bad_password_time = account->lockout_time = NOON + 9999999;
    account->last_logon = NOON + 10000000;
    account->logon_count = 5;
    free(account->parameters);
    account->parameters = strdup("x");
    sam_mark_changed(&sam, account);
    assert_string_equal(said(&sam, "bad_password_count"), "3");
    assert_string_equal(said(&sam, "bad_password_time"), "2003-07-01T12:00:00Z");
    assert_string_equal(said(&sam, "lockout_time"), "2003-07-01T12:00:00Z");
    assert_string_equal(said(&sam, "last_logon"), "2003-07-01T12:00:01Z");
    assert_string_equal(said(&sam, "logon_count"), "5");
    assert_string_equal(said(&sam, "parameters"), "x");
    account->bad_password_count = 0;
    account->bad_password_time = account->lockout_time = 0;
    account->parameters[0] = '\0';
    sam_mark_changed(&sam, account);
    assert_string_equal(said(&sam, "bad_password_count"), "0");
    assert_null(said(&sam, "bad_password_time"));
    assert_null(said(&sam, "lockout_time"));
    assert_string_equal(said(&sam, "parameters"), "");
    sam_release(&sam);
}

static void a_new_password_replaces_the_hashes(void **state)
{
    (void)state;
    char password[1100];
    struct fault fault = {""};
    struct sam sam = sam_text_with("\"nt_hash\": \"" NT_HEX "\", \"lm_hash\": \"" NT_HEX "\", "
                                   "\"password_last_set\": 0, \"lockout_time\": 7");
    struct sam_account *account = &sam.accounts[0];
    memset(password, 'x', 1025);
    password[1025] = '\0';
    assert_false(sam_set_password(&sam, account, password, &fault));
    assert_false(sam.changed);
    assert_hex(account->owfs.lm, OWF_SIZE, NT_HEX);
    int64_t before = clock_now().utc;
    assert_true(sam_set_password(&sam, account, "Password", &fault));
    assert_true(sam.changed);
    assert_hex(account->owfs.lm, OWF_SIZE, LM_HEX);
    assert_string_equal(said(&sam, "password"), "Password");
    assert_null(said(&sam, "nt_hash"));
    assert_null(said(&sam, "lm_hash"));
    assert_true(account->password_last_set >= before && account->lockout_time == 7);
    int64_t noted;
    assert_true(nt_time_parse(said(&sam, "password_last_set"), &noted));
    assert_true(noted == account->password_last_set - account->password_last_set % NT_SECOND);
    sam_release(&sam);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_member_the_documented_default_holds),
        cmocka_unit_test(each_flag_is_ntsams),
        cmocka_unit_test(each_time_is_kept_in_its_own_place),
        cmocka_unit_test(each_number_and_text_is_kept_in_its_own_place),
        cmocka_unit_test(workstations_are_one_text_with_commas),
        cmocka_unit_test(logon_hours_have_7_168_1008_or_10080_units),
        cmocka_unit_test(logon_hours_have_no_other_length),
        cmocka_unit_test(a_password_or_its_hashes_come_to_the_same),
        cmocka_unit_test(a_password_has_at_most_1024_units),
        cmocka_unit_test(the_least_numbers_are_taken),
        cmocka_unit_test(what_is_refused_is_told_with_its_line),
        cmocka_unit_test(what_is_wrong_with_the_whole_is_told),
        cmocka_unit_test(the_servers_settings_are_read),
        cmocka_unit_test(what_a_logon_changes_is_noted),
        cmocka_unit_test(a_new_password_replaces_the_hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
