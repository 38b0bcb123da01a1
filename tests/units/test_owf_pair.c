/*
 * The OWFs of one secret: of a password, of SAM's account, as the store's record has them. What is
 * expected is of record.h's table and MS-NLMP's constants.
 */
#include "support.h"

#include "lsass/record.h"

#define NT_OF_NOTHING "31d6cfe0d16ae931b73c59d7e0c089c0"
#define LM_OF_NOTHING "aad3b435b51404eeaad3b435b51404ee"
#define NT "101112131415161718191a1b1c1d1e1f"
#define LM "202122232425262728292a2b2c2d2e2f"
#define NONE "00000000000000000000000000000000"

static struct owf_pair pair_of(const char *nt, bool has_nt, const char *lm, bool has_lm)
{
    struct owf_pair pair = {.has_nt = has_nt, .has_lm = has_lm};
    assert_int_equal(from_hex(nt, pair.nt), OWF_SIZE);
    assert_int_equal(from_hex(lm, pair.lm), OWF_SIZE);
    return pair;
}

/* LM("") is how no LM owf is shown, unless the password is empty. */
static const struct {
    const char *nt;
    bool has_nt;
    const char *lm;
    bool has_lm;
    bool is_blank;
    bool keeps_lm;
} pairs[] = {
    {NT, true, LM, true, false, true},
    {NT, true, LM_OF_NOTHING, true, false, false},
    {NT, false, LM_OF_NOTHING, true, false, false},
    {NT, true, LM_OF_NOTHING, false, false, false},
    {NT, false, LM, true, false, true},
    {NT_OF_NOTHING, true, LM_OF_NOTHING, true, true, true},
    {NT_OF_NOTHING, false, LM_OF_NOTHING, true, false, false},
    {NT_OF_NOTHING, true, LM, true, true, true},
    {NT_OF_NOTHING, true, LM, false, true, false},
    {"31d6cfe0d16ae931b73c59d7e0c089c1", true, LM, true, false, true},
    {NT, true, "aad3b435b51404eeaad3b435b51404ef", true, false, true},
    {NT, true, "abd3b435b51404eeaad3b435b51404ee", true, false, true},
};
#define PAIRS (sizeof pairs / sizeof pairs[0])

static void the_empty_password_s_lm_owf_is_none_beside_another_nt_owf(void **state)
{
    (void)state;
    for (size_t i = 0; i < PAIRS; i++) {
        struct owf_pair pair = pair_of(pairs[i].nt, pairs[i].has_nt, pairs[i].lm, pairs[i].has_lm);
        assert_int_equal(owf_pair_is_blank(&pair), pairs[i].is_blank);
        owf_pair_settle(&pair);
        assert_int_equal(pair.has_nt, pairs[i].has_nt);
        assert_hex(pair.nt, OWF_SIZE, pairs[i].nt);
        assert_int_equal(pair.has_lm, pairs[i].keeps_lm);
        bool taken = pairs[i].has_lm && !pairs[i].keeps_lm;
        assert_hex(pair.lm, OWF_SIZE, taken ? NONE : pairs[i].lm);
    }
}

static void the_owfs_of_nothing_are_ms_nlmp_s(void **state)
{
    (void)state;
    assert_true(owf_pair_of_nothing.has_nt && owf_pair_of_nothing.has_lm);
    assert_hex(owf_pair_of_nothing.nt, OWF_SIZE, NT_OF_NOTHING);
    assert_hex(owf_pair_of_nothing.lm, OWF_SIZE, LM_OF_NOTHING);
}

/* An LM owf is of 14 ASCII characters at most. */
static void a_password_has_an_lm_owf_if_lm_can_have_it(void **state)
{
    (void)state;
    static const struct {
        struct wide password;
        bool has_lm;
    } cases[] = {
        {WIDE(u""), true},
        {WIDE(u"a"), true},
        {WIDE(u"12345678901234"), true},
        {WIDE(u"123456789012345"), false},
        {WIDE(u"\x7f"), true},
        {WIDE(u"\x80"), false},
        {WIDE(u"1234567890123\u00e4"), false},
        {WIDE(u"\u0161"), false}, /* its low byte is ASCII */
        {WIDE(u"a\u4100"), false},
        {WIDE(u"\0"), false}, /* LM takes it for the empty password, which it is not */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct wide password = cases[i].password;
        unsigned char oem[16] = {0};
        unsigned char owf[OWF_SIZE];
        struct owf_pair pair = secret_of_password(password);
        assert_true(pair.has_nt);
        assert_true(ntlm_nt_owf(password.bytes, 2 * password.units, owf));
        assert_memory_equal(pair.nt, owf, OWF_SIZE);
        assert_int_equal(pair.has_lm, cases[i].has_lm);
        for (size_t k = 0; cases[i].has_lm && k < password.units; k++) {
            oem[k] = password.bytes[2 * k];
        }
        assert_true(ntlm_lm_owf(oem, password.units > 14 ? 0 : password.units, owf));
        assert_int_equal(memcmp(pair.lm, owf, OWF_SIZE) == 0, cases[i].has_lm);
    }
}

/* However long it is: nothing is written beyond the 14. */
static void a_long_password_has_its_nt_owf_alone(void **state)
{
    (void)state;
    static uint16_t units[20000];
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        units[i] = 'a';
    }
    struct wide password = {(const unsigned char *)units, sizeof units / sizeof units[0]};
    struct owf_pair pair = secret_of_password(password);
    assert_true(pair.has_nt && !pair.has_lm);
    assert_hex(pair.lm, OWF_SIZE, NONE);
}

