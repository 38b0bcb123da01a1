/* What stands in the registry, and what it becomes: settings of the wrong kind, records, names. */
#include "machine_folder.h"

#include "lsass/snapshot_load.h"

struct stored {
    const uint16_t *key;
    const uint16_t *name;
    uint32_t type;
    const void *data;
    size_t size;
};

/* A snapshot of a registry that holds one value beside the enrolled account; NULL: none came of it.
 */
static struct snapshot *load_with(const struct stored *stored)
{
    char folder[FOLDER_MAX];
    struct wide password = WIDE(u"first");
    struct snapshot *snapshot;
    folder_new(folder);
    folder_enrol(folder, true, &password);
    if (stored != NULL) {
        folder_set(folder, stored->key, stored->name, stored->type, stored->data, stored->size);
    }
    long error = snapshot_load(&snapshot);
    assert_true((error == REGISTRY_OK) == (snapshot != NULL));
    folder_remove(folder);
    return snapshot;
}

static const unsigned char dword[8] = {3, 0, 0, 0, 0, 0, 0, 0};
static unsigned char long_bytes[2000];

static void settings_are_taken(void **state)
{
    (void)state;
    struct snapshot *snapshot = load_with(NULL);
    assert_int_equal(snapshot->force_logoff, NT_NEVER);
    assert_int_equal(snapshot->lm_level, 0);
    assert_false(snapshot->limits_blank);
    assert_int_equal(snapshot->stack_fault, STACK_SOUND);
    assert_int_equal(snapshot->stack.count, 1);
    snapshot_free(snapshot);
    snapshot =
        load_with(&(struct stored){KEY_IISSUBA, VALUE_FORCE_LOGOFF, REGISTRY_DWORD, dword, 4});
    assert_int_equal(snapshot->force_logoff, 3 * NT_SECOND);
    snapshot_free(snapshot);
    snapshot = load_with(
        &(struct stored){KEY_IISSUBA, VALUE_FORCE_LOGOFF, REGISTRY_DWORD, "\x04\x03\x02\x01", 4});
    assert_true(snapshot->force_logoff == 0x01020304 * NT_SECOND);
    snapshot_free(snapshot);
    snapshot = load_with(&(struct stored){u"", VALUE_LM_LEVEL, REGISTRY_DWORD, dword, 4});
    assert_int_equal(snapshot->lm_level, 3);
    snapshot_free(snapshot);
    snapshot = load_with(&(struct stored){KEY_IISSUBA, VALUE_KEY_BYTES, REGISTRY_DWORD, dword, 4});
    assert_int_equal(snapshot->keys->plan.size, sizeof(struct keys)); /* 3 bytes hold none */
    snapshot_free(snapshot);
    snapshot = load_with(&(struct stored){u"", VALUE_LIMIT_BLANK, REGISTRY_DWORD, dword, 4});
    assert_true(snapshot->limits_blank);
    snapshot_free(snapshot);
}

/* Windows always has the key Lsa; without it nothing is restricted. */
static void without_the_lsa_key_its_defaults_hold(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct registry *registry;
    struct lsa_settings settings = {9, true};
    folder_new(folder);
    folder_write(folder, "registry.reg", "Windows Registry Editor Version 5.00\r\n");
    assert_int_equal(registry_open(folder, REGISTRY_READ, &registry, NULL), REGISTRY_OK);
    assert_int_equal(snapshot_read_lsa(registry, &settings), REGISTRY_OK);
    assert_int_equal(settings.lm_level, 0);
    assert_false(settings.limits_blank);
    registry_close(registry);
    folder_remove(folder);
}

