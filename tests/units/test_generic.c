/* RoutineGeneric: who may ask, what it is handed in either form, and what is taken from it. */
#include "lsa_world.h"

#include "batch_line.h"

/* ntsecapi.h */
struct message {
    ULONG type; /* MsV1_0SubAuth: 9 */
    ULONG package_id;
    ULONG length;
    const char *submit;
};

struct response {
    ULONG type;
    ULONG length;
    const char *returned;
};

static struct {
    struct message message; /* as the routine was handed it */
    char submitted[8];
    const void *answer; /* what it gives back */
    ULONG size;
    int reads_at; /* of SubmitBuffer; not within it: what may not be touched */
} generic;

static NTSTATUS NTAPI routine(PVOID submit, ULONG size, PULONG returned_size, PVOID *returned)
{
    const volatile char *bytes = submit;
    memset(&generic.message, 0, sizeof generic.message);
    memset(generic.submitted, 0, sizeof generic.submitted);
    if (size == sizeof generic.message) {
        memcpy(&generic.message, submit, size);
        memcpy(generic.submitted, generic.message.submit, generic.message.length);
    } else {
        memcpy(generic.submitted, submit, size);
    }
    *returned_size = generic.size;
    *returned = (PVOID)(uintptr_t)generic.answer;
    return bytes[generic.reads_at] == '\0' ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

static const struct package package = {.generic = routine};

static void begin(struct world *world, const void *answer, ULONG size)
{
    memset(&generic, 0, sizeof generic);
    generic.answer = answer;
    generic.size = size;
    world_begin(world, "", "");
    assert_true(packages_add(&world->lsa.packages, PROTOCOL_NTLM, 7, &package));
}

/* "count", of the package of this number. The caller releases the answer. */
static struct generic_answer ask(struct world *world, enum generic_form form, unsigned package_id)
{
    struct generic_answer answer;
    struct fault fault = {""};
    const struct generic_request request = {.form = form,
                                            .package_id = package_id,
                                            .submit = (const unsigned char *)"count",
                                            .size = 5};
    assert_true(generic_ask(&world->lsa, &request, &answer, &fault));
    return answer;
}

static void assert_returned(const struct generic_answer *answer, const char *expected)
{
    assert_int_equal(answer->returned_size, strlen(expected));
    assert_memory_equal(answer->returned, expected, strlen(expected));
}

static void bytes_go_in_and_come_back(void **state)
{
    (void)state;
    struct world world;
    begin(&world, "three", 5);
    struct generic_answer answer = ask(&world, GENERIC_BYTES, 7);
    assert_int_equal(answer.status, STATUS_SUCCESS);
    assert_string_equal(answer.called, "Msv1_0SubAuthenticationRoutineGeneric");
    assert_int_equal(answer.calls, 2); /* what may not be touched lies behind, then before */
    assert_int_equal(answer.findings.count, 0);
    assert_string_equal(generic.submitted, "count");
    assert_returned(&answer, "three");
    generic_release(&answer);
    world_end(&world);
}

static void the_request_names_the_package_and_points_to_the_bytes(void **state)
{
    (void)state;
    static const struct response response = {9, 5, "three"};
    struct world world;
    begin(&world, &response, sizeof response);
    struct generic_answer answer = ask(&world, GENERIC_REQUEST, 7);
    assert_int_equal(answer.status, STATUS_SUCCESS);
    assert_int_equal(generic.message.type, 9);
    assert_int_equal(generic.message.package_id, 7);
    assert_int_equal(generic.message.length, 5);
    assert_string_equal(generic.submitted, "count");
    assert_returned(&answer, "three");
    generic_release(&answer);
    world_end(&world);
}

static void a_response_that_is_no_response_is_without_a_buffer(void **state)
{
    (void)state;
    static const struct response whole = {9, 5, "three"};
    static const struct response none = {9, 5, NULL};
    static const struct {
        const struct response *response;
        ULONG size;
        bool without_buffer;
    } cases[] = {
        {&whole, sizeof whole, false},
        {&whole, sizeof whole - 1, true},
        {&whole, 8, true},
        {&whole, 0, false},
        {&none, sizeof none, true},
        {NULL, 5, true},
        {NULL, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world, cases[i].response, cases[i].size);
        struct generic_answer answer = ask(&world, GENERIC_REQUEST, 7);
        assert_int_equal(answer.without_buffer, cases[i].without_buffer);
        assert_int_equal(answer.returned_size,
                         cases[i].response == &whole && cases[i].size == sizeof whole ? 5 : 0);
        generic_release(&answer);
        world_end(&world);
    }
}

static void a_line_says_in_which_form(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        ULONG type; /* of the message; 0: there is none */
    } cases[] = {
        {"{\"generic\": \"636f756e74\", \"package_id\": 7}", 0},
        {"{\"generic\": \"636f756e74\", \"package_id\": 7, \"generic_as\": \"bytes\"}", 0},
        {"{\"generic\": \"636f756e74\", \"package_id\": 7, \"generic_as\": \"request\"}", 9},
    };
    const struct batch_line_options options = {.package = NULL};
    struct world world;
    struct generic_answer answer;
    struct fault fault = {""};
    begin(&world, NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *line = json_loads(cases[i].line, 0, NULL);
        assert_int_equal(batch_line_answer_generic(&world.lsa, &options, line, &answer, &fault),
                         BATCH_ANSWERED);
        assert_int_equal(generic.message.type, cases[i].type);
        assert_string_equal(generic.submitted, "count");
        generic_release(&answer);
        json_decref(line);
    }
    json_t *broken = json_loads("{\"generic\": \"\", \"generic_as\": \"text\"}", 0, NULL);
    assert_int_equal(batch_line_answer_generic(&world.lsa, &options, broken, &answer, &fault),
                     BATCH_BROKEN);
    assert_string_equal(fault.text, "generic_as: expected bytes or request");
    generic_release(&answer);
    json_decref(broken);
    world_end(&world);
}

