/*
 * MSV1_0's own check: which of two restrictions is told, each boundary from both sides, Guest, the
 * built-in administrator. The order is that of the Platform SDK's sample (msvsubauth): type,
 * lockout, password, disabled, expired, must change, password expired, workstation, hours. No file
 * is read.
 */
#include "support.h"

#include "sam_check.h"

#define NOW 127000000000000000
#define PASSWORD "Password"
#define HOUR (60 * NT_MINUTE)

struct world {
    struct sam sam;
    struct sam_account account;
    struct policy policy;
    struct sam_check check;
    const char *password;
    const char *workstation;
    enum response_form form;
};

static unsigned char no_hours[21];
static char only_ws2[] = "WS2";
static char everywhere[] = "";

static void begin(struct world *world)
{
    struct owf_pair owfs = secret_of_password(WIDE(u"" PASSWORD));
    *world = (struct world){
        .account = {.name = "user",
                    .rid = 1001,
                    .owfs = owfs,
                    .flags = USER_NORMAL_ACCOUNT,
                    .expires = NT_NEVER,
                    .password_last_set = NOW - HOUR,
                    .workstations = everywhere,
                    .parameters = everywhere,
                    .primary_group_id = 513},
        .policy = {.lockout_duration = NT_NEVER, .maximum_age = NT_NEVER, .force_logoff = NT_NEVER},
        .check = {.now = {NOW, 0}, .type = LOGON_TYPE_NETWORK},
        .password = PASSWORD,
        .workstation = "WS1",
        .form = RESPONSE_NTLMV2};
}

static struct logon_result judge(struct world *world)
{
    struct marshalled marshalled;
    struct fault fault = {""};
    struct logon_request request = {.user = "user",
                                    .domain = "",
                                    .workstation = world->workstation,
                                    .type = world->check.type,
                                    .package_id = 132};
    struct logon_result result = {
        .status = STATUS_UNSUCCESSFUL, .logoff_time = NT_NEVER, .kickoff_time = NT_NEVER};
    assert_true(
        client_respond(world->form, world->password, "user", "", &request.response, &fault));
    struct logon_subject subject = {.request = &request,
                                    .account = &world->account,
                                    .policy = &world->policy,
                                    .now = world->check.now};
    assert_true(marshal_build(&marshalled, GUARD_OFF, &subject, &fault));
    world->check.policy = &world->policy;
    sam_check(&world->check, &marshalled, &result);
    marshal_release(&marshalled);
    return result;
}

/* What may be wrong with an account, in the order in which it is told. */
enum wrong {
    TYPE,
    LOCKED,
    BAD_PASSWORD,
    DISABLED,
    EXPIRED,
    MUST_CHANGE,
    PASSWORD_EXPIRED,
    WORKSTATION,
    HOURS,
    NOTHING
};

static const NTSTATUS statuses[] = {
    STATUS_NO_SUCH_USER,     STATUS_ACCOUNT_LOCKED_OUT,  STATUS_WRONG_PASSWORD,
    STATUS_ACCOUNT_DISABLED, STATUS_ACCOUNT_EXPIRED,     STATUS_PASSWORD_MUST_CHANGE,
    STATUS_PASSWORD_EXPIRED, STATUS_INVALID_WORKSTATION, STATUS_INVALID_LOGON_HOURS,
    STATUS_SUCCESS,
};

static void spoil(struct world *world, enum wrong wrong)
{
    struct sam_account *account = &world->account;
    switch (wrong) {
    case TYPE:
        account->flags &= ~(uint32_t)USER_NORMAL_ACCOUNT;
        break;
    case LOCKED:
        account->lockout_time = NOW;
        break;
    case BAD_PASSWORD:
        world->password = "wrong";
        break;
    case DISABLED:
        account->flags |= USER_ACCOUNT_DISABLED;
        break;
    case EXPIRED:
        account->expires = NOW;
        break;
    case MUST_CHANGE:
        account->password_last_set = 0;
        break;
    case PASSWORD_EXPIRED:
        account->flags |= USER_PASSWORD_EXPIRED;
        break;
    case WORKSTATION:
        account->workstations = only_ws2;
        break;
    case HOURS:
        account->hours = no_hours;
        account->units_per_week = 168;
        break;
    case NOTHING:
        break;
    }
}

