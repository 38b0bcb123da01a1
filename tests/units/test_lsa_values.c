/* The numbers of the Lsa key, and what secpol.inf says in their place (lsa_values.h). */
#include "failing_registry.h"
#include "machine_folder.h"

#include "lsa_values.h"
#include "lsass/snapshot_load.h"

#define UNSAID                                      \
    {                                               \
        POLICY_UNSAID, POLICY_UNSAID, POLICY_UNSAID \
    }

static struct lsa_values values_of(const uint16_t *name, uint32_t type, const void *data,
                                   size_t size, const struct policy *policy)
{
    char folder[FOLDER_MAX];
    folder_new(folder);
    folder_write(folder, "registry.reg", "Windows Registry Editor Version 5.00\r\n");
    if (name != NULL) {
        folder_set(folder, u"", name, type, data, size);
    }
    struct lsa_values values = lsa_values_read(folder, policy);
    folder_remove(folder);
    return values;
}

static void a_number_is_four_bytes_little_endian(void **state)
{
    (void)state;
    static const struct {
        unsigned char data[4];
        unsigned level;
        bool limits;
        bool failed;
    } cases[] = {
        {{0, 0, 0, 0}, 0, false, false}, {{1, 0, 0, 0}, 1, true, false},
        {{2, 0, 0, 0}, 2, true, true},   {{4, 0, 0, 0}, 4, true, false},
        {{5, 0, 0, 0}, 5, true, false},  {{6, 0, 0, 0}, 5, true, false},
        {{0, 1, 0, 0}, 5, true, false},  {{2, 1, 0, 0}, 5, true, false},
        {{0, 0, 1, 0}, 5, true, false},  {{2, 0, 1, 0}, 5, true, false},
        {{0, 0, 0, 1}, 5, true, false},  {{2, 0, 0, 1}, 5, true, false},
    };
    static const struct policy policy = {.values = UNSAID};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (uint32_t type = REGISTRY_NONE; type <= REGISTRY_DWORD; type += REGISTRY_DWORD) {
            const unsigned char *data = cases[i].data;
            assert_int_equal(values_of(VALUE_LM_LEVEL, type, data, 4, &policy).lm_level,
                             cases[i].level);
            assert_int_equal(values_of(VALUE_LIMIT_BLANK, type, data, 4, &policy).limits_blank,
                             cases[i].limits);
            assert_int_equal(
                values_of(VALUE_CRASH_ON_AUDIT_FAIL, type, data, 4, &policy).audit_failed,
                cases[i].failed);
        }
    }
}

/* What is no number is the strictest, but that no audit has failed. */
static void what_is_no_number_is_the_strictest(void **state)
{
    (void)state;
    static const unsigned char data[8] = {2};
    static const struct {
        uint32_t type;
        size_t size;
    } wrong[] = {{REGISTRY_DWORD, 3}, {REGISTRY_DWORD, 8}, {REGISTRY_BINARY, 4}, {REGISTRY_SZ, 4}};
    static const struct policy policy = {.values = UNSAID};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        uint32_t type = wrong[i].type;
        size_t size = wrong[i].size;
        assert_int_equal(values_of(VALUE_LM_LEVEL, type, data, size, &policy).lm_level, 5);
        assert_true(values_of(VALUE_LIMIT_BLANK, type, data, size, &policy).limits_blank);
        assert_false(values_of(VALUE_CRASH_ON_AUDIT_FAIL, type, data, size, &policy).audit_failed);
    }
}

static void the_policy_says_what_the_registry_does_not(void **state)
{
    (void)state;
    static const unsigned char zero[4] = {0};
    struct policy policy = {.values = UNSAID};
    struct lsa_values values = values_of(NULL, 0, NULL, 0, &policy);
    assert_true(values.lm_level == 0 && !values.limits_blank && !values.audit_failed);
    policy.values[POLICY_LM_LEVEL] = 3;
    policy.values[POLICY_LIMIT_BLANK] = 1;
    policy.values[POLICY_CRASH_ON_AUDIT_FAIL] = 2;
    values = values_of(NULL, 0, NULL, 0, &policy);
    assert_true(values.lm_level == 3 && values.limits_blank && values.audit_failed);
    values = values_of(VALUE_LM_LEVEL, REGISTRY_DWORD, zero, 4, &policy);
    assert_true(values.lm_level == 0 && values.limits_blank && values.audit_failed);
    policy.values[POLICY_LM_LEVEL] = 9;
    assert_int_equal(values_of(NULL, 0, NULL, 0, &policy).lm_level, 5);
}

/* Where the registry cannot be read at all the policy says nothing either. */
static void without_a_registry_all_is_the_strictest(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    static const struct policy policy = {.values = {0, 0, 2}};
    folder_new(folder);
    folder_write(folder, "registry.reg", "Windows Registry Editor Version 5.00\r\n\r\nx\r\n");
    struct lsa_values values = lsa_values_read(folder, &policy);
    assert_true(values.lm_level == 5 && values.limits_blank && !values.audit_failed);
    /* Without a file the registry is empty. */
    folder_remove(folder);
    folder_new(folder);
    values = lsa_values_read(folder, &policy);
    assert_true(values.lm_level == 0 && !values.limits_blank && values.audit_failed);
    folder_remove(folder);
}

/* One of them that cannot be read is the strictest; of a key that cannot be opened all are. */
static void what_cannot_be_read_is_the_strictest(void **state)
{
    (void)state;
    static const struct {
        unsigned level;
        bool limits;
        bool failed;
    } cases[] = {
        {5, true, false}, {5, false, true}, {0, true, true}, {0, false, false}, {0, false, true}};
    static const struct policy policy = {.values = {0, 0, 2}};
    char folder[FOLDER_MAX];
    folder_new(folder);
    folder_write(folder, "registry.reg",
                 "Windows Registry Editor Version 5.00\r\n\r\n"
                 "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\r\n");
    registry_open_keys = 0;
    for (int call = 0; call < 5; call++) {
        registry_failing_call = call;
        struct lsa_values values = lsa_values_read(folder, &policy);
        registry_failing_call = -1;
        assert_int_equal(values.lm_level, cases[call].level);
        assert_int_equal(values.limits_blank, cases[call].limits);
        assert_int_equal(values.audit_failed, cases[call].failed);
        assert_int_equal(registry_open_keys, 0);
    }
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_four_bytes_little_endian),
        cmocka_unit_test(what_is_no_number_is_the_strictest),
        cmocka_unit_test(what_cannot_be_read_is_the_strictest),
        cmocka_unit_test(without_a_registry_all_is_the_strictest),
        cmocka_unit_test(the_policy_says_what_the_registry_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
