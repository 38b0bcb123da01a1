/*
 * A snapshot is read while each call to the registry fails in turn: the error is told, there is no
 * snapshot, and no key is left open. And what the registry leaves as it was is not taken for
 * something: all that it does not fill is other than zero.
 */
#include "machine_folder.h"

#include "lsass/snapshot_load.h"

static int fails_at = -1; /* the call, from 0 on; -1: none. It counts down. */
static long fails_with;
static int open_keys;
static int open_registries;

static bool fails(void)
{
    return fails_at >= 0 && fails_at-- == 0;
}

long __real_registry_open(const char *machine, enum registry_access access,
                          struct registry **registry, struct fault *fault);
long __wrap_registry_open(const char *machine, enum registry_access access,
                          struct registry **registry, struct fault *fault);
long __wrap_registry_open(const char *machine, enum registry_access access,
                          struct registry **registry, struct fault *fault)
{
    *registry = NULL;
    long error = fails() ? fails_with : __real_registry_open(machine, access, registry, fault);
    open_registries += error == REGISTRY_OK;
    return error;
}

void __real_registry_close(struct registry *registry);
void __wrap_registry_close(struct registry *registry);
void __wrap_registry_close(struct registry *registry)
{
    open_registries--;
    __real_registry_close(registry);
}

long __real_registry_key_open(struct registry *registry, const uint16_t *path,
                              struct registry_key **key);
long __wrap_registry_key_open(struct registry *registry, const uint16_t *path,
                              struct registry_key **key);
long __wrap_registry_key_open(struct registry *registry, const uint16_t *path,
                              struct registry_key **key)
{
    *key = NULL;
    long error = fails() ? fails_with : __real_registry_key_open(registry, path, key);
    open_keys += error == REGISTRY_OK;
    return error;
}

void __real_registry_key_close(struct registry_key *key);
void __wrap_registry_key_close(struct registry_key *key);
void __wrap_registry_key_close(struct registry_key *key)
{
    assert_non_null(key);
    open_keys--;
    __real_registry_key_close(key);
}

long __real_registry_key_sizes(struct registry_key *key, size_t *values, size_t *longest_name);
long __wrap_registry_key_sizes(struct registry_key *key, size_t *values, size_t *longest_name);
long __wrap_registry_key_sizes(struct registry_key *key, size_t *values, size_t *longest_name)
{
    return fails() ? fails_with : __real_registry_key_sizes(key, values, longest_name);
}

long __real_registry_value_get(struct registry_key *key, const uint16_t *name, uint32_t *type,
                               void *data, size_t *size);
long __wrap_registry_value_get(struct registry_key *key, const uint16_t *name, uint32_t *type,
                               void *data, size_t *size);
long __wrap_registry_value_get(struct registry_key *key, const uint16_t *name, uint32_t *type,
                               void *data, size_t *size)
{
    memset(data, 'x', *size);
    *type = 'x';
    return fails() ? fails_with : __real_registry_value_get(key, name, type, data, size);
}

long __real_registry_value_at(struct registry_key *key, size_t index, uint16_t *name,
                              size_t *name_units, uint32_t *type, void *data, size_t *size);
long __wrap_registry_value_at(struct registry_key *key, size_t index, uint16_t *name,
                              size_t *name_units, uint32_t *type, void *data, size_t *size);
long __wrap_registry_value_at(struct registry_key *key, size_t index, uint16_t *name,
                              size_t *name_units, uint32_t *type, void *data, size_t *size)
{
    memset(data, 'x', *size);
    memset(name, 'x', *name_units * sizeof *name);
    *type = 'x';
    return fails() ? fails_with
                   : __real_registry_value_at(key, index, name, name_units, type, data, size);
}

void *__real_memory_get(size_t size);
void *__wrap_memory_get(size_t size);
void *__wrap_memory_get(size_t size)
{
    return fails() ? NULL : __real_memory_get(size);
}

