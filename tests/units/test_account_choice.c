/*
 * Which account a logon is for (account_choice.h; ntsecapi.h, MSV1_0_LM20_LOGON and
 * MSV1_0_INTERACTIVE_LOGON): each flag of ParameterControl, each type of logon, each limit. No file
 * is read.
 */
#include "support.h"

#include "account_choice.h"
#include "parameter_control.h"
#include "status.h"

static const enum logon_type types[] = {LOGON_TYPE_NETWORK, LOGON_TYPE_INTERACTIVE,
                                        LOGON_TYPE_BATCH, LOGON_TYPE_SERVICE,
                                        LOGON_TYPE_NETWORK_CLEARTEXT};
#define TYPES (sizeof types / sizeof types[0])

static void begin(struct machine *machine)
{
    static char text[] = "[{\"name\": \"Guest\", \"rid\": 501},"
                         " {\"name\": \"user\", \"rid\": 1001}]";
    struct contents contents = {text, sizeof text - 1};
    struct fault fault = {""};
    *machine = (struct machine){.sam = {.path = "sam.json"}, .policy = {.guest_enabled = true}};
    assert_true(sam_parse(&contents, &machine->sam, &fault));
}

static struct logon_request named(const char *user, enum logon_type type)
{
    return (struct logon_request){
        .user = user, .domain = "", .workstation = "", .type = type, .response = {.nt_size = 24}};
}

/* What was in *choice before makes no difference. */
static NTSTATUS choose(const struct machine *machine, const struct logon_request *request,
                       struct account_choice *choice)
{
    *choice = (struct account_choice){machine->sam.accounts, true, true};
    NTSTATUS status = account_choose(machine, request, choice);
    assert_true(status == STATUS_SUCCESS || !choice->anonymous);
    assert_true(!choice->anonymous || choice->account == NULL);
    assert_true(!choice->guest || choice->account != NULL);
    return status;
}

static uint32_t rid_of(const struct account_choice *choice)
{
    return choice->account == NULL ? 0 : choice->account->rid;
}

static void guest_stands_in_over_the_network_where_he_may(void **state)
{
    (void)state;
    enum { NEVER = MSV1_0_DONT_TRY_GUEST_ACCOUNT, ONLY = MSV1_0_TRY_GUEST_ACCOUNT_ONLY };
    static const struct {
        const char *user;
        uint32_t control;
        uint32_t network; /* the RID chosen; 0: none */
        uint32_t other;   /* the same for any other type of logon */
        bool guest;       /* he stands in */
    } cases[] = {
        {"user", 0, 1001, 1001, false},
        {"USER", NEVER, 1001, 1001, false},
        {"nobody", 0, 501, 0, true},
        {"nobody", NEVER, 0, 0, false},
        {"user", ONLY, 501, 501, true},
        {"nobody", ONLY, 501, 501, true},
        {"user", ONLY | NEVER, 501, 501, true},
        {"Guest", 0, 501, 501, false},
    };
    struct machine machine;
    begin(&machine);
    for (size_t i = 0; i < TYPES * sizeof cases / sizeof cases[0]; i++) {
        struct account_choice choice;
        struct logon_request request = named(cases[i / TYPES].user, types[i % TYPES]);
        request.parameter_control = cases[i / TYPES].control;
        uint32_t rid = i % TYPES == 0 ? cases[i / TYPES].network : cases[i / TYPES].other;
        NTSTATUS status = choose(&machine, &request, &choice);
        assert_int_equal(status, rid == 0 ? STATUS_NO_SUCH_USER : STATUS_SUCCESS);
        assert_int_equal(rid_of(&choice), rid);
        assert_int_equal(choice.guest, rid == 501 && cases[i / TYPES].guest);
        assert_false(choice.anonymous);
    }
    sam_release(&machine.sam);
}

