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
    void (*does)(unsigned call, PULONG returned_size,
                 PVOID *returned); /* or nothing; call: from 0 */
    unsigned calls;
    bool refuses;
    bool touches; /* a submitted buffer: which, where and how */
    bool inner;
    int offset;
    bool writes;
    ULONG found_size;         /* in ReturnBufferLength, before */
    const void *found;        /* in ReturnBuffer */
    unsigned char between[4]; /* of the message, where length ends: the 64-bit layout's hole */
} generic;

static void touch(PVOID submit)
{
    volatile char *bytes = submit;
    if (generic.inner) {
        bytes = (volatile char *)(uintptr_t)((const struct message *)submit)->submit;
    }
    if (generic.writes) {
        bytes[generic.offset] = '!';
    } else {
        (void)bytes[generic.offset];
    }
}

static NTSTATUS NTAPI routine(PVOID submit, ULONG size, PULONG returned_size, PVOID *returned)
{
    const volatile char *bytes = submit;
    generic.found_size = *returned_size;
    generic.found = *returned;
    memset(&generic.message, 0, sizeof generic.message);
    memset(generic.submitted, 0, sizeof generic.submitted);
    if (size == sizeof generic.message) {
        memcpy(&generic.message, submit, size);
        memcpy(generic.submitted, generic.message.submit, generic.message.length);
        memcpy(generic.between, (const char *)submit + size - sizeof(void *) - 4, 4);
    } else {
        memcpy(generic.submitted, submit, size);
    }
    *returned_size = generic.size;
    *returned = (PVOID)(uintptr_t)generic.answer;
    if (generic.touches) {
        touch(submit);
    }
    if (generic.does != NULL) {
        generic.does(generic.calls, returned_size, returned);
    }
    generic.calls++;
    return bytes[generic.reads_at] == '\0' || generic.refuses ? STATUS_UNSUCCESSFUL
                                                              : STATUS_SUCCESS;
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
    assert_int_equal(generic.found_size, 0);
    assert_null(generic.found);
    assert_returned(&answer, "three");
    generic_release(&answer);
    assert_null(answer.returned);
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
    if (sizeof(void *) == 8) {
        assert_memory_equal(generic.between, "\0\0\0", 4);
    }
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
        {&whole, 1, true},
        {&whole, 0, false},
        {&none, sizeof none, true},
        {NULL, 5, true},
        {NULL, sizeof whole, true},
        {NULL, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world, cases[i].response, cases[i].size);
        struct generic_answer answer = ask(&world, GENERIC_REQUEST, 7);
        assert_int_equal(answer.status, STATUS_SUCCESS);
        assert_int_equal(answer.without_buffer, cases[i].without_buffer);
        assert_int_equal(answer.returned_size,
                         cases[i].response == &whole && cases[i].size == sizeof whole ? 5 : 0);
        generic_release(&answer);
        world_end(&world);
    }
}

static void bytes_without_a_buffer_or_without_a_length_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *answer;
        ULONG size;
        bool without_buffer;
    } cases[] = {
        {"x", 1, false}, {"x", 0, false}, {NULL, 1, true}, {NULL, 0, false}, {NULL, 9, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world, cases[i].answer, cases[i].size);
        struct generic_answer answer = ask(&world, GENERIC_BYTES, 7);
        assert_int_equal(answer.status, STATUS_SUCCESS);
        assert_int_equal(answer.without_buffer, cases[i].without_buffer);
        assert_int_equal(answer.returned_size, i == 0 ? 1 : 0);
        generic_release(&answer);
        world_end(&world);
    }
}

/* 0x10000 bytes (GENERIC_MOST). */
static void nothing_can_be_submitted(void **state)
{
    (void)state;
    struct world world;
    begin(&world, NULL, 0);
    for (int form = GENERIC_BYTES; form <= GENERIC_REQUEST; form++) {
        struct generic_answer answer;
        struct fault fault = {""};
        const struct generic_request request = {.form = (enum generic_form)form, .package_id = 7};
        assert_true(generic_ask(&world.lsa, &request, &answer, &fault));
        assert_int_equal(answer.calls, 2);
        assert_int_equal(generic.message.length, 0);
        assert_int_equal(generic.message.type, form == GENERIC_BYTES ? 0 : 9);
        generic_release(&answer);
    }
    world_end(&world);
}

static void of_what_comes_back_so_many_bytes_are_copied(void **state)
{
    (void)state;
    static const ULONG sizes[] = {0xFFFF, 0x10000, 0x10001};
    static unsigned char much[0x10001];
    for (size_t i = 0; i < sizeof much; i++) {
        much[i] = (unsigned char)(i % 251);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct world world;
        begin(&world, much, sizes[i]);
        struct generic_answer answer = ask(&world, GENERIC_BYTES, 7);
        assert_int_equal(answer.returned_size, sizes[i] > 0x10000 ? 0x10000 : sizes[i]);
        assert_memory_equal(answer.returned, much, answer.returned_size);
        assert_false(answer.without_buffer);
        generic_release(&answer);
        world_end(&world);
    }
}