static char folder[FOLDER_MAX];

static int begin(void **state)
{
    struct wide password = WIDE(u"first");
    (void)state;
    folder_new(folder);
    folder_enrol(folder, true, &password);
    open_keys = 0; /* the folder has closed what it made */
    open_registries = 0;
    return 0;
}

static int end(void **state)
{
    (void)state;
    folder_remove(folder);
    return 0;
}

/* As many as a snapshot of one account is read by: it opens, it asks for sizes, it reads. */
#define CALLS 15
#define MEMORY 5 /* of these, the allocation */

static void each_error_is_told_and_leaves_nothing(void **state)
{
    (void)state;
    static const long errors[] = {REGISTRY_DENIED, REGISTRY_INVALID, 1450};
    for (size_t e = 0; e < 3; e++) {
        for (int at = 0; at <= CALLS; at++) {
            struct snapshot *snapshot = (struct snapshot *)(void *)&open_keys;
            fails_at = at;
            fails_with = errors[e];
            long error = snapshot_load(&snapshot);
            assert_int_equal(fails_at, at == CALLS ? 0 : -1);
            fails_at = -1;
            assert_int_equal(open_keys, 0);
            assert_int_equal(open_registries, 0);
            long expected = at == MEMORY ? REGISTRY_NO_MEMORY : errors[e];
            assert_int_equal(error, at == CALLS ? REGISTRY_OK : expected);
            assert_int_equal(snapshot != NULL, at == CALLS);
            snapshot_free(snapshot);
        }
    }
}

/* What is open already stays so, and is not closed. */
static void each_error_is_told_of_a_registry_that_is_open(void **state)
{
    (void)state;
    struct registry *registry;
    assert_int_equal(registry_open(folder, REGISTRY_READ, &registry, NULL), REGISTRY_OK);
    for (int at = 0; at < CALLS; at++) {
        struct snapshot *snapshot = (struct snapshot *)(void *)&open_keys;
        fails_at = at;
        fails_with = REGISTRY_DENIED;
        long error = snapshot_load_from(registry, &snapshot);
        fails_at = -1;
        assert_int_equal(open_keys, 0);
        assert_int_equal(open_registries, 1);
        assert_int_equal(error != REGISTRY_OK, at < CALLS - 1);
        assert_int_equal(snapshot == NULL, at < CALLS - 1);
        snapshot_free(snapshot);
    }
    registry_close(registry);
}

/* What is not there is as the documents have it: no limit, level 0, the default stack. */
static void what_is_not_there_is_no_error(void **state)
{
    (void)state;
    for (int at = 1; at < CALLS; at++) {
        struct snapshot *snapshot;
        fails_at = at;
        fails_with = REGISTRY_NOT_FOUND;
        long error = snapshot_load(&snapshot);
        fails_at = -1;
        assert_int_equal(open_keys, 0);
        if (error != REGISTRY_OK) { /* of the allocation; of what was counted and is not there */
            assert_null(snapshot);
            assert_true(at == 2 || at == MEMORY || at >= CALLS - 2);
            continue;
        }
        assert_true(at != 2 && at != MEMORY && at < CALLS - 2);
        assert_int_equal(snapshot->lm_level, 0);
        assert_false(snapshot->limits_blank);
        assert_true(snapshot->force_logoff == NT_NEVER);
        assert_true(snapshot->observe_until == 0);
        assert_int_equal(snapshot->stack_fault, STACK_SOUND);
        assert_int_equal(snapshot->stack.count, 1);
        snapshot_free(snapshot);
    }
}

