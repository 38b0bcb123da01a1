/* The LSA where there is no memory: it is said, nothing is left, and no account is changed. */
#include "failing_memory.h"
#include "lsa_world.h"

#include "generic.h"

static json_t *accounts_of(const char *members)
{
    char text[256];
    snprintf(text, sizeof text,
             "[{\"name\": \"user\", \"rid\": 1001, \"password\": \"Password\"%s}]", members);
    return json_loads(text, 0, NULL);
}

struct logon_world {
    json_t *accounts;
    struct lsa lsa;
    unsigned refused; /* logons, for want of memory */
    struct logon_request request;
};

static void begin(struct logon_world *world, const char *user)
{
    struct fault fault = {""};
    world->accounts = accounts_of(", \"bad_password_count\": 1");
    assert_true(lsa_open_accounts(world->accounts, &world->lsa, &fault));
    world->request = request_of(user, PASSWORD, RESPONSE_NTLMV2);
}

static void end(struct logon_world *world)
{
    lsa_close(&world->lsa);
    json_decref(world->accounts);
}

/* With the allocation of that number failing; whether one did. */
static bool log_on_failing(struct logon_world *world, int failing, struct logon_result *result)
{
    struct fault fault = {""};
    memory_failing_call = failing;
    bool done = lsa_logon(&world->lsa, &world->request, &asking_plainly, result, &fault);
    bool has_failed = memory_failing_call < 0;
    memory_failing_call = -1;
    assert_int_equal(fault.text[0] == '\0', done);
    world->refused += !done;
    return has_failed;
}

static unsigned package_calls;

static NTSTATUS NTAPI agrees(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                             PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                             PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    (void)level;
    (void)information;
    (void)flags;
    (void)user;
    (void)authoritative;
    (void)logoff;
    (void)kickoff;
    package_calls++;
    *which = 0;
    *user_flags = 0;
    return STATUS_SUCCESS;
}

/* The registry's values are then the strictest, and let NTLMv2 in all the same. */
static void a_logon_without_memory_is_none(void **state)
{
    (void)state;
    static const struct package package = {.routine = agrees, .filter = agrees};
    enum { BY_SAM, BY_SAM_AND_FILTER, BY_PACKAGE, WAYS };
    for (int way = BY_SAM; way < WAYS; way++) {
        struct logon_world world = {.refused = 0};
        struct logon_result result;
        begin(&world, "user");
        world.request.subauth = way == BY_PACKAGE;
        assert_true(way == BY_SAM || packages_add(&world.lsa.packages, PROTOCOL_NTLM,
                                                  way == BY_PACKAGE ? 132 : 0, &package));
        struct sam_account *user = sam_find(&world.lsa.machine.sam, "user");
        bool has_failed = true;
        for (int failing = 0; has_failed; failing++) {
            unsigned before = world.refused;
            package_calls = 0;
            user->bad_password_count = 1;
            has_failed = log_on_failing(&world, failing, &result);
            bool refused = world.refused > before;
            assert_int_equal(package_calls, refused || way == BY_SAM ? 0 : 1);
            assert_int_equal(user->bad_password_count, refused ? 1 : 0);
            assert_ptr_equal(result.account, refused ? NULL : user);
            assert_true(refused || result.status == STATUS_SUCCESS);
        }
        assert_true(world.refused > 5);
        end(&world);
    }
}

/* What that check comes to is not wanted. */
static void a_name_that_nobody_has_is_refused_with_or_without_memory(void **state)
{
    (void)state;
    struct logon_world world = {.refused = 0};
    struct logon_result result;
    begin(&world, "nobody");
    int failing = 0;
    for (bool has_failed = true; has_failed; failing++) {
        has_failed = log_on_failing(&world, failing, &result);
        assert_int_equal(world.refused, 0);
        assert_int_equal(result.status, STATUS_NO_SUCH_USER);
    }
    assert_true(failing > 5);
    end(&world);
}

static NTSTATUS NTAPI gives_back(PVOID submit, ULONG size, PULONG returned_size, PVOID *returned)
{
    static char text[] = "three";
    (void)submit;
    (void)size;
    *returned = text;
    *returned_size = 5;
    return STATUS_SUCCESS;
}

static bool asks(void *context)
{
    const struct generic_request request = {.form = GENERIC_REQUEST,
                                            .package_id = 7,
                                            .submit = (const unsigned char *)"count",
                                            .size = 5};
    struct generic_answer answer;
    struct fault fault = {""};
    bool asked = generic_ask(context, &request, &answer, &fault);
    assert_string_equal(fault.text, asked ? "" : "no memory");
    assert_true(asked ? answer.calls == 2 : answer.calls < 2);
    generic_release(&answer);
    return asked;
}

static void routine_generic_without_memory_is_not_asked(void **state)
{
    (void)state;
    static const struct package package = {.generic = gives_back};
    struct lsa lsa = {.time = 0};
    assert_true(packages_add(&lsa.packages, PROTOCOL_NTLM, 7, &package));
    assert_true(memory_each_fails(asks, &lsa) > 2);
    packages_close(&lsa.packages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_logon_without_memory_is_none),
        cmocka_unit_test(a_name_that_nobody_has_is_refused_with_or_without_memory),
        cmocka_unit_test(routine_generic_without_memory_is_not_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
