/*
 * The blocks that LsaLogonUser is handed and gives back (ntsecapi.h and its pages), read here by a
 * table of their own, with pointers of 8 bytes and of 4. The number of random cases is
 * IISSUBA_LSA_CASES.
 */
#include "support.h"

#include <stdlib.h>

#include "comparison.h"
#include "parameter_control.h"
#include "profile_buffer.h"
#include "submit_buffer.h"

#define FIELD(struct, field, x64, x86) \
    enum { struct##_##field##_64 = x64, struct##_##field##_32 = x86 };
#define SIZE(struct, x64, x86) enum { struct##_size_64 = x64, struct##_size_32 = x86 };
#include "lsa_layout.h"
#undef FIELD
#undef SIZE
#define PLACE(layout, struct, field) \
    ((size_t)((layout)->pointer_size == 8 ? struct##_##field##_64 : struct##_##field##_32))

static const struct block_layout layouts[] = {
    {8, 0x00000203A1B2C3D0}, {4, 0x00401230}, {8, UINT64_C(0xFFFFFFFF00000001)}, {4, 1}};

static uint64_t number(const unsigned char *bytes, size_t at, size_t size)
{
    uint64_t value = 0;
    for (size_t i = size; i > 0; i--) {
        value = value << 8 | bytes[at + i - 1];
    }
    return value;
}

/* A counted string of a block, which is where the last one ended. */
struct walk {
    const struct submit_buffer *block;
    const struct block_layout *layout;
    size_t end;
};

static void expect(struct walk *walk, size_t at, const void *bytes, size_t size)
{
    const unsigned char *block = walk->block->bytes;
    assert_int_equal(number(block, at, 2), size);
    assert_int_equal(number(block, at + 2, 2), size);
    uint64_t pointer = number(block, at + walk->layout->pointer_size, walk->layout->pointer_size);
    assert_true(pointer == walk->layout->address + walk->end);
    assert_in_range(walk->end + size, 0, walk->block->size - 2);
    if (size > 0) {
        assert_memory_equal(block + walk->end, bytes, size);
    }
    walk->end += size;
}

static void expect_end(const struct walk *walk)
{
    assert_int_equal(walk->end + 2, walk->block->size);
    assert_int_equal(number(walk->block->bytes, walk->end, 2), 0);
}

/* A name in both encodings. */
struct name {
    char utf8[256];
    uint16_t units[128];
    size_t count;
};

struct sample {
    struct name domain, user, workstation;
    unsigned char nt[800], lm[800];
    struct logon_request request;
};

static uint32_t seed = 1;

static uint32_t any(uint32_t below)
{
    seed = (uint32_t)(((uint64_t)seed * 1103515245u + 12345u) & 0x7FFFFFFF);
    return (seed >> 8) % below;
}

/* Some characters of every length that UTF-8 has, by the table of RFC 3629. */
static void make_name(struct name *name)
{
    size_t used = 0;
    memset(name, 0, sizeof *name);
    for (uint32_t left = any(3) == 0 ? 0 : any(40); left > 0; left--) {
        uint32_t code = (const uint32_t[]){'A' + any(26), 0xC0 + any(0x700), 0x4E00 + any(0x1000),
                                           0x1F600 + any(64)}[any(4)];
        if (code >= 0x10000) {
            name->units[name->count++] = (uint16_t)(0xD800 + ((code - 0x10000) >> 10));
            name->units[name->count++] = (uint16_t)(0xDC00 + ((code - 0x10000) & 0x3FF));
            name->utf8[used++] = (char)(0xF0 | code >> 18);
            name->utf8[used++] = (char)(0x80 | (code >> 12 & 0x3F));
        } else {
            name->units[name->count++] = (uint16_t)code;
        }
        if (code >= 0x800 && code < 0x10000) {
            name->utf8[used++] = (char)(0xE0 | code >> 12);
        }
        if (code >= 0x800) {
            name->utf8[used++] = (char)(0x80 | (code >> 6 & 0x3F));
        } else if (code >= 0x80) {
            name->utf8[used++] = (char)(0xC0 | code >> 6);
        }
        name->utf8[used++] = (char)(code < 0x80 ? code : 0x80 | (code & 0x3F));
    }
}

static void make_sample(struct sample *sample)
{
    memset(sample, 0, sizeof *sample);
    make_name(&sample->domain);
    make_name(&sample->user);
    make_name(&sample->workstation);
    for (size_t i = 0; i < sizeof sample->nt; i++) {
        sample->nt[i] = (unsigned char)any(256);
        sample->lm[i] = (unsigned char)any(256);
    }
    struct logon_request *request = &sample->request;
    *request = (struct logon_request){.user = sample->user.utf8,
                                      .domain = sample->domain.utf8,
                                      .workstation = sample->workstation.utf8,
                                      .type = LOGON_TYPE_NETWORK,
                                      .subauth = any(2) != 0,
                                      .subauth_message = any(2) != 0,
                                      .package_id = any(256),
                                      .parameter_control = any(0x1000000)};
    request->response.raw_nt = sample->nt;
    request->response.raw_lm = sample->lm;
    request->response.nt_size = any(4) == 0 ? 0 : any(800);
    request->response.lm_size = any(4) == 0 ? 0 : any(800);
    request->response.cleartext = any(2) != 0;
    for (size_t i = 0; i < CHALLENGE_SIZE; i++) {
        request->response.challenge[i] = (unsigned char)any(256);
    }
    if (any(3) == 0) {
        request->type =
            (const enum logon_type[]){LOGON_TYPE_INTERACTIVE, LOGON_TYPE_BATCH, LOGON_TYPE_SERVICE,
                                      LOGON_TYPE_NETWORK_CLEARTEXT}[any(4)];
        request->response.nt_size &= ~(size_t)1;
    }
}

static uint32_t expected_control(const struct logon_request *request)
{
    return request->parameter_control | (request->response.cleartext ? 0x02u : 0) |
           (request->subauth && !request->subauth_message ? request->package_id << 24 : 0);
}

static void check_network(const struct sample *sample, struct walk *walk)
{
    const struct logon_request *request = &sample->request;
    const struct block_layout *layout = walk->layout;
    bool subauth = request->subauth && request->subauth_message;
    const unsigned char *bytes = walk->block->bytes;
    walk->end = subauth ? PLACE(layout, MSV1_0_SUBAUTH_LOGON, size)
                        : PLACE(layout, MSV1_0_LM20_LOGON, size);
    /* Both have the same fields in the same places, but for the last one. */
    assert_int_equal(number(bytes, 0, 4), subauth ? 5 : 4);
    expect(walk, PLACE(layout, MSV1_0_LM20_LOGON, LogonDomainName), sample->domain.units,
           2 * sample->domain.count);
    expect(walk, PLACE(layout, MSV1_0_LM20_LOGON, UserName), sample->user.units,
           2 * sample->user.count);
    expect(walk, PLACE(layout, MSV1_0_LM20_LOGON, Workstation), sample->workstation.units,
           2 * sample->workstation.count);
    assert_memory_equal(bytes + PLACE(layout, MSV1_0_LM20_LOGON, ChallengeToClient),
                        request->response.challenge, CHALLENGE_SIZE);
    expect(walk, PLACE(layout, MSV1_0_LM20_LOGON, CaseSensitiveChallengeResponse), sample->nt,
           request->response.nt_size);
    expect(walk, PLACE(layout, MSV1_0_LM20_LOGON, CaseInsensitiveChallengeResponse), sample->lm,
           request->response.lm_size);
    assert_int_equal(number(bytes, PLACE(layout, MSV1_0_LM20_LOGON, ParameterControl), 4),
                     expected_control(request));
    if (subauth) {
        assert_int_equal(number(bytes, PLACE(layout, MSV1_0_SUBAUTH_LOGON, SubAuthPackageId), 4),
                         request->package_id);
    }
}

static void check_interactive(const struct sample *sample, struct walk *walk)
{
    const struct block_layout *layout = walk->layout;
    walk->end = PLACE(layout, MSV1_0_INTERACTIVE_LOGON, size);
    assert_int_equal(number(walk->block->bytes, 0, 4), 2);
    expect(walk, PLACE(layout, MSV1_0_INTERACTIVE_LOGON, LogonDomainName), sample->domain.units,
           2 * sample->domain.count);
    expect(walk, PLACE(layout, MSV1_0_INTERACTIVE_LOGON, UserName), sample->user.units,
           2 * sample->user.count);
    expect(walk, PLACE(layout, MSV1_0_INTERACTIVE_LOGON, Password), sample->nt,
           sample->request.response.nt_size);
}

static unsigned cases(void)
{
    const char *number_of = getenv("IISSUBA_LSA_CASES");
    return number_of == NULL ? 500 : (unsigned)atoi(number_of);
}

static void every_block_is_laid_out_as_its_structure_says(void **state)
{
    (void)state;
    struct sample *sample = calloc(1, sizeof *sample);
    unsigned seen[3] = {0};
    for (unsigned i = 0; i < cases(); i++) {
        struct fault fault;
        struct submit_buffer block;
        make_sample(sample);
        const struct block_layout *layout = &layouts[i % 4];
        assert_true(submit_buffer_make(&sample->request, layout, &block, &fault));
        struct walk walk = {&block, layout, 0};
        if (sample->request.type == LOGON_TYPE_NETWORK) {
            check_network(sample, &walk);
            seen[sample->request.subauth && sample->request.subauth_message]++;
        } else {
            check_interactive(sample, &walk);
            seen[2]++;
        }
        expect_end(&walk);
        submit_buffer_release(&block);
        assert_null(block.bytes);
    }
    assert_true(seen[0] > 0 && seen[1] > 0 && seen[2] > 0);
    free(sample);
}

static void a_block_without_a_layout_is_for_where_it_lies(void **state)
{
    (void)state;
    struct sample *sample = calloc(1, sizeof *sample);
    struct fault fault;
    struct submit_buffer block;
    make_sample(sample);
    sample->request.type = LOGON_TYPE_NETWORK;
    assert_true(submit_buffer_make(&sample->request, NULL, &block, &fault));
    struct block_layout here = {sizeof(void *), (uint64_t)(uintptr_t)block.bytes};
    struct walk walk = {&block, &here, 0};
    check_network(sample, &walk);
    expect_end(&walk);
    submit_buffer_release(&block);
    free(sample);
}

/* A request whose user has so many characters, and its NT field so many bytes. */
static bool makes(size_t characters, size_t response, const char *domain)
{
    struct fault fault;
    struct submit_buffer block;
    char *user = calloc(1, characters + 1);
    unsigned char *nt = calloc(1, response + 1);
    memset(user, 'a', characters);
    struct logon_request request = {
        .user = user, .domain = domain, .workstation = "", .type = LOGON_TYPE_NETWORK};
    request.response.raw_nt = nt;
    request.response.nt_size = response;
    bool made = submit_buffer_make(&request, NULL, &block, &fault);
    assert_true(made || (block.bytes == NULL && *fault.text != '\0'));
    submit_buffer_release(&block);
    free(nt);
    free(user);
    return made;
}

static void what_a_length_cannot_say_is_refused(void **state)
{
    (void)state;
    assert_true(makes(32767, 0, ""));
    assert_false(makes(32768, 0, ""));
    assert_true(makes(1, 65535, ""));
    assert_false(makes(1, 65536, ""));
    assert_false(makes(1, 0, "\xC3"));
    assert_false(makes(1, 0, "\xED\xA0\x80"));
}

static void ex_is_asked_for_by_its_flag(void **state)
{
    (void)state;
    struct logon_request request = {
        .subauth = true, .package_id = 132, .export = EXPORT_ROUTINE_EX};
    assert_int_equal(parameter_control_of(&request), 0x84100000);
    request.subauth_message = true;
    assert_int_equal(parameter_control_of(&request), 0x00100000);
    request.subauth = false;
    assert_int_equal(parameter_control_of(&request), 0);
}

static void put(unsigned char *bytes, size_t at, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bytes[at + i] = (unsigned char)(value >> (8 * i));
    }
}

static void put_string(unsigned char *bytes, const struct block_layout *layout, size_t at,
                       size_t behind, const uint16_t *text, size_t units)
{
    put(bytes, at, 2 * units, 2);
    put(bytes, at + 2, 2 * units, 2);
    put(bytes, at + layout->pointer_size, layout->address + behind, layout->pointer_size);
    memcpy(bytes + behind, text, 2 * units);
}

#define PROFILE_SIZE 300
#define KEY 0xA5

static size_t make_profile(unsigned char bytes[PROFILE_SIZE], const struct block_layout *layout,
                           bool interactive)
{
    memset(bytes, KEY, PROFILE_SIZE);
    if (interactive) {
        put(bytes, 0, 2, 4);
        put(bytes, PLACE(layout, MSV1_0_INTERACTIVE_PROFILE, LogoffTime), 7, 8);
        put(bytes, PLACE(layout, MSV1_0_INTERACTIVE_PROFILE, KickOffTime), 8, 8);
        put(bytes, PLACE(layout, MSV1_0_INTERACTIVE_PROFILE, UserFlags), 0x20, 4);
        put_string(bytes, layout, PLACE(layout, MSV1_0_INTERACTIVE_PROFILE, LogonServer), 200,
                   u"SERVER", 6);
        return PLACE(layout, MSV1_0_INTERACTIVE_PROFILE, size);
    }
    put(bytes, 0, 3, 4);
    put(bytes, PLACE(layout, MSV1_0_LM20_LOGON_PROFILE, LogoffTime), 7, 8);
    put(bytes, PLACE(layout, MSV1_0_LM20_LOGON_PROFILE, KickOffTime), 8, 8);
    put(bytes, PLACE(layout, MSV1_0_LM20_LOGON_PROFILE, UserFlags), 0x20, 4);
    put_string(bytes, layout, PLACE(layout, MSV1_0_LM20_LOGON_PROFILE, LogonDomainName), 212,
               u"D\u00C4", 2);
    put_string(bytes, layout, PLACE(layout, MSV1_0_LM20_LOGON_PROFILE, LogonServer), 200, u"SERVER",
               6);
    return PLACE(layout, MSV1_0_LM20_LOGON_PROFILE, size);
}

static void a_profile_is_read_and_its_keys_are_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        unsigned char bytes[PROFILE_SIZE];
        struct returned_profile profile;
        bool interactive = i >= 4;
        make_profile(bytes, &layouts[i % 4], interactive);
        assert_true(profile_buffer_read(bytes, PROFILE_SIZE, &layouts[i % 4], &profile));
        assert_int_equal(profile.kind, interactive ? PROFILE_INTERACTIVE : PROFILE_NETWORK);
        assert_int_equal(profile.logoff_time, 7);
        assert_int_equal(profile.kickoff_time, 8);
        assert_int_equal(profile.user_flags, 0x20);
        assert_string_equal(profile.logon_server, "SERVER");
        assert_string_equal(profile.logon_domain, interactive ? "" : "D\xC3\x84");
        const unsigned char *all = (const unsigned char *)&profile;
        for (size_t at = 0; at + 4 < sizeof profile; at++) {
            assert_int_not_equal(number(all, at, 4), 0xA5A5A5A5);
        }
    }
}

