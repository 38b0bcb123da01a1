/*
 * One logon from the LSA's side (lsa.h): who sees it first, what is asked in which way, what of an
 * answer is taken, and what a logon that could not be done leaves as it was.
 */
#include "lsa_world.h"

#include "parameter_control.h"

/* How a password is checked: each check of a logon, and what it was checked against. */
static unsigned checks;
static bool checked_nt;
static bool checked_lm;

struct credential_result __real_credential_check(const struct request *request,
                                                 const struct owf_pair *secret, unsigned level);
struct credential_result __wrap_credential_check(const struct request *request,
                                                 const struct owf_pair *secret, unsigned level);
struct credential_result __wrap_credential_check(const struct request *request,
                                                 const struct owf_pair *secret, unsigned level)
{
    checks++;
    checked_nt = secret->has_nt;
    checked_lm = secret->has_lm;
    return __real_credential_check(request, secret, level);
}

static struct {
    NTSTATUS status;
    ULONG which;
    USHORT length; /* of Parameters, afterwards */
    ULONG flags;   /* as they were handed over; so is the next */
    uint32_t rid;
    bool replaces; /* Parameters, by what MSV1_0 may not take */
    unsigned calls;
} package_does;

static NTSTATUS NTAPI routine(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                              PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                              PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    static uint16_t own[] = u"own";
    (void)level;
    (void)information;
    (void)authoritative;
    (void)logoff;
    (void)kickoff;
    package_does.calls++;
    package_does.flags = flags;
    package_does.rid = user->UserId;
    *which = package_does.which;
    *user_flags = 0;
    user->Parameters.Length = package_does.length;
    if (package_does.replaces) {
        user->Parameters = (UNICODE_STRING){6, 6, (PWSTR)own};
    }
    return package_does.status;
}

static const struct package package = {.routine = routine, .filter = routine};

static void begin(struct world *world, const char *members)
{
    memset(&package_does, 0, sizeof package_does);
    world_begin(world, members, "");
    assert_true(packages_add(&world->lsa.packages, PROTOCOL_NTLM, 132, &package));
    folder_write(world->folder, "events.log", "");
}

static struct logon_request to_the_package(const char *user)
{
    struct logon_request request = request_of(user, PASSWORD, RESPONSE_NTLMV2);
    request.subauth = true;
    return request;
}

static struct sam_account *user_of(const struct world *world)
{
    return sam_find(&world->lsa.machine.sam, "user");
}

/* subauth.h: of USER_ALL_INFORMATION Parameters alone, where WhichFields names it, on success. */
static void parameters_are_taken_where_which_fields_names_them_and_on_success(void **state)
{
    (void)state;
    static const struct {
        NTSTATUS status;
        ULONG which;
        bool taken;
    } cases[] = {{STATUS_SUCCESS, 0x00200000, true}, /* USER_ALL_PARAMETERS */
                 {STATUS_SUCCESS, 0x07FFFFFF, true},  {STATUS_SUCCESS, 0, false},
                 {STATUS_SUCCESS, 0x07DFFFFF, false}, {STATUS_WRONG_PASSWORD, 0x00200000, false},
                 {STATUS_WRONG_PASSWORD, 0, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world, ", \"parameters\": \"before\"");
        package_does.status = cases[i].status;
        package_does.which = cases[i].which;
        package_does.length = 6;
        struct logon_request request = to_the_package("user");
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, cases[i].status);
        assert_int_equal(result.which_fields, cases[i].which);
        assert_string_equal(user_of(&world)->parameters, cases[i].taken ? "bef" : "before");
        assert_int_equal(world.lsa.machine.sam.changed, cases[i].taken);
        const json_t *kept = json_object_get(user_of(&world)->json, "parameters");
        assert_string_equal(json_string_value(kept), cases[i].taken ? "bef" : "before");
        world_end(&world);
    }
}

static void assert_nothing_was_done(const struct world *world, const struct logon_result *result)
{
    struct contents events = folder_read(world->folder, "events.log");
    assert_int_equal(events.size, 0);
    contents_release(&events);
    assert_int_equal(user_of(world)->bad_password_count, 1);
    assert_string_equal(user_of(world)->parameters, "before");
    assert_null(result->account);
    assert_true(result->elapsed_ns > 0);
}

#define BEFORE ", \"parameters\": \"before\", \"bad_password_count\": 1"

static void parameters_that_are_unsound_are_a_fault_and_no_logon(void **state)
{
    (void)state;
    struct world world;
    struct logon_result result;
    struct fault fault = {""};
    begin(&world, BEFORE);
    package_does.which = 0x00200000;
    package_does.replaces = true;
    struct logon_request request = to_the_package("user");
    assert_false(lsa_logon(&world.lsa, &request, &asking_plainly, &result, &fault));
    assert_non_null(strstr(fault.text, "UserAll->Parameters"));
    assert_nothing_was_done(&world, &result);
    world_end(&world);
}