static void a_number_of_the_wrong_type_or_size_makes_no_snapshot(void **state)
{
    (void)state;
    static const struct stored wrong[] = {
        {KEY_IISSUBA, VALUE_FORCE_LOGOFF, REGISTRY_SZ, dword, 4},
        {KEY_IISSUBA, VALUE_FORCE_LOGOFF, REGISTRY_BINARY, dword, 2},
        {KEY_IISSUBA, VALUE_FORCE_LOGOFF, REGISTRY_BINARY, dword, 8},
        {KEY_IISSUBA, VALUE_KEY_BYTES, REGISTRY_SZ, dword, 4},
        {u"", VALUE_LM_LEVEL, REGISTRY_SZ, dword, 4},
        {u"", VALUE_LM_LEVEL, REGISTRY_BINARY, dword, 8},
        {u"", VALUE_LIMIT_BLANK, REGISTRY_SZ, dword, 4},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_null(load_with(&wrong[i]));
    }
}

/* A snapshot there is, but its stack refuses every logon. */
static void a_stack_of_the_wrong_type_or_too_long_refuses_everybody(void **state)
{
    (void)state;
    static const struct {
        struct stored stored;
        enum stack_fault fault;
    } wrong[] = {
        {{KEY_IISSUBA, VALUE_STACK, REGISTRY_SZ, u"sufficient metabase", 40}, STACK_NOT_TWO_WORDS},
        {{KEY_IISSUBA, VALUE_STACK, REGISTRY_DWORD, dword, 4}, STACK_NOT_TWO_WORDS},
        {{KEY_IISSUBA, VALUE_STACK, REGISTRY_MULTI_SZ, long_bytes, sizeof long_bytes},
         STACK_TOO_LONG},
    };
    memset(long_bytes, 'a', sizeof long_bytes - 4);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct snapshot *snapshot = load_with(&wrong[i].stored);
        struct judgement judgement = {.metabase_stored = true};
        assert_int_equal(snapshot->stack_fault, wrong[i].fault);
        assert_int_equal(stack_run(&snapshot->stack, &judgement), OUTCOME_REFUSE);
        snapshot_free(snapshot);
    }
}

static void a_record_of_the_wrong_type_or_size_is_there_and_unreadable(void **state)
{
    (void)state;
    static const struct stored wrong[] = {
        {KEY_ACCOUNTS, u"other", REGISTRY_SZ, long_bytes, RECORD_SIZE},
        {KEY_ACCOUNTS, u"other", REGISTRY_BINARY, long_bytes, RECORD_SIZE - 1},
        {KEY_ACCOUNTS, u"other", REGISTRY_BINARY, long_bytes, RECORD_SIZE + 1},
        {KEY_ACCOUNTS, u"other", REGISTRY_BINARY, long_bytes, sizeof long_bytes},
        {KEY_ACCOUNTS, u"other", REGISTRY_BINARY, long_bytes, 0},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct snapshot *snapshot = load_with(&wrong[i]);
        const struct snapshot_account *other = snapshot_find(snapshot, WIDE(u"OTHER"));
        const struct snapshot_account *enrolled = snapshot_find(snapshot, WIDE(u"IUSR_SERVERNAME"));
        assert_true(other != NULL && !other->readable && !other->secret.has_nt);
        assert_true(enrolled != NULL && enrolled->readable);
        snapshot_free(snapshot);
    }
}