/* EnableGuestAccount, his own flag, and whether he is there. */
static void guest_is_on_where_both_the_policy_and_sam_say_so(void **state)
{
    (void)state;
    for (int enabled = 0; enabled < 2; enabled++) {
        for (int disabled = 0; disabled < 2; disabled++) {
            for (int there = 0; there < 2; there++) {
                struct machine machine;
                struct account_choice choice;
                struct logon_request request = named("nobody", LOGON_TYPE_NETWORK);
                begin(&machine);
                struct sam_account *guest = sam_find(&machine.sam, "Guest");
                machine.policy.guest_enabled = enabled != 0;
                guest->flags |= disabled != 0 ? USER_ACCOUNT_DISABLED : 0;
                guest->rid = there != 0 ? 501 : 502;
                sam_index(&machine.sam);
                bool on = enabled && !disabled && there;
                assert_ptr_equal(account_guest(&machine), on ? guest : NULL);
                assert_int_equal(choose(&machine, &request, &choice),
                                 on ? STATUS_SUCCESS : STATUS_NO_SUCH_USER);
                assert_ptr_equal(choice.account, on ? guest : NULL);
                assert_int_equal(choice.guest, on);
                sam_release(&machine.sam);
            }
        }
    }
}

/* An empty name and no response, over the network, by NTLM, and not through a package. */
static void an_anonymous_logon_lacks_both_name_and_response(void **state)
{
    (void)state;
    struct machine machine;
    struct account_choice choice;
    const struct logon_request anonymous = {.user = "",
                                            .domain = "",
                                            .workstation = "",
                                            .type = LOGON_TYPE_NETWORK,
                                            .parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT};
    struct logon_request other[11];
    for (size_t i = 0; i < 11; i++) {
        other[i] = anonymous;
    }
    other[0].subauth = true;
    other[1].protocol = PROTOCOL_KERBEROS;
    other[2].user = "x";
    other[3].response.cleartext = true;
    other[4].response.nt_size = 1;
    other[5].response.lm_size = 1;
    for (size_t i = 1; i < TYPES; i++) {
        other[5 + i].type = types[i];
    }
    other[10].user = " ";
    begin(&machine);
    assert_int_equal(choose(&machine, &anonymous, &choice), STATUS_SUCCESS);
    assert_true(choice.anonymous);
    assert_null(choice.account);
    assert_false(choice.guest);
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        assert_int_equal(choose(&machine, &other[i], &choice), STATUS_NO_SUCH_USER);
        assert_false(choice.anonymous);
    }
    /* Neither a domain that is missing nor Guest comes before it. */
    struct logon_request first = anonymous;
    first.parameter_control = MSV1_0_TRY_SPECIFIED_DOMAIN_ONLY | MSV1_0_TRY_GUEST_ACCOUNT_ONLY;
    assert_int_equal(choose(&machine, &first, &choice), STATUS_SUCCESS);
    assert_true(choice.anonymous);
    sam_release(&machine.sam);
}

static void the_specified_domain_alone_needs_one_whoever_it_is(void **state)
{
    (void)state;
    struct machine machine;
    struct account_choice choice;
    begin(&machine);
    for (size_t i = 0; i < TYPES; i++) {
        struct logon_request request = named("user", types[i]);
        request.parameter_control = MSV1_0_TRY_SPECIFIED_DOMAIN_ONLY;
        assert_int_equal(choose(&machine, &request, &choice), STATUS_NO_SUCH_DOMAIN);
        assert_null(choice.account);
        request.domain = "D";
        assert_int_equal(choose(&machine, &request, &choice), STATUS_SUCCESS);
        request.domain = "";
        request.parameter_control =
            ~(uint32_t)(MSV1_0_TRY_SPECIFIED_DOMAIN_ONLY | MSV1_0_TRY_GUEST_ACCOUNT_ONLY);
        assert_int_equal(choose(&machine, &request, &choice), STATUS_SUCCESS);
    }
    sam_release(&machine.sam);
}