struct asked {
    unsigned calls;
    bool fails;
    struct package_question question;
    struct logon_subject subject;
    enum package_export export;
};

static bool ask_as_noted(void *context, const struct package_question *question,
                         struct package_call *call, struct fault *fault)
{
    struct asked *asked = context;
    asked->calls++;
    asked->question = *question;
    asked->subject = *question->subject;
    asked->export = call->export;
    return asked->fails ? fault_set(fault, "it was not asked") : package_call_make(call);
}

static void whoever_asks_is_told_of_package_subject_and_flags(void **state)
{
    (void)state;
    static const struct {
        const char *user;
        uint32_t rid;
        ULONG flags; /* MSV1_0_GUEST_LOGON is 2 (subauth.h) */
    } cases[] = {{"user", 1001, 1}, {"nobody", 501, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct logon_result result;
        struct fault fault = {""};
        struct asked asked = {.calls = 0};
        const struct asking asking = {ask_as_noted, &asked};
        begin(&world, "");
        world.lsa.time = INT64_C(127000000000000000);
        struct logon_request request = to_the_package(cases[i].user);
        request.flags = MSV1_0_PASSTHRU;
        assert_true(lsa_logon(&world.lsa, &request, &asking, &result, &fault));
        assert_int_equal(result.status, STATUS_SUCCESS);
        assert_int_equal(result.account->rid, cases[i].rid);
        assert_int_equal(result.user_flags, i == 1 ? LOGON_GUEST : 0);
        assert_int_equal(asked.calls, 1);
        assert_int_equal(asked.export, EXPORT_ROUTINE);
        assert_int_equal(asked.question.flags, cases[i].flags);
        assert_int_equal(package_does.flags, cases[i].flags);
        assert_int_equal(package_does.rid, cases[i].rid);
        assert_ptr_equal(asked.question.package->routine, package.routine);
        assert_ptr_equal(asked.subject.request, &request);
        assert_ptr_equal(asked.subject.account, result.account);
        assert_ptr_equal(asked.subject.policy, &world.lsa.machine.policy);
        assert_true(asked.subject.logon_id == result.logon_id);
        assert_true(asked.subject.now.utc == INT64_C(127000000000000000));
        assert_true(asked.subject.now.hours_bias == 0);
        world_end(&world);
    }
}

/* The present is taken from the clock, and so is the hours' bias. */
static void without_a_time_of_its_own_an_lsa_has_the_clocks(void **state)
{
    (void)state;
    struct world world;
    struct logon_result result;
    struct fault fault = {""};
    struct asked asked = {.calls = 0};
    const struct asking asking = {ask_as_noted, &asked};
    begin(&world, "");
    struct logon_request request = to_the_package("user");
    struct moment before = clock_now();
    assert_true(lsa_logon(&world.lsa, &request, &asking, &result, &fault));
    struct moment after = clock_now();
    assert_in_range(asked.subject.now.utc, before.utc, after.utc);
    assert_in_range(asked.subject.now.hours_bias, before.hours_bias, after.hours_bias);
    world_end(&world);
}

static void a_filter_is_asked_in_the_same_way_and_of_the_same(void **state)
{
    (void)state;
    struct world world;
    struct logon_result result;
    struct fault fault = {""};
    struct asked asked = {.calls = 0};
    const struct asking asking = {ask_as_noted, &asked};
    begin(&world, "");
    assert_true(packages_add(&world.lsa.packages, PROTOCOL_NTLM, 0, &package));
    struct logon_request request = request_of("nobody", "x", RESPONSE_NTLMV2);
    assert_true(lsa_logon(&world.lsa, &request, &asking, &result, &fault));
    assert_int_equal(asked.export, EXPORT_FILTER);
    assert_int_equal(asked.question.flags, MSV1_0_GUEST_LOGON);
    assert_int_equal(package_does.flags, MSV1_0_GUEST_LOGON);
    assert_ptr_equal(asked.question.package->filter, package.filter);
    assert_true(asked.subject.logon_id == result.logon_id);
    assert_false(result.refused_by_filter);
    asked.fails = true;
    assert_false(lsa_logon(&world.lsa, &request, &asking, &result, &fault));
    assert_string_equal(fault.text, "it was not asked");
    world_end(&world);
}

static void what_was_not_asked_is_no_logon(void **state)
{
    (void)state;
    struct world world;
    struct logon_result result;
    struct fault fault = {""};
    struct asked asked = {.fails = true};
    const struct asking asking = {ask_as_noted, &asked};
    begin(&world, BEFORE);
    struct logon_request request = to_the_package("user");
    assert_false(lsa_logon(&world.lsa, &request, &asking, &result, &fault));
    assert_string_equal(fault.text, "it was not asked");
    assert_int_equal(package_does.calls, 0);
    assert_nothing_was_done(&world, &result);
    world_end(&world);
}

static bool observe(void *context, const struct logon_request *request, struct fault *fault)
{
    struct asked *seen = context;
    assert_int_equal(package_does.calls, seen->calls); /* it comes first */
    seen->calls++;
    seen->subject.request = request;
    return !seen->fails || fault_set(fault, "not this one");
}

static void an_observer_sees_a_logon_first_and_may_fail_it(void **state)
{
    (void)state;
    struct world world;
    struct logon_result result;
    struct fault fault = {""};
    struct asked seen = {.calls = 0};
    begin(&world, BEFORE);
    world.lsa.observer = (struct lsa_observer){observe, &seen};
    struct logon_request request = to_the_package("user");
    package_does.status = STATUS_NO_SUCH_USER;
    assert_true(lsa_logon(&world.lsa, &request, &asking_plainly, &result, &fault));
    assert_ptr_equal(seen.subject.request, &request);
    assert_int_equal(seen.calls, 1);
    assert_int_equal(package_does.calls, 1);
    folder_write(world.folder, "events.log", "");
    seen.fails = true;
    assert_false(lsa_logon(&world.lsa, &request, &asking_plainly, &result, &fault));
    assert_string_equal(fault.text, "not this one");
    assert_int_equal(package_does.calls, 1);
    assert_int_equal(result.status, STATUS_UNSUCCESSFUL);
    assert_nothing_was_done(&world, &result);
    world_end(&world);
}

/* What the host itself refuses is the last word, but that there is no such account here. */
static void where_nobody_was_asked_the_result_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *user;
        enum logon_caller caller;
        unsigned package_id;
        NTSTATUS status;
        bool authoritative;
    } cases[] = {
        {"user", CALLER_NETWORK_SERVICE, 132, STATUS_PRIVILEGE_NOT_HELD, true},
        {"nobody", CALLER_NETWORK_SERVICE, 131, STATUS_PRIVILEGE_NOT_HELD, true},
        {"nobody", CALLER_LOCAL_SYSTEM, 131, STATUS_DLL_NOT_FOUND, true},
        {"nobody", CALLER_LOCAL_SYSTEM, 133, STATUS_PROCEDURE_NOT_FOUND, true},
        {"nobody", CALLER_LOCAL_SYSTEM, 132, STATUS_NO_SUCH_USER, false},
    };
    static const struct package silent;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world, "");
        assert_true(packages_add(&world.lsa.packages, PROTOCOL_NTLM, 133, &silent));
        struct logon_request request = to_the_package(cases[i].user);
        request.caller = cases[i].caller;
        request.package_id = cases[i].package_id;
        request.parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT;
        checks = 0;
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, cases[i].status);
        assert_int_equal(result.authoritative, cases[i].authoritative);
        assert_string_equal(result.called, "none");
        assert_true(result.logoff_time == NT_NEVER && result.kickoff_time == NT_NEVER);
        assert_int_equal(result.user_flags | result.which_fields, 0);
        assert_null(result.account);
        assert_int_equal(package_does.calls, 0);
        assert_int_equal(checks, 0);
        world_end(&world);
    }
}