static void lsa_s_settings_that_cannot_be_read_are_the_strictest(void **state)
{
    (void)state;
    uint32_t one = 1;
    struct registry *registry;
    folder_set(folder, u"", VALUE_LM_LEVEL, REGISTRY_DWORD, &one, sizeof one);
    open_keys = 0;
    assert_int_equal(registry_open(folder, REGISTRY_READ, &registry, NULL), REGISTRY_OK);
    for (int at = 0; at < 4; at++) { /* the key, and its two values */
        struct lsa_settings settings = {9, false};
        fails_at = at;
        fails_with = 1450;
        long error = snapshot_read_lsa(registry, &settings);
        fails_at = -1;
        assert_int_equal(error, at < 3 ? 1450 : REGISTRY_OK);
        assert_int_equal(settings.lm_level, at < 3 ? 5 : 1);
        assert_int_equal(settings.limits_blank, at < 3);
        assert_int_equal(open_keys, 0);
    }
    registry_close(registry);
}

/* Sets a value, and reads; *snapshot is NULL where that failed. */
static long load_with(const uint16_t *key, const uint16_t *name, uint32_t type, const void *data,
                      size_t size, struct snapshot **snapshot)
{
    folder_set(folder, key, name, type, data, size);
    open_keys = 0;
    long error = snapshot_load(snapshot);
    assert_int_equal(open_keys, 0);
    return error;
}

static void a_number_is_four_bytes_and_a_dword(void **state)
{
    (void)state;
    static const unsigned char bytes[8] = {4};
    static const struct {
        const uint16_t *key;
        const uint16_t *name;
    } numbers[] = {{u"", VALUE_LM_LEVEL},
                   {u"", VALUE_LIMIT_BLANK},
                   {KEY_IISSUBA, VALUE_FORCE_LOGOFF},
                   {KEY_IISSUBA, VALUE_KEY_BYTES}};
    for (size_t i = 0; i < 4; i++) {
        for (uint32_t type = 0; type <= 11; type++) {
            for (size_t size = 0; size <= sizeof bytes; size++) {
                struct snapshot *snapshot;
                long error =
                    load_with(numbers[i].key, numbers[i].name, type, bytes, size, &snapshot);
                bool sound = type == REGISTRY_DWORD && size == 4;
                assert_int_equal(error, sound ? REGISTRY_OK : REGISTRY_INVALID);
                snapshot_free(snapshot);
            }
        }
        folder_set(folder, numbers[i].key, numbers[i].name, 0, NULL, 0);
    }
}