/* Whether a refusal is the last word: another server may know the account where it is not. */
static bool is_last_word(enum wrong told, bool disabled)
{
    return told == TYPE ? false : told < DISABLED ? !disabled : told == DISABLED ? false : true;
}

static void of_two_restrictions_the_earlier_is_told(void **state)
{
    (void)state;
    for (int first = TYPE; first <= NOTHING; first++) {
        for (int second = first; second <= NOTHING; second++) {
            struct world world;
            begin(&world);
            spoil(&world, (enum wrong)first);
            spoil(&world, (enum wrong)second);
            struct logon_result result = judge(&world);
            bool disabled = first == DISABLED || second == DISABLED;
            if (result.status != statuses[first] ||
                result.authoritative != is_last_word((enum wrong)first, disabled)) {
                fail_msg("%d and %d: 0x%08X, authoritative %d", first, second,
                         (unsigned)result.status, result.authoritative);
            }
            assert_int_equal(result.user_flags, 0);
            assert_int_equal(result.proven_by,
                             first > BAD_PASSWORD ? PROVEN_BY_NTLM_V2 : PROVEN_BY_NOTHING);
        }
    }
}

/* Only its type, its password and, where the policy says so, its lockout count. */
static void the_built_in_administrator_is_not_restricted(void **state)
{
    (void)state;
    for (int allowed = 0; allowed < 2; allowed++) {
        for (int wrong = TYPE; wrong <= NOTHING; wrong++) {
            for (uint32_t rid = 499; rid <= 501; rid++) {
                struct world world;
                begin(&world);
                world.account.rid = rid;
                world.policy.administrator_lockout = allowed != 0;
                spoil(&world, (enum wrong)wrong);
                bool told = rid != 500 || wrong == TYPE || wrong == BAD_PASSWORD ||
                            (wrong == LOCKED && allowed != 0);
                assert_int_equal(judge(&world).status, told ? statuses[wrong] : STATUS_SUCCESS);
            }
        }
    }
}

/* Nor where SAM itself has the flag that is else computed of a lockout's time. */
static void the_built_in_administrator_s_flag_of_a_lockout_counts_where_it_may(void **state)
{
    (void)state;
    for (int allowed = 0; allowed < 2; allowed++) {
        for (uint32_t rid = 499; rid <= 501; rid++) {
            struct world world;
            begin(&world);
            world.account.rid = rid;
            world.account.flags |= USER_ACCOUNT_AUTO_LOCKED;
            world.policy.administrator_lockout = allowed != 0;
            assert_int_equal(judge(&world).status, rid == 500 && allowed == 0
                                                       ? STATUS_SUCCESS
                                                       : STATUS_ACCOUNT_LOCKED_OUT);
        }
    }
}

/* What SAM admits is a normal account, its temporary duplicate, and a machine's that was let in. */
static void the_types_of_accounts_that_sam_admits(void **state)
{
    (void)state;
    static const struct {
        uint32_t type;
        NTSTATUS status;
    } cases[] = {
        {USER_NORMAL_ACCOUNT, STATUS_SUCCESS},
        {USER_TEMP_DUPLICATE_ACCOUNT, STATUS_SUCCESS},
        {USER_WORKSTATION_TRUST_ACCOUNT, STATUS_SUCCESS},
        {USER_SERVER_TRUST_ACCOUNT, STATUS_SUCCESS},
        {USER_INTERDOMAIN_TRUST_ACCOUNT, STATUS_NO_SUCH_USER},
        {0, STATUS_NO_SUCH_USER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world);
        world.account.flags = cases[i].type;
        assert_int_equal(judge(&world).status, cases[i].status);
    }
}