/* Characters are UTF-16's: of these letters each is one, and two bytes in UTF-8. */
static void a_name_beyond_255_characters_is_too_long_but_over_the_network(void **state)
{
    (void)state;
    struct machine machine;
    struct account_choice choice;
    begin(&machine);
    for (size_t i = 0; i < TYPES; i++) {
        for (size_t length = 254; length <= 256; length++) {
            char name[2 * 256 + 1] = "";
            for (size_t at = 0; at < length; at++) {
                memcpy(name + 2 * at, "\xC3\xA9", 3);
            }
            struct logon_request request = named(name, types[i]);
            request.parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT;
            assert_int_equal(choose(&machine, &request, &choice),
                             i > 0 && length > 255 ? STATUS_NAME_TOO_LONG : STATUS_NO_SUCH_USER);
            assert_null(choice.account);
        }
    }
    sam_release(&machine.sam);
}

static void a_password_beyond_255_characters_is_ill_formed_but_over_the_network(void **state)
{
    (void)state;
    struct machine machine;
    struct account_choice choice;
    begin(&machine);
    for (size_t i = 0; i < TYPES; i++) {
        for (size_t length = 254; length <= 256; length++) {
            struct logon_request request = named("user", types[i]);
            request.response.nt_size = 2 * length;
            bool refused = i > 0 && length > 255;
            assert_int_equal(choose(&machine, &request, &choice),
                             refused ? STATUS_ILL_FORMED_PASSWORD : STATUS_SUCCESS);
            assert_int_equal(rid_of(&choice), refused ? 0 : 1001);
        }
    }
    sam_release(&machine.sam);
}

/* A package judges the type of the account itself. */
static void machines_accounts_are_admitted_where_their_own_flag_says_so(void **state)
{
    (void)state;
    static const struct {
        uint32_t account;
        uint32_t control; /* that admits it; 0: none does */
        NTSTATUS refused;
    } cases[] = {
        {USER_NORMAL_ACCOUNT, UINT32_MAX, STATUS_SUCCESS},
        {USER_TEMP_DUPLICATE_ACCOUNT, UINT32_MAX, STATUS_SUCCESS},
        {USER_WORKSTATION_TRUST_ACCOUNT, 0x800, STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT},
        {USER_SERVER_TRUST_ACCOUNT, 0x20, STATUS_NOLOGON_SERVER_TRUST_ACCOUNT},
        {USER_INTERDOMAIN_TRUST_ACCOUNT, 0, STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT},
    };
    static const uint32_t controls[] = {0, 0x20, 0x800, 0x820};
    for (size_t i = 0; i < TYPES * 2 * 4 * sizeof cases / sizeof cases[0]; i++) {
        struct machine machine;
        struct account_choice choice;
        size_t at = i / (TYPES * 2 * 4);
        uint32_t control = controls[i / (TYPES * 2) % 4];
        struct logon_request request = named("user", types[i % TYPES]);
        request.subauth = i / TYPES % 2 == 1;
        request.parameter_control = control;
        begin(&machine);
        sam_find(&machine.sam, "user")->flags = cases[at].account;
        bool admitted = request.subauth || cases[at].refused == STATUS_SUCCESS ||
                        (i % TYPES == 0 && (control & cases[at].control) != 0);
        assert_int_equal(choose(&machine, &request, &choice),
                         admitted ? STATUS_SUCCESS : cases[at].refused);
        sam_release(&machine.sam);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guest_stands_in_over_the_network_where_he_may),
        cmocka_unit_test(guest_is_on_where_both_the_policy_and_sam_say_so),
        cmocka_unit_test(an_anonymous_logon_lacks_both_name_and_response),
        cmocka_unit_test(the_specified_domain_alone_needs_one_whoever_it_is),
        cmocka_unit_test(a_name_beyond_255_characters_is_too_long_but_over_the_network),
        cmocka_unit_test(a_password_beyond_255_characters_is_ill_formed_but_over_the_network),
        cmocka_unit_test(machines_accounts_are_admitted_where_their_own_flag_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