static void what_has_no_room_or_no_name_is_not_taken(void **state)
{
    (void)state;
    static uint16_t name[ACCOUNT_NAME_MAX + 1];
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = true};
    struct wide longest = {(unsigned char *)name, ACCOUNT_NAME_MAX};
    struct wide too_long = {(unsigned char *)name, ACCOUNT_NAME_MAX + 1};
    for (size_t i = 0; i <= ACCOUNT_NAME_MAX; i++) {
        name[i] = 'n';
    }
    record_encode(&record, bytes);
    struct snapshot *snapshot = snapshot_new(2, 2 * ACCOUNT_NAME_MAX, KEYS_BYTES);
    assert_false(snapshot_add(snapshot, WIDE(u""), bytes, sizeof bytes));
    assert_false(snapshot_add(snapshot, too_long, bytes, sizeof bytes));
    assert_true(snapshot_add(snapshot, longest, bytes, sizeof bytes));
    assert_false(snapshot_add(snapshot, longest, bytes, sizeof bytes)); /* it is there */
    assert_non_null(snapshot_find(snapshot, longest));
    assert_null(snapshot_find(snapshot, too_long));
    assert_true(snapshot_add(snapshot, WIDE(u"a"), bytes, sizeof bytes));
    assert_false(snapshot_add(snapshot, longest, bytes, sizeof bytes)); /* no room for the name */
    snapshot_free(snapshot);
    assert_null(snapshot_new(1, ACCOUNT_NAME_MAX + 1, KEYS_BYTES));
    assert_null(snapshot_new(SIZE_MAX / 2, 0, KEYS_BYTES));
}

/* Slots, keys and accounts lie one behind another, and fill what was asked for. */
static void the_parts_of_a_snapshot_do_not_overlap(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 5, 8, 9, 100, 5000};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        size_t units = 7 * counts[i];
        struct snapshot *snapshot = snapshot_new(counts[i], units, 100000);
        const unsigned char *begin = (const unsigned char *)snapshot;
        const unsigned char *keys = (const unsigned char *)snapshot->keys;
        const unsigned char *accounts = (const unsigned char *)snapshot->accounts;
        size_t slots = (size_t)snapshot->mask + 1;
        assert_true(slots >= 2 * counts[i] && (slots & (slots - 1)) == 0);
        assert_ptr_equal(keys, begin + sizeof *snapshot + slots * sizeof(uint32_t));
        assert_ptr_equal(accounts, keys + snapshot->keys->plan.size);
        size_t each = sizeof(struct snapshot_account) / 2;
        assert_int_equal(snapshot->capacity, 1 + counts[i] * each + units);
        assert_ptr_equal(accounts + 2 * (size_t)snapshot->capacity, begin + snapshot->size);
        assert_int_equal((uintptr_t)keys % _Alignof(struct keys), 0);
        snapshot_free(snapshot);
    }
}

/* Of 2 GiB, or of 2 to the 24th accounts, none is made, whatever memory there is. */
static void a_snapshot_that_is_too_large_is_none(void **state)
{
    (void)state;
    assert_null(snapshot_new(0x1000001, 0, 0));
    assert_null(snapshot_new(0x1000000, (size_t)0x1000000 * 200, 0));
    assert_null(snapshot_new(0x800000, (size_t)0x800000 * 200, 0));
    struct snapshot *snapshot = snapshot_new(1, 256, 0);
    assert_non_null(snapshot);
    snapshot_free(snapshot);
    assert_null(snapshot_new(1, 257, 0));
    assert_null(snapshot_new(0, 1, 0));
    snapshot = snapshot_new(0, 0, 0);
    assert_null(snapshot_find(snapshot, WIDE(u"a")));
    assert_null(snapshot_find(snapshot, WIDE(u"")));
    assert_null(snapshot_next(snapshot, NULL));
    snapshot_free(snapshot);
}

static void names_have_the_room_that_was_announced(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE];
    record_encode(&(struct record){.sync = true}, bytes);
    for (size_t room = 3; room <= 4; room++) {
        struct snapshot *snapshot = snapshot_new(2, room, 0);
        assert_true(snapshot_add(snapshot, WIDE(u"ab"), bytes, sizeof bytes));
        assert_int_equal(snapshot_add(snapshot, WIDE(u"cd"), bytes, sizeof bytes), room == 4);
        assert_int_equal(snapshot->account_count, room - 2);
        assert_int_equal(snapshot_find(snapshot, WIDE(u"cd")) != NULL, room == 4);
        assert_int_equal(snapshot_add(snapshot, WIDE(u"e"), bytes, sizeof bytes), room == 3);
        snapshot_free(snapshot);
    }
}