static void each_time_is_reached_at_its_moment(void **state)
{
    (void)state;
    static const struct {
        int64_t expires;
        int64_t set;
        int64_t age;
        NTSTATUS status;
    } cases[] = {
        {NOW + 1, NOW, NT_NEVER, STATUS_SUCCESS},
        {NOW, NOW, NT_NEVER, STATUS_ACCOUNT_EXPIRED},
        {NOW - 1, NOW, NT_NEVER, STATUS_ACCOUNT_EXPIRED},
        {0, NOW, NT_NEVER, STATUS_SUCCESS},
        {NT_NEVER, NOW - HOUR + 1, HOUR, STATUS_SUCCESS},
        {NT_NEVER, NOW - HOUR, HOUR, STATUS_PASSWORD_EXPIRED},
        {NT_NEVER, NOW - HOUR - 1, HOUR, STATUS_PASSWORD_EXPIRED},
        {NT_NEVER, 1, NT_NEVER, STATUS_SUCCESS},
        {NT_NEVER, 0, NT_NEVER, STATUS_PASSWORD_MUST_CHANGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world);
        world.account.expires = cases[i].expires;
        world.account.password_last_set = cases[i].set;
        world.policy.maximum_age = cases[i].age;
        if (judge(&world).status != cases[i].status) {
            fail_msg("case %u", (unsigned)i);
        }
    }
}

/* The hour after NOW's is closed: 1601-01-01 was a Monday, and the first bit is Sunday's. */
static void the_hours_end_is_the_logoff_time_and_the_kickoff_follows_the_policy(void **state)
{
    (void)state;
    unsigned char hours[21];
    int64_t hour = NOW / HOUR;
    unsigned next = (unsigned)((hour + 1 + 24) % 168);
    memset(hours, 0xFF, sizeof hours);
    hours[next / 8] &= (unsigned char)~(1u << (next % 8));
    for (int forced = 0; forced < 2; forced++) {
        struct world world;
        begin(&world);
        assert_true(judge(&world).logoff_time == NT_NEVER);
        world.account.hours = hours;
        world.account.units_per_week = 168;
        world.policy.force_logoff = forced ? 0 : NT_NEVER;
        struct logon_result result = judge(&world);
        assert_int_equal(result.status, STATUS_SUCCESS);
        assert_true(result.logoff_time == (hour + 1) * HOUR);
        assert_true(result.kickoff_time == (forced ? (hour + 1) * HOUR : NT_NEVER));
        world.check.now.utc = (hour + 1) * HOUR - 1;
        assert_int_equal(judge(&world).status, STATUS_SUCCESS);
        world.check.now.utc = (hour + 1) * HOUR;
        assert_int_equal(judge(&world).status, STATUS_INVALID_LOGON_HOURS);
    }
}

/* The time is the response's own: what a client sends as now is the system's clock. */
static void a_response_may_be_so_old_to_the_tick_in_either_direction(void **state)
{
    (void)state;
    static const int64_t off[] = {0, HOUR - 1, HOUR, HOUR + 1};
    for (int sign = -1; sign <= 1; sign += 2) {
        for (size_t i = 0; i < sizeof off / sizeof off[0]; i++) {
            struct world world;
            struct marshalled marshalled;
            struct fault fault = {""};
            struct logon_request request = {
                .user = "user", .domain = "", .workstation = "", .type = LOGON_TYPE_NETWORK};
            struct logon_result result = {.status = STATUS_UNSUCCESSFUL};
            int64_t time = 0;
            begin(&world);
            assert_true(
                client_respond(RESPONSE_NTLMV2, PASSWORD, "user", "", &request.response, &fault));
            memcpy(&time, request.response.nt + 16 + 8, sizeof time); /* MS-NLMP 2.2.2.7 */
            world.check.now.utc = time + sign * off[i];
            world.check.ntlmv2_lifetime = HOUR;
            world.check.policy = &world.policy;
            struct logon_subject subject = {.request = &request,
                                            .account = &world.account,
                                            .policy = &world.policy,
                                            .now = world.check.now};
            assert_true(marshal_build(&marshalled, GUARD_OFF, &subject, &fault));
            sam_check(&world.check, &marshalled, &result);
            assert_int_equal(result.status, off[i] > HOUR ? STATUS_LOGON_FAILURE : STATUS_SUCCESS);
            world.check.ntlmv2_lifetime = 0;
            sam_check(&world.check, &marshalled, &result);
            assert_int_equal(result.status, STATUS_SUCCESS);
            marshal_release(&marshalled);
        }
    }
}

