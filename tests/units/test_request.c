/* What MSV1_0 hands over, as views: each field where it belongs, whole, and none that is not sound.
 */
#include "support.h"

#include "lsass/request.h"

#define ROOM 0xFFFF
static unsigned char memory[9][ROOM + 1]; /* a buffer of its own for each field */

static UNICODE_STRING text_at(int field, USHORT length, USHORT maximum)
{
    return (UNICODE_STRING){length, maximum, (PWSTR)(void *)memory[field]};
}

static STRING bytes_at(int field, USHORT length, USHORT maximum)
{
    return (STRING){length, maximum, (PCHAR)memory[field]};
}

static void assert_text(struct wide view, int field, size_t units)
{
    assert_ptr_equal(view.bytes, memory[field]);
    assert_int_equal(view.units, units);
}

static void assert_bytes(struct bytes view, int field, size_t size)
{
    assert_ptr_equal(view.bytes, memory[field]);
    assert_int_equal(view.size, size);
}

static void each_field_of_the_request_is_where_it_belongs(void **state)
{
    (void)state;
    struct request request;
    NETLOGON_NETWORK_INFO info = {.LmChallenge = {{1, 2, 3, 4, 5, 6, 7, 8}}};
    info.Identity.UserName = text_at(0, 2, 2);
    info.Identity.LogonDomainName = text_at(1, 4, 6);
    info.Identity.Workstation = text_at(2, 6, 0xFFFF);
    info.NtChallengeResponse = bytes_at(3, 7, 7);
    info.LmChallengeResponse = bytes_at(4, 24, 24);
    assert_true(request_read(&info, &request));
    assert_text(request.user, 0, 1);
    assert_text(request.domain, 1, 2);
    assert_text(request.workstation, 2, 3);
    assert_bytes(request.nt, 3, 7);
    assert_bytes(request.lm, 4, 24);
    assert_memory_equal(request.challenge, info.LmChallenge.data, 8);
}

/* Of ParameterControl one bit is heeded (MSV1_0_CLEARTEXT_PASSWORD_ALLOWED: ntsecapi.h). */
static void cleartext_is_allowed_by_its_bit_alone(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 32; bit++) {
        struct request request;
        NETLOGON_NETWORK_INFO info = {.Identity = {.ParameterControl = (ULONG)1 << bit}};
        assert_true(request_read(&info, &request));
        assert_int_equal(request.cleartext_allowed, bit == 1);
        info.Identity.ParameterControl = ~((ULONG)1 << bit);
        assert_true(request_read(&info, &request));
        assert_int_equal(request.cleartext_allowed, bit != 1);
    }
}

static void each_field_of_the_account_is_where_it_belongs(void **state)
{
    (void)state;
    struct account account;
    USER_ALL_INFORMATION user = {.UserId = 1001,
                                 .UserAccountControl = 0x210,
                                 .AccountExpires = {.QuadPart = INT64_C(0x0123456789ABCDEF)},
                                 .LogonHours = {1008, memory[8]},
                                 .NtPasswordPresent = TRUE,
                                 .LmPasswordPresent = TRUE};
    user.UserName = text_at(0, 10, 10);
    user.WorkStations = text_at(1, 8, 10);
    user.NtPassword = text_at(2, 16, 16);
    user.LmPassword = text_at(3, 16, 18);
    assert_true(account_read(&user, &account));
    assert_text(account.name, 0, 5);
    assert_text(account.workstations, 1, 4);
    assert_bytes(account.nt_owf, 2, 16);
    assert_bytes(account.lm_owf, 3, 16);
    assert_int_equal(account.rid, 1001);
    assert_int_equal(account.control, 0x210);
    assert_true(account.expires == INT64_C(0x0123456789ABCDEF));
    assert_ptr_equal(account.hours, memory[8]);
    assert_int_equal(account.units_per_week, 1008);
}

/* An OWF is 16 bytes, and there if SAM says so. */
static void an_owf_is_there_if_it_is_said_to_be_and_whole(void **state)
{
    (void)state;
    for (USHORT length = 0; length <= 32; length++) {
        for (int present = 0; present < 4; present++) {
            struct account account;
            USER_ALL_INFORMATION user = {.NtPassword = text_at(0, length, 32),
                                         .LmPassword = text_at(1, length, 32),
                                         .NtPasswordPresent = (present & 1) != 0,
                                         .LmPasswordPresent = (present & 2) != 0};
            assert_true(account_read(&user, &account));
            bool nt = length == 16 && (present & 1) != 0;
            bool lm = length == 16 && (present & 2) != 0;
            assert_int_equal(account.nt_owf.size, nt ? 16 : 0);
            assert_int_equal(account.lm_owf.size, lm ? 16 : 0);
            assert_ptr_equal(account.nt_owf.bytes, nt ? memory[0] : NULL);
            assert_ptr_equal(account.lm_owf.bytes, lm ? memory[1] : NULL);
        }
    }
}