/* LmCompatibilityLevel ends at 5; any number but 0 is yes; the last delay is none. */
static void numbers_are_taken_as_they_are(void **state)
{
    (void)state;
    static const struct {
        uint32_t number;
        unsigned level;
        int64_t delay;
    } cases[] = {
        {0, 0, 0},
        {1, 1, 10000000},
        {4, 4, 40000000},
        {5, 5, 50000000},
        {6, 5, 60000000},
        {0x01020304, 5, INT64_C(169090600000000)},
        {0xFFFFFFFE, 5, INT64_C(42949672940000000)},
        {0xFFFFFFFF, 5, NT_NEVER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct snapshot *snapshot;
        const uint32_t *number = &cases[i].number;
        folder_set(folder, u"", VALUE_LM_LEVEL, REGISTRY_DWORD, number, 4);
        folder_set(folder, u"", VALUE_LIMIT_BLANK, REGISTRY_DWORD, number, 4);
        assert_int_equal(
            load_with(KEY_IISSUBA, VALUE_FORCE_LOGOFF, REGISTRY_DWORD, number, 4, &snapshot),
            REGISTRY_OK);
        assert_int_equal(snapshot->lm_level, cases[i].level);
        assert_int_equal(snapshot->limits_blank, *number != 0);
        assert_true(snapshot->force_logoff == cases[i].delay);
        snapshot_free(snapshot);
    }
}

/* A stack as it stands in the registry, with its last NUL or without. */
static void the_stack_is_read_as_it_is_and_no_further(void **state)
{
    (void)state;
    static const uint16_t text[] = u"required sam\0optional caller";
    for (size_t size = 2 * 28; size <= sizeof text; size++) {
        struct snapshot *snapshot;
        assert_int_equal(
            load_with(KEY_IISSUBA, VALUE_STACK, REGISTRY_MULTI_SZ, text, size, &snapshot),
            REGISTRY_OK);
        assert_int_equal(snapshot->stack_fault, STACK_SOUND);
        assert_int_equal(snapshot->stack.count, 2);
        assert_int_equal(snapshot->stack.lines[0].control, CONTROL_REQUIRED);
        assert_true(snapshot->stack.lines[0].judge == module_sam);
        assert_int_equal(snapshot->stack.lines[1].control, CONTROL_OPTIONAL);
        assert_true(snapshot->stack.lines[1].judge == module_caller);
        snapshot_free(snapshot);
    }
    struct snapshot *snapshot;
    assert_int_equal(load_with(KEY_IISSUBA, VALUE_STACK, REGISTRY_MULTI_SZ,
                               u"required sam\0optional nobody", 56, &snapshot),
                     REGISTRY_OK);
    assert_int_equal(snapshot->stack_fault, STACK_NO_SUCH_MODULE);
    assert_int_equal(snapshot->stack_fault_line, 2);
    assert_int_equal(snapshot->stack.count, 0);
    snapshot_free(snapshot);
}

static void a_stack_has_a_kibibyte_at_most(void **state)
{
    (void)state;
    static uint16_t text[600];
    memcpy(text, u"sufficient sam", 28);
    for (size_t i = 14; i < 600; i++) {
        text[i] = ' '; /* which do not count */
    }
    for (size_t size = 1022; size <= 1028; size += 2) {
        struct snapshot *snapshot;
        assert_int_equal(
            load_with(KEY_IISSUBA, VALUE_STACK, REGISTRY_MULTI_SZ, text, size, &snapshot),
            REGISTRY_OK);
        assert_int_equal(snapshot->stack_fault, size <= 1024 ? STACK_SOUND : STACK_TOO_LONG);
        assert_int_equal(snapshot->stack.count, size <= 1024);
        snapshot_free(snapshot);
    }
}

/* Longer names than SAM has are not taken, and keep nobody else out. */
static void a_name_has_256_units_at_most(void **state)
{
    (void)state;
    static uint16_t name[400];
    unsigned char bytes[RECORD_SIZE];
    record_encode(&(struct record){.sync = true}, bytes);
    for (size_t units = 254; units <= 300; units += units == 258 ? 42 : 1) {
        struct snapshot *snapshot;
        memset(name, 0, sizeof name);
        for (size_t i = 0; i < units; i++) {
            name[i] = 'n';
        }
        assert_int_equal(
            load_with(KEY_ACCOUNTS, name, REGISTRY_BINARY, bytes, sizeof bytes, &snapshot),
            REGISTRY_OK);
        const struct snapshot_account *account =
            snapshot_find(snapshot, (struct wide){(const unsigned char *)name, units});
        assert_int_equal(account != NULL, units <= 256);
        assert_int_equal(snapshot->account_count, units <= 256 ? 2 : 1);
        assert_non_null(snapshot_find(snapshot, WIDE(u"IUSR_SERVERNAME")));
        snapshot_free(snapshot);
        folder_set(folder, KEY_ACCOUNTS, name, 0, NULL, 0);
    }
}

/* A record by its bytes alone is none: its type has to be right, too. */
static void a_sound_record_of_another_type_is_none(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE + 1] = {0};
    struct record record = {.sync = true, .secret = secret_of_password(WIDE(u"second"))};
    record_encode(&record, bytes);
    for (uint32_t type = 0; type <= 11; type++) {
        for (size_t size = RECORD_SIZE - 1; size <= RECORD_SIZE + 1; size++) {
            struct snapshot *snapshot;
            assert_int_equal(load_with(KEY_ACCOUNTS, u"other", type, bytes, size, &snapshot),
                             REGISTRY_OK);
            const struct snapshot_account *other = snapshot_find(snapshot, WIDE(u"other"));
            assert_non_null(other);
            bool sound = type == REGISTRY_BINARY && size == RECORD_SIZE;
            assert_int_equal(other->readable, sound);
            assert_int_equal(other->sync, sound);
            assert_int_equal(other->secret.has_nt, sound);
            snapshot_free(snapshot);
        }
    }
}