/* Were the table full, who is not there would be looked for without end. */
static void more_accounts_than_were_counted_leave_half_the_table_free(void **state)
{
    (void)state;
    enum { COUNTED = 8 };
    unsigned char bytes[RECORD_SIZE];
    struct snapshot *snapshot = snapshot_new(COUNTED, COUNTED * ACCOUNT_NAME_MAX, KEYS_BYTES);
    uint16_t added = 0;
    record_encode(&(struct record){.sync = true}, bytes);
    for (bool took = true; took && added < 100; added += took) {
        uint16_t one[] = {(uint16_t)(0x4E00 + added)};
        took = snapshot_add(snapshot, (struct wide){(unsigned char *)one, 1}, bytes, sizeof bytes);
    }
    assert_int_equal(added, COUNTED);
    assert_null(snapshot_find(snapshot, WIDE(u"nobody")));
    snapshot_free(snapshot);
}

static void a_record_says_what_it_was_made_of_and_no_more(void **state)
{
    (void)state;
    for (unsigned which = 0; which < 16; which++) {
        unsigned char bytes[RECORD_SIZE];
        struct record read;
        struct record record = {.sync = (which & 1) != 0, .imported = (which & 2) != 0};
        record.stored_at = which;
        record.secret.has_nt = (which & 4) != 0;
        record.secret.has_lm = (which & 8) != 0;
        memset(record.secret.nt, 'n', sizeof record.secret.nt);
        memset(record.secret.lm, 'l', sizeof record.secret.lm);
        record_encode(&record, bytes);
        assert_true(record_decode(bytes, sizeof bytes, &read));
        assert_int_equal(read.sync, record.sync);
        assert_int_equal(read.imported, record.imported);
        assert_int_equal(read.stored_at, which);
        assert_int_equal(read.secret.has_nt, record.secret.has_nt);
        assert_int_equal(read.secret.has_lm, record.secret.has_lm);
    }
}

static void accounts_come_one_after_the_other_as_they_were_added(void **state)
{
    (void)state;
    static const struct wide names[] = {WIDE(u"abc"), WIDE(u"d"), WIDE(u"efghijk"), WIDE(u"lm")};
    unsigned char bytes[RECORD_SIZE];
    record_encode(&(struct record){.sync = true}, bytes);
    struct snapshot *snapshot = snapshot_new(4, 13, KEYS_BYTES);
    const struct snapshot_account *account = snapshot_next(snapshot, NULL);
    assert_null(account);
    for (size_t i = 0; i < 4; i++) {
        assert_true(snapshot_add(snapshot, names[i], bytes, sizeof bytes));
    }
    for (size_t i = 0; i < 4; i++) {
        account = snapshot_next(snapshot, account);
        assert_ptr_equal(account, snapshot_find(snapshot, names[i]));
        assert_int_equal(account->name_units, names[i].units);
    }
    assert_null(snapshot_next(snapshot, account));
    snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_taken),
        cmocka_unit_test(without_the_lsa_key_its_defaults_hold),
        cmocka_unit_test(a_number_of_the_wrong_type_or_size_makes_no_snapshot),
        cmocka_unit_test(a_stack_of_the_wrong_type_or_too_long_refuses_everybody),
        cmocka_unit_test(a_record_of_the_wrong_type_or_size_is_there_and_unreadable),
        cmocka_unit_test(what_has_no_room_or_no_name_is_not_taken),
        cmocka_unit_test(the_parts_of_a_snapshot_do_not_overlap),
        cmocka_unit_test(a_snapshot_that_is_too_large_is_none),
        cmocka_unit_test(names_have_the_room_that_was_announced),
        cmocka_unit_test(more_accounts_than_were_counted_leave_half_the_table_free),
        cmocka_unit_test(a_record_says_what_it_was_made_of_and_no_more),
        cmocka_unit_test(accounts_come_one_after_the_other_as_they_were_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