static void a_profile_that_does_not_hold_what_it_says_is_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        unsigned char bytes[PROFILE_SIZE];
        struct returned_profile profile;
        const struct block_layout *layout = &layouts[i % 4];
        size_t least = make_profile(bytes, layout, i >= 4);
        for (size_t size = 0; size < 212; size++) {
            unsigned char *exact = malloc(size + 1);
            memcpy(exact, bytes, size);
            assert_false(profile_buffer_read(exact, size, layout, &profile));
            assert_int_equal(profile.kind, PROFILE_UNKNOWN);
            free(exact);
        }
        assert_in_range(least, 80, 200);
        size_t server = i >= 4 ? PLACE(layout, MSV1_0_INTERACTIVE_PROFILE, LogonServer)
                               : PLACE(layout, MSV1_0_LM20_LOGON_PROFILE, LogonServer);
        size_t pointer = server + layout->pointer_size;
        struct block_layout elsewhere = {layout->pointer_size, layout->address + 1000};
        assert_false(profile_buffer_read(bytes, PROFILE_SIZE, &elsewhere, &profile));
        put(bytes, pointer, layout->address + PROFILE_SIZE - 11, layout->pointer_size);
        assert_false(profile_buffer_read(bytes, PROFILE_SIZE, layout, &profile));
        put(bytes, pointer, layout->address + PROFILE_SIZE - 12, layout->pointer_size);
        assert_true(profile_buffer_read(bytes, PROFILE_SIZE, layout, &profile));
        put(bytes, server, 11, 2);
        assert_false(profile_buffer_read(bytes, PROFILE_SIZE, layout, &profile));
        put(bytes, server, 0, 2);
        put(bytes, pointer, 0, layout->pointer_size);
        assert_true(profile_buffer_read(bytes, PROFILE_SIZE, layout, &profile));
        put(bytes, 0, 4, 4); /* MsV1_0SmartCardProfile */
        assert_false(profile_buffer_read(bytes, PROFILE_SIZE, layout, &profile));
    }
}