/* A response by MS-NLMP whose time is 0, and what is judged of it at a time. */
static NTSTATUS judge_of_time_zero(int64_t now, int64_t lifetime)
{
    struct world world;
    struct marshalled marshalled;
    struct made_request made;
    struct fault fault = {""};
    struct logon_result result = {.status = STATUS_UNSUCCESSFUL};
    struct logon_request request = {
        .user = "user", .domain = "", .workstation = "", .type = LOGON_TYPE_NETWORK};
    begin(&world);
    make_request(&made, FORM_NTLMV2, WIDE(u"" PASSWORD), WIDE(u"user"), WIDE(u""), NULL);
    memcpy(request.response.challenge, nlmp_server_challenge, CHALLENGE_SIZE);
    request.response.nt_size = made.info.NtChallengeResponse.Length;
    memcpy(request.response.nt, made.nt, request.response.nt_size);
    world.account.password_last_set = 1;
    world.check.now.utc = now;
    world.check.ntlmv2_lifetime = lifetime;
    world.check.policy = &world.policy;
    struct logon_subject subject = {.request = &request,
                                    .account = &world.account,
                                    .policy = &world.policy,
                                    .now = world.check.now};
    assert_true(marshal_build(&marshalled, GUARD_OFF, &subject, &fault));
    sam_check(&world.check, &marshalled, &result);
    marshal_release(&marshalled);
    return result.status;
}

/* MS-NLMP 3.2.5.1.2 excepts no time. */
static void a_time_of_zero_is_judged_as_any_other(void **state)
{
    (void)state;
    assert_int_equal(judge_of_time_zero(HOUR - 1, HOUR), STATUS_SUCCESS);
    assert_int_equal(judge_of_time_zero(HOUR, HOUR), STATUS_SUCCESS);
    assert_int_equal(judge_of_time_zero(HOUR + 1, HOUR), STATUS_LOGON_FAILURE);
    assert_int_equal(judge_of_time_zero(2, 1), STATUS_LOGON_FAILURE);
    assert_int_equal(judge_of_time_zero(HOUR + 1, 0), STATUS_SUCCESS);
}

static void a_workstation_is_looked_for_in_the_accounts_list(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        const char *workstation;
        bool allowed;
    } cases[] = {
        {"WS1,WS2", "WS2", true},     {"WS1,WS2", "ws1", true}, {"WS1,WS2", "WS1,WS2", false},
        {"WS1", "WS1,WS2", false},    {"", "WS1", true},        {"WS1,WS2", "", true},
        {"WS1,WS2", "\\\\WS2", true}, {"WS1,WS2", "WS3", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        char list[16];
        begin(&world);
        snprintf(list, sizeof list, "%s", cases[i].list);
        world.account.workstations = list;
        world.workstation = cases[i].workstation;
        assert_int_equal(judge(&world).status,
                         cases[i].allowed ? STATUS_SUCCESS : STATUS_INVALID_WORKSTATION);
    }
}

static void guest_admits_whom_its_password_lets_in(void **state)
{
    (void)state;
    static const struct {
        bool guest; /* who asks has no account */
        int own;    /* the account's: 0 none, 1 the empty password, 2 PASSWORD */
        const char *password;
        bool limited;
        NTSTATUS status;
        enum proven_by by;
    } cases[] = {
        {true, 0, "x", false, STATUS_SUCCESS, PROVEN_BY_NOTHING},
        {true, 1, "x", false, STATUS_SUCCESS, PROVEN_BY_NOTHING},
        {true, 1, "x", true, STATUS_SUCCESS, PROVEN_BY_NOTHING},
        {true, 2, "x", false, STATUS_WRONG_PASSWORD, PROVEN_BY_NOTHING},
        {true, 2, PASSWORD, false, STATUS_SUCCESS, PROVEN_BY_NTLM_V2},
        {false, 0, "", false, STATUS_WRONG_PASSWORD, PROVEN_BY_NOTHING},
        {false, 1, "", false, STATUS_SUCCESS, PROVEN_BY_NTLM_V2},
        {false, 1, "", true, STATUS_ACCOUNT_RESTRICTION, PROVEN_BY_NOTHING},
        {false, 1, "x", true, STATUS_WRONG_PASSWORD, PROVEN_BY_NOTHING},
        {false, 2, PASSWORD, true, STATUS_SUCCESS, PROVEN_BY_NTLM_V2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world);
        world.check.guest = cases[i].guest;
        world.check.values.limits_blank = cases[i].limited;
        world.password = cases[i].password;
        if (cases[i].own < 2) {
            world.account.owfs =
                cases[i].own == 0 ? (struct owf_pair){.has_nt = false} : owf_pair_of_nothing;
        }
        struct logon_result result = judge(&world);
        if (result.status != cases[i].status || result.proven_by != cases[i].by) {
            fail_msg("case %u: 0x%08X by %d", (unsigned)i, (unsigned)result.status,
                     result.proven_by);
        }
    }
}