/* Else the time would tell which names there are. */
static void a_name_that_sam_does_not_have_takes_the_same_check(void **state)
{
    (void)state;
    static const struct {
        const char *user;
        enum response_form form;
        NTSTATUS status;
    } cases[] = {
        {"user", RESPONSE_NTLMV2, STATUS_NOLOGON_SERVER_TRUST_ACCOUNT},
        {"nobody", RESPONSE_NTLMV2, STATUS_NO_SUCH_USER},
        {"nobody", RESPONSE_LM, STATUS_NO_SUCH_USER},
        {"Administrator", RESPONSE_NTLMV2, STATUS_WRONG_PASSWORD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world, ", \"flags\": [\"USER_SERVER_TRUST_ACCOUNT\"]");
        struct logon_request request = request_of(cases[i].user, "wrong", cases[i].form);
        request.parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT;
        checks = 0;
        checked_nt = checked_lm = false;
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, cases[i].status);
        assert_int_equal(result.authoritative, i == 3);
        assert_int_equal(result.proven_by, PROVEN_BY_NOTHING);
        assert_int_equal(checks, 1);
        assert_true(checked_nt && checked_lm);
        assert_false(world.lsa.machine.sam.changed && i < 3);
        world_end(&world);
    }
}

/* MSV1_0_ALLOW_FORCE_GUEST: whom else SAM refuses stays refused, and whom it admits is himself. */
static void guest_is_forced_for_a_wrong_password_alone(void **state)
{
    (void)state;
    static const struct {
        const char *members;
        const char *password;
        bool guest_is_on;
        NTSTATUS status;
        uint32_t rid; /* whose logon it was, or was tried */
    } cases[] = {
        {"", "wrong", true, STATUS_SUCCESS, 501},
        {"", "wrong", false, STATUS_WRONG_PASSWORD, 1001},
        {"", PASSWORD, true, STATUS_SUCCESS, 1001},
        {", \"flags\": [\"USER_ACCOUNT_AUTO_LOCKED\"]", "wrong", true, STATUS_ACCOUNT_LOCKED_OUT,
         1001},
        {", \"flags\": [\"USER_ACCOUNT_DISABLED\"]", PASSWORD, true, STATUS_ACCOUNT_DISABLED, 1001},
        {", \"account_expires\": \"2000-01-01\"", PASSWORD, true, STATUS_ACCOUNT_EXPIRED, 1001},
        {", \"account_expires\": \"2000-01-01\"", "wrong", true, STATUS_SUCCESS, 501},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world, cases[i].members);
        if (!cases[i].guest_is_on) {
            sam_find(&world.lsa.machine.sam, "Guest")->flags |= USER_ACCOUNT_DISABLED;
        }
        struct logon_request request = request_of("user", cases[i].password, RESPONSE_NTLMV2);
        request.parameter_control = MSV1_0_ALLOW_FORCE_GUEST;
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, cases[i].status);
        assert_int_equal(result.account->rid, cases[i].rid);
        assert_int_equal(result.user_flags, cases[i].rid == 501 ? LOGON_GUEST : 0);
        world_end(&world);
    }
}