static void no_profile_reads_beyond_its_end(void **state)
{
    (void)state;
    for (unsigned i = 0; i < cases(); i++) {
        struct returned_profile profile;
        unsigned char bytes[PROFILE_SIZE];
        const struct block_layout *layout = &layouts[i % 4];
        size_t least = make_profile(bytes, layout, any(2) != 0);
        for (uint32_t changes = any(4); changes > 0; changes--) {
            bytes[4 + any((uint32_t)least - 4)] = (unsigned char)any(256);
        }
        size_t size = least + any((uint32_t)(PROFILE_SIZE - least));
        unsigned char *exact = malloc(size);
        memcpy(exact, bytes, size);
        bool read = profile_buffer_read(exact, size, layout, &profile);
        assert_int_equal(read, profile.kind != PROFILE_UNKNOWN);
        assert_true(memchr(profile.logon_server, 0, PROFILE_NAME_MOST) != NULL);
        free(exact);
    }
}

static void two_agree_where_status_is_the_same_and_a_refusal_s_sub_status(void **state)
{
    (void)state;
    static const struct {
        NTSTATUS status, sub_status;
        struct caller_status fake;
        enum comparison_verdict verdict;
    } table[] = {
        {STATUS_SUCCESS, STATUS_SUCCESS, {STATUS_SUCCESS, STATUS_SUCCESS}, COMPARISON_AGREES},
        {STATUS_SUCCESS, STATUS_UNSUCCESSFUL, {STATUS_SUCCESS, STATUS_SUCCESS}, COMPARISON_AGREES},
        {STATUS_LOGON_FAILURE, 0, {STATUS_SUCCESS, 0}, COMPARISON_DIFFERS},
        {STATUS_SUCCESS, 0, {STATUS_LOGON_FAILURE, 0}, COMPARISON_DIFFERS},
        {STATUS_ACCOUNT_RESTRICTION,
         STATUS_ACCOUNT_DISABLED,
         {STATUS_ACCOUNT_RESTRICTION, STATUS_ACCOUNT_DISABLED},
         COMPARISON_AGREES},
        {STATUS_ACCOUNT_RESTRICTION,
         STATUS_INVALID_LOGON_HOURS,
         {STATUS_ACCOUNT_RESTRICTION, STATUS_ACCOUNT_DISABLED},
         COMPARISON_DIFFERS},
        {STATUS_LOGON_FAILURE,
         STATUS_WRONG_PASSWORD,
         {STATUS_LOGON_FAILURE, 0},
         COMPARISON_DIFFERS},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct comparison comparison = {
            .asked = true, .real = {.status = table[i].status, .sub_status = table[i].sub_status}};
        assert_int_equal(comparison_judge(&comparison, table[i].fake), table[i].verdict);
        comparison.asked = false;
        assert_int_equal(comparison_judge(&comparison, table[i].fake), COMPARISON_NOT_MADE);
    }
}