static void a_password_in_clear_is_noted_where_it_came_over_a_wire(void **state)
{
    (void)state;
    static const enum logon_type types[] = {LOGON_TYPE_NETWORK, LOGON_TYPE_INTERACTIVE,
                                            LOGON_TYPE_BATCH, LOGON_TYPE_SERVICE,
                                            LOGON_TYPE_NETWORK_CLEARTEXT};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct world world;
        begin(&world);
        world.form = RESPONSE_CLEARTEXT;
        world.check.type = types[i];
        struct logon_result result = judge(&world);
        assert_int_equal(result.status, STATUS_SUCCESS);
        assert_int_equal(result.user_flags, i == 0 ? LOGON_NOENCRYPTION : 0);
        world.account.flags |= USER_ACCOUNT_DISABLED; /* the password is right all the same */
        result = judge(&world);
        assert_int_equal(result.proven_by, PROVEN_BY_CLEARTEXT);
        assert_int_equal(result.user_flags, 0);
        world.password = "wrong";
        assert_int_equal(judge(&world).user_flags, 0);
    }
}

/* One of the two OWFs is a password. */
static void guest_with_one_owf_has_a_password(void **state)
{
    (void)state;
    for (int lm = 0; lm < 2; lm++) {
        struct world world;
        begin(&world);
        world.check.guest = true;
        world.account.owfs.has_nt = lm == 0;
        world.account.owfs.has_lm = lm == 1;
        world.password = "x";
        assert_int_equal(judge(&world).status, STATUS_WRONG_PASSWORD);
    }
}

static void what_cannot_be_read_is_an_invalid_parameter(void **state)
{
    (void)state;
    for (int which = 0; which < 2; which++) {
        struct world world;
        struct marshalled marshalled;
        struct fault fault = {""};
        struct logon_request request = {
            .user = "user", .domain = "", .workstation = "WS1", .type = LOGON_TYPE_NETWORK};
        struct logon_result result = {.authoritative = false};
        begin(&world);
        assert_true(
            client_respond(RESPONSE_NTLMV2, PASSWORD, "user", "", &request.response, &fault));
        struct logon_subject subject = {
            .request = &request, .account = &world.account, .policy = &world.policy};
        assert_true(marshal_build(&marshalled, GUARD_OFF, &subject, &fault));
        UNICODE_STRING *text =
            which == 0 ? &marshalled.info->Identity.UserName : &marshalled.user->UserName;
        text->MaximumLength = 0;
        world.check.policy = &world.policy;
        sam_check(&world.check, &marshalled, &result);
        assert_int_equal(result.status, STATUS_INVALID_PARAMETER);
        assert_true(result.authoritative);
        marshal_release(&marshalled);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_two_restrictions_the_earlier_is_told),
        cmocka_unit_test(the_built_in_administrator_is_not_restricted),
        cmocka_unit_test(the_built_in_administrator_s_flag_of_a_lockout_counts_where_it_may),
        cmocka_unit_test(the_types_of_accounts_that_sam_admits),
        cmocka_unit_test(each_time_is_reached_at_its_moment),
        cmocka_unit_test(the_hours_end_is_the_logoff_time_and_the_kickoff_follows_the_policy),
        cmocka_unit_test(a_response_may_be_so_old_to_the_tick_in_either_direction),
        cmocka_unit_test(a_time_of_zero_is_judged_as_any_other),
        cmocka_unit_test(a_workstation_is_looked_for_in_the_accounts_list),
        cmocka_unit_test(guest_admits_whom_its_password_lets_in),
        cmocka_unit_test(guest_with_one_owf_has_a_password),
        cmocka_unit_test(a_password_in_clear_is_noted_where_it_came_over_a_wire),
        cmocka_unit_test(what_cannot_be_read_is_an_invalid_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