static void what_is_read_behind_or_before_the_buffer_is_found(void **state)
{
    (void)state;
    static const int places[] = {5, -1};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct world world;
        begin(&world, NULL, 0);
        generic.reads_at = places[i];
        struct generic_answer answer = ask(&world, GENERIC_BYTES, 7);
        assert_int_equal(answer.findings.count, 1);
        assert_int_equal(answer.findings.list[0].kind, FINDING_READ);
        assert_string_equal(answer.findings.list[0].field, "SubmitBuffer");
        assert_int_equal(answer.findings.list[0].offset, places[i]);
        generic_release(&answer);
        world_end(&world);
    }
}

static void a_package_is_asked_for_whom_may_ask_and_where_it_can_be_asked(void **state)
{
    (void)state;
    static const struct package silent = {.module = NULL};
    static const struct {
        enum logon_caller caller;
        unsigned package_id;
        NTSTATUS status;
    } cases[] = {
        {CALLER_NETWORK_SERVICE, 7, STATUS_PRIVILEGE_NOT_HELD},
        {CALLER_LOCAL_SYSTEM, 8, STATUS_PROCEDURE_NOT_FOUND},
        {CALLER_LOCAL_SYSTEM, 9, STATUS_DLL_NOT_FOUND},
    };
    struct world world;
    begin(&world, "three", 5);
    assert_true(packages_add(&world.lsa.packages, PROTOCOL_NTLM, 8, &silent));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct generic_answer answer;
        struct fault fault = {""};
        const struct generic_request request = {.caller = cases[i].caller,
                                                .package_id = cases[i].package_id};
        assert_true(generic_ask(&world.lsa, &request, &answer, &fault));
        assert_int_equal(answer.status, cases[i].status);
        assert_string_equal(answer.called, "none");
        assert_int_equal(answer.calls, 0);
        assert_int_equal(answer.returned_size, 0);
        generic_release(&answer);
    }
    world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_go_in_and_come_back),
        cmocka_unit_test(the_request_names_the_package_and_points_to_the_bytes),
        cmocka_unit_test(a_response_that_is_no_response_is_without_a_buffer),
        cmocka_unit_test(a_line_says_in_which_form),
        cmocka_unit_test(what_is_read_behind_or_before_the_buffer_is_found),
        cmocka_unit_test(a_package_is_asked_for_whom_may_ask_and_where_it_can_be_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