static void sam_s_owfs_are_taken_where_it_has_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < PAIRS; i++) {
        struct owf_pair held = pair_of(pairs[i].nt, pairs[i].has_nt, pairs[i].lm, pairs[i].has_lm);
        struct account account = {.nt_owf = {held.nt, held.has_nt ? OWF_SIZE : 0},
                                  .lm_owf = {held.lm, held.has_lm ? OWF_SIZE : 0}};
        struct owf_pair secret;
        memset(&secret, 0x5A, sizeof secret);
        secret_of_account(&account, &secret);
        assert_int_equal(secret.has_nt, pairs[i].has_nt);
        assert_hex(secret.nt, OWF_SIZE, pairs[i].has_nt ? pairs[i].nt : NONE);
        assert_int_equal(secret.has_lm, pairs[i].keeps_lm);
        assert_hex(secret.lm, OWF_SIZE, pairs[i].keeps_lm ? pairs[i].lm : NONE);
    }
}

/* Version 1, 48 bytes, flags, the time, the NT owf, the LM owf; numbers lowest byte first. */
static const struct {
    bool sync;
    bool imported;
    bool has_nt;
    bool has_lm;
    int64_t stored_at;
    const char *lm;
    const char *bytes;
} records[] = {
    {true, false, false, false, 0, LM,
     "01003000"
     "01000000"
     "0000000000000000" NONE NONE},
    {false, false, true, false, 1, LM,
     "01003000"
     "02000000"
     "0100000000000000" NT NONE},
    {false, false, false, true, INT64_C(0x0102030405060708), LM,
     "01003000"
     "04000000"
     "0807060504030201" NONE LM},
    {false, true, false, false, -1, LM,
     "01003000"
     "08000000"
     "ffffffffffffffff" NONE NONE},
    {true, true, true, true, INT64_C(126000000000000000), LM,
     "01003000"
     "0f000000"
     "0000b31955a4bf01" NT LM},
    {false, false, false, false, 256, LM,
     "01003000"
     "00000000"
     "0001000000000000" NONE NONE},
    {true, false, true, true, 0, LM_OF_NOTHING, /* which is none */
     "01003000"
     "03000000"
     "0000000000000000" NT NONE},
};
#define RECORDS (sizeof records / sizeof records[0])

static void a_record_is_written_as_record_h_has_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < RECORDS; i++) {
        unsigned char bytes[RECORD_SIZE];
        struct record record = {
            .sync = records[i].sync,
            .imported = records[i].imported,
            .stored_at = records[i].stored_at,
            .secret = pair_of(NT, records[i].has_nt, records[i].lm, records[i].has_lm)};
        struct record before = record;
        memset(bytes, 0x5A, sizeof bytes);
        record_encode(&record, bytes);
        assert_hex(bytes, 48, records[i].bytes);
        assert_memory_equal(&record, &before, sizeof record);
    }
}

static void a_record_is_read_as_record_h_has_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < RECORDS; i++) {
        unsigned char bytes[RECORD_SIZE];
        struct record record;
        assert_int_equal(from_hex(records[i].bytes, bytes), 48);
        memset(&record, 0x5A, sizeof record);
        assert_true(record_decode(bytes, 48, &record));
        assert_int_equal(record.sync, records[i].sync);
        assert_int_equal(record.imported, records[i].imported);
        assert_true(record.stored_at == records[i].stored_at);
        assert_int_equal(record.secret.has_nt, records[i].has_nt);
        assert_memory_equal(record.secret.nt, bytes + 16, OWF_SIZE);
        bool has_lm = records[i].has_lm && strcmp(records[i].lm, LM) == 0;
        assert_int_equal(record.secret.has_lm, has_lm);
        assert_memory_equal(record.secret.lm, bytes + 32, OWF_SIZE);
    }
    /* A record that somebody else wrote is settled too. */
    unsigned char bytes[RECORD_SIZE];
    struct record record;
    from_hex("01003000"
             "07000000"
             "0000000000000000" NT LM_OF_NOTHING,
             bytes);
    assert_true(record_decode(bytes, 48, &record));
    assert_true(record.secret.has_nt && !record.secret.has_lm);
}

static void assert_no_record(const unsigned char *bytes, size_t size)
{
    static const unsigned char zeros[sizeof(struct record)];
    struct record record;
    memset(&record, 0x5A, sizeof record);
    assert_false(record_decode(bytes, size, &record));
    assert_memory_equal(&record, zeros, sizeof record);
}

static void what_is_no_version_1_record_has_no_secret(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE + 1];
    struct record record;
    from_hex(records[4].bytes, bytes);
    bytes[RECORD_SIZE] = 0;
    assert_true(record_decode(bytes, 48, &record));
    assert_no_record(bytes, 0);
    assert_no_record(bytes, 47);
    assert_no_record(bytes, 49);
    for (unsigned bit = 0; bit < 64; bit++) { /* of version, size and flags */
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        if (bit >= 32 && bit < 36) {
            assert_true(record_decode(bytes, 48, &record)); /* a flag that is known */
        } else {
            assert_no_record(bytes, 48);
        }
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_empty_password_s_lm_owf_is_none_beside_another_nt_owf),
        cmocka_unit_test(the_owfs_of_nothing_are_ms_nlmp_s),
        cmocka_unit_test(a_password_has_an_lm_owf_if_lm_can_have_it),
        cmocka_unit_test(a_long_password_has_its_nt_owf_alone),
        cmocka_unit_test(sam_s_owfs_are_taken_where_it_has_them),
        cmocka_unit_test(a_record_is_written_as_record_h_has_it),
        cmocka_unit_test(a_record_is_read_as_record_h_has_it),
        cmocka_unit_test(what_is_no_version_1_record_has_no_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