/* Only a logon that is granted is Guest's, and what else is known of it is kept. */
static void the_flag_of_guests_logon_is_added_where_it_is_one(void **state)
{
    (void)state;
    static const struct {
        const char *password;
        enum response_form form;
        NTSTATUS status;
        uint32_t flags;
    } cases[] = {
        {"wrong", RESPONSE_NTLMV2, STATUS_WRONG_PASSWORD, 0},
        {PASSWORD, RESPONSE_NTLMV2, STATUS_SUCCESS, LOGON_GUEST},
        {PASSWORD, RESPONSE_CLEARTEXT, STATUS_SUCCESS, LOGON_GUEST | LOGON_NOENCRYPTION},
    };
    struct world world;
    struct fault fault = {""};
    begin(&world, "");
    assert_true(sam_set_password(&world.lsa.machine.sam, sam_find(&world.lsa.machine.sam, "Guest"),
                                 PASSWORD, &fault));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct logon_request request = request_of("nobody", cases[i].password, cases[i].form);
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, cases[i].status);
        assert_int_equal(result.user_flags, cases[i].flags);
        assert_int_equal(result.account->rid, RID_GUEST);
        assert_false(result.anonymous);
    }
    world_end(&world);
}

static void an_anonymous_logon_is_granted_for_good_and_nobodys(void **state)
{
    (void)state;
    struct world world;
    begin(&world, "");
    struct logon_request request = request_of("", "", RESPONSE_NONE);
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_true(result.anonymous && result.authoritative);
    assert_null(result.account);
    assert_true(result.logoff_time == NT_NEVER && result.kickoff_time == NT_NEVER);
    assert_true(world_has_event(&world, "\tSecurity\t540\t", "User Name: ANONYMOUS LOGON"));
    world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_are_taken_where_which_fields_names_them_and_on_success),
        cmocka_unit_test(parameters_that_are_unsound_are_a_fault_and_no_logon),
        cmocka_unit_test(whoever_asks_is_told_of_package_subject_and_flags),
        cmocka_unit_test(without_a_time_of_its_own_an_lsa_has_the_clocks),
        cmocka_unit_test(a_filter_is_asked_in_the_same_way_and_of_the_same),
        cmocka_unit_test(what_was_not_asked_is_no_logon),
        cmocka_unit_test(an_observer_sees_a_logon_first_and_may_fail_it),
        cmocka_unit_test(where_nobody_was_asked_the_result_says_so),
        cmocka_unit_test(guest_is_forced_for_a_wrong_password_alone),
        cmocka_unit_test(the_flag_of_guests_logon_is_added_where_it_is_one),
        cmocka_unit_test(an_anonymous_logon_is_granted_for_good_and_nobodys),
        cmocka_unit_test(a_name_that_sam_does_not_have_takes_the_same_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