static void what_windows_cannot_be_asked_has_a_reason(void **state)
{
    (void)state;
    const struct logon_request plain = {
        .type = LOGON_TYPE_NETWORK, .subauth = true, .package_id = 132};
    struct logon_request refused[9];
    struct fault why;
    assert_true(comparison_takes(&plain, &why));
    for (size_t i = 0; i < 9; i++) {
        refused[i] = plain;
    }
    refused[0].package_file = "a.dll";
    refused[1].export = EXPORT_FILTER;
    refused[2].protocol = PROTOCOL_KERBEROS;
    refused[3].transitive = true;
    refused[4].flags = MSV1_0_PASSTHRU;
    refused[5].caller = CALLER_NETWORK_SERVICE;
    refused[6].package_id = 0;
    refused[7].type = LOGON_TYPE_INTERACTIVE;
    refused[8].type = LOGON_TYPE_NETWORK_CLEARTEXT;
    for (size_t i = 0; i < 9; i++) {
        why.text[0] = '\0';
        assert_false(comparison_takes(&refused[i], &why));
        assert_true(*why.text != '\0');
    }
    refused[6].subauth_message = true;
    assert_true(comparison_takes(&refused[6], &why));
    refused[7].response.cleartext = true;
    assert_true(comparison_takes(&refused[7], &why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_is_laid_out_as_its_structure_says),
        cmocka_unit_test(a_block_without_a_layout_is_for_where_it_lies),
        cmocka_unit_test(what_a_length_cannot_say_is_refused),
        cmocka_unit_test(ex_is_asked_for_by_its_flag),
        cmocka_unit_test(a_profile_is_read_and_its_keys_are_not),
        cmocka_unit_test(a_profile_that_does_not_hold_what_it_says_is_none),
        cmocka_unit_test(no_profile_reads_beyond_its_end),
        cmocka_unit_test(two_agree_where_status_is_the_same_and_a_refusal_s_sub_status),
        cmocka_unit_test(what_windows_cannot_be_asked_has_a_reason),
    };
    return cmocka_run_group_tests_name("windows_lsa", tests, NULL, NULL);
}