/* The texts of both structures, then the two responses. */
enum { TEXTS = 7, FIELDS = 9 };

static bool is_read(int field, USHORT length, USHORT maximum, bool buffer)
{
    NETLOGON_NETWORK_INFO info = {.LmChallenge = {{0}}};
    USER_ALL_INFORMATION user = {.UserId = 1001};
    struct request request;
    struct account account;
    UNICODE_STRING *const texts[TEXTS] = {&info.Identity.UserName,
                                          &info.Identity.LogonDomainName,
                                          &info.Identity.Workstation,
                                          &user.UserName,
                                          &user.WorkStations,
                                          &user.NtPassword,
                                          &user.LmPassword};
    if (field < TEXTS) {
        *texts[field] = text_at(field, length, maximum);
        texts[field]->Buffer = buffer ? texts[field]->Buffer : NULL;
    } else {
        STRING *bytes = field == TEXTS ? &info.NtChallengeResponse : &info.LmChallengeResponse;
        *bytes = bytes_at(field, length, maximum);
        bytes->Buffer = buffer ? bytes->Buffer : NULL;
    }
    return request_read(&info, &request) && account_read(&user, &account);
}

static void a_length_is_believed_within_its_maximum_and_with_a_buffer(void **state)
{
    (void)state;
    static const struct {
        USHORT length;
        USHORT maximum;
        bool buffer;
        bool sound;
    } cases[] = {
        {0, 0, false, true},          {0, 0, true, true},
        {0, 1, false, true},          {1, 1, true, true},
        {1, 1, false, false},         {1, 0, true, false},
        {2, 2, true, true},           {2, 2, false, false},
        {2, 1, true, false},          {23, 24, true, true},
        {24, 24, true, true},         {25, 24, true, false},
        {24, 24, false, false},       {0xFFFE, 0xFFFE, true, true},
        {0xFFFF, 0xFFFF, true, true}, {0xFFFF, 0xFFFE, true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int field = 0; field < FIELDS; field++) {
            bool read = is_read(field, cases[i].length, cases[i].maximum, cases[i].buffer);
            if (read != cases[i].sound) {
                fail_msg("case %u, field %d: %d", (unsigned)i, field, read);
            }
        }
    }
}

/* Half a unit is none; a response may have any number of bytes. */
static void the_last_byte_of_an_odd_text_is_no_unit(void **state)
{
    (void)state;
    for (USHORT length = 1; length < 10; length++) {
        struct request request;
        NETLOGON_NETWORK_INFO info = {.NtChallengeResponse = bytes_at(1, length, length)};
        info.Identity.UserName = text_at(0, length, length);
        assert_true(request_read(&info, &request));
        assert_int_equal(request.user.units, length / 2);
        assert_int_equal(request.nt.size, length);
    }
}

/* 21 bytes of ones are every hour (MS-SAMR 2.2.6.5), which is no restriction. */
static void every_hour_of_the_week_is_no_restriction(void **state)
{
    (void)state;
    static const unsigned char fills[] = {0xFF, 0xFE, 0x7F, 0};
    unsigned char *hours = memory[0];
    struct account account;
    USER_ALL_INFORMATION user = {.LogonHours = {168, hours}};
    for (size_t first = 0; first < 4; first++) {
        for (size_t second = 0; second < 4; second++) {
            for (size_t every = 2; every <= 21;
                 every++) { /* two in turn, in steps of each length */
                for (size_t i = 0; i < 21; i++) {
                    hours[i] = fills[i % every == 0 ? first : second];
                }
                hours[21] = 0; /* behind them */
                assert_true(account_read(&user, &account));
                assert_ptr_equal(account.hours, first == 0 && second == 0 ? NULL : hours);
            }
        }
    }
    memset(hours, 0xFF, ROOM);
    for (USHORT units = 0; units < 0xFFFF; units++) {
        user.LogonHours.UnitsPerWeek = units;
        assert_true(account_read(&user, &account));
        assert_ptr_equal(account.hours, units == 168 ? NULL : hours);
        assert_int_equal(account.units_per_week, units);
    }
    user.LogonHours = (LOGON_HOURS){168, NULL};
    assert_true(account_read(&user, &account));
    assert_null(account.hours);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_of_the_request_is_where_it_belongs),
        cmocka_unit_test(cleartext_is_allowed_by_its_bit_alone),
        cmocka_unit_test(each_field_of_the_account_is_where_it_belongs),
        cmocka_unit_test(an_owf_is_there_if_it_is_said_to_be_and_whole),
        cmocka_unit_test(a_length_is_believed_within_its_maximum_and_with_a_buffer),
        cmocka_unit_test(every_hour_of_the_week_is_no_restriction),
        cmocka_unit_test(the_last_byte_of_an_odd_text_is_no_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