static void until_when_forms_are_told_is_eight_bytes(void **state)
{
    (void)state;
    static const unsigned char bytes[9] = {8, 7, 6, 5, 4, 3, 2, 1};
    for (uint32_t type = 0; type <= 11; type++) {
        for (size_t size = 0; size <= sizeof bytes; size++) {
            struct snapshot *snapshot;
            assert_int_equal(
                load_with(KEY_IISSUBA, VALUE_OBSERVE_UNTIL, type, bytes, size, &snapshot),
                REGISTRY_OK);
            bool sound = type == REGISTRY_BINARY && size == 8;
            assert_true(snapshot->observe_until == (sound ? INT64_C(0x0102030405060708) : 0));
            snapshot_free(snapshot);
        }
    }
}

/* KeptKeyBytes, or four MiB where it is not there. */
static void keys_have_the_room_that_the_registry_gives_them(void **state)
{
    (void)state;
    static const uint32_t rooms[] = {0, 100000, UINT32_C(4) << 20};
    for (size_t i = 0; i < 4; i++) {
        struct snapshot *snapshot;
        const uint32_t *room = i < 3 ? &rooms[i] : NULL;
        assert_int_equal(
            load_with(KEY_IISSUBA, VALUE_KEY_BYTES, REGISTRY_DWORD, room, 4, &snapshot),
            REGISTRY_OK);
        struct keys_plan plan = keys_plan_for(1, rooms[i < 3 ? i : 2]);
        assert_int_equal(snapshot->keys->plan.own_places, plan.own_places);
        assert_int_equal(snapshot->keys->plan.v2_places, plan.v2_places);
        snapshot_free(snapshot);
    }
}

/* Whether memory is asked for; there is none. */
static bool is_planned(size_t accounts, size_t name_units)
{
    fails_at = 0;
    assert_null(snapshot_new(accounts, name_units, 0));
    bool asked = fails_at < 0;
    fails_at = -1;
    return asked;
}

/* 2 to the 24th accounts and 2 GiB, less a byte, are the most. */
static void what_is_too_large_is_not_asked_for(void **state)
{
    (void)state;
    enum { ACCOUNTS = 0x800000 };
    assert_true(is_planned(0x1000000, 0));
    assert_false(is_planned(0x1000001, 0));
    assert_true(is_planned(3, 3 * 256));
    assert_false(is_planned(3, 3 * 256 + 1));
    size_t bare = sizeof(struct snapshot) + 2 * ACCOUNTS * sizeof(uint32_t) + sizeof(struct keys) +
                  2 + ACCOUNTS * sizeof(struct snapshot_account);
    size_t units = ((size_t)0x7FFFFFFF - bare) / 2;
    assert_true(is_planned(ACCOUNTS, units));
    assert_false(is_planned(ACCOUNTS, units + 1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_error_is_told_and_leaves_nothing),
        TEST(each_error_is_told_of_a_registry_that_is_open),
        TEST(what_is_too_large_is_not_asked_for),
        TEST(what_is_not_there_is_no_error),
        TEST(lsa_s_settings_that_cannot_be_read_are_the_strictest),
        TEST(a_number_is_four_bytes_and_a_dword),
        TEST(numbers_are_taken_as_they_are),
        TEST(the_stack_is_read_as_it_is_and_no_further),
        TEST(a_stack_has_a_kibibyte_at_most),
        TEST(a_name_has_256_units_at_most),
        TEST(a_sound_record_of_another_type_is_none),
        TEST(until_when_forms_are_told_is_eight_bytes),
        TEST(keys_have_the_room_that_the_registry_gives_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