static void ask_for_what_it_does(void (*does)(unsigned, PULONG, PVOID *),
                                 struct generic_answer *answer)
{
    struct world world;
    begin(&world, "three", 5);
    generic.does = does;
    *answer = ask(&world, GENERIC_BYTES, 7);
    assert_string_equal(answer->called, "Msv1_0SubAuthenticationRoutineGeneric");
    assert_int_equal(answer->calls, 2);
    world_end(&world);
}

static void gives_less_the_second_time(unsigned call, PULONG returned_size, PVOID *returned)
{
    (void)returned;
    *returned_size = call == 0 ? 5 : 0;
}

static void refuses_the_second_time(unsigned call, PULONG returned_size, PVOID *returned)
{
    (void)returned_size;
    (void)returned;
    generic.refuses = call == 1;
}

/* The last call's answer counts, and of a refusal nothing is taken. */
static void what_the_first_call_gave_is_not_the_second_ones(void **state)
{
    (void)state;
    struct generic_answer answer;
    ask_for_what_it_does(gives_less_the_second_time, &answer);
    assert_int_equal(answer.status, STATUS_SUCCESS);
    assert_int_equal(answer.returned_size, 0);
    generic_release(&answer);
    ask_for_what_it_does(refuses_the_second_time, &answer);
    assert_int_equal(answer.status, STATUS_UNSUCCESSFUL);
    assert_int_equal(answer.returned_size, 0);
    assert_int_equal(answer.findings.count, 0);
    generic_release(&answer);
}

static void writes_before_the_length(unsigned call, PULONG returned_size, PVOID *returned)
{
    (void)call;
    (void)returned;
    ((volatile unsigned char *)returned_size)[-1] = 0x77;
}

/* Where pages do not show it, the bytes do. */
static void what_is_written_before_or_behind_a_buffer_is_found(void **state)
{
    (void)state;
    struct generic_answer answer;
    ask_for_what_it_does(writes_before_the_length, &answer);
    assert_int_equal(answer.findings.count, 1);
    assert_int_equal(answer.findings.list[0].kind, FINDING_WRITE);
    assert_string_equal(answer.findings.list[0].field, "ReturnBufferLength");
    assert_int_equal(answer.findings.list[0].offset, -1);
    assert_int_equal(answer.findings.list[0].times, 2);
    generic_release(&answer);
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

/* What the caller submitted is the caller's, in either form. */
static void what_is_done_to_each_submitted_buffer_is_found(void **state)
{
    (void)state;
    static const struct {
        enum generic_form form;
        bool inner; /* what the request points to; else SubmitBuffer itself */
        int offset;
        bool writes;
        const char *field;
    } cases[] = {
        {GENERIC_BYTES, false, 0, true, "SubmitBuffer"},
        {GENERIC_BYTES, false, 5, false, "SubmitBuffer"},
        {GENERIC_REQUEST, false, 0, true, "SubmitBuffer"},
        {GENERIC_REQUEST, false, sizeof(struct message), false, "SubmitBuffer"},
        {GENERIC_REQUEST, true, 4, true, "SubmitBuffer->SubAuthSubmitBuffer"},
        {GENERIC_REQUEST, true, 5, false, "SubmitBuffer->SubAuthSubmitBuffer"},
        {GENERIC_REQUEST, true, -1, false, "SubmitBuffer->SubAuthSubmitBuffer"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        begin(&world, NULL, 0);
        generic.touches = true;
        generic.inner = cases[i].inner;
        generic.offset = cases[i].offset;
        generic.writes = cases[i].writes;
        struct generic_answer answer = ask(&world, cases[i].form, 7);
        assert_int_equal(answer.findings.count, 1);
        const struct call_finding *finding = &answer.findings.list[0];
        assert_int_equal(finding->kind, cases[i].writes ? FINDING_WRITE : FINDING_READ);
        assert_string_equal(finding->field, cases[i].field);
        assert_int_equal(finding->offset, cases[i].offset);
        assert_int_equal(finding->size, cases[i].inner || i < 2 ? 5 : sizeof(struct message));
        assert_int_equal(finding->times, cases[i].writes ? 2 : 1);
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
        cmocka_unit_test(bytes_without_a_buffer_or_without_a_length_are_none),
        cmocka_unit_test(nothing_can_be_submitted),
        cmocka_unit_test(of_what_comes_back_so_many_bytes_are_copied),
        cmocka_unit_test(what_the_first_call_gave_is_not_the_second_ones),
        cmocka_unit_test(what_is_written_before_or_behind_a_buffer_is_found),
        cmocka_unit_test(a_line_says_in_which_form),
        cmocka_unit_test(what_is_read_behind_or_before_the_buffer_is_found),
        cmocka_unit_test(what_is_done_to_each_submitted_buffer_is_found),
        cmocka_unit_test(a_package_is_asked_for_whom_may_ask_and_where_it_can_be_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
