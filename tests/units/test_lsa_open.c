/*
 * Opening the LSA, silencing it, and what of the registry it follows (lsa_open.h, lsa_registry.h).
 */
#include "lsa_world.h"

#include <stdlib.h>

static const unsigned char one[4] = {1};
static const unsigned char two[4] = {2};

static struct lsa filled(void)
{
    struct lsa lsa;
    memset(&lsa, 0xFF, sizeof lsa);
    return lsa;
}

/* SYSTEM_LUID and its like (winnt.h) are below 0x10000. */
static void the_first_logon_has_the_id_0x10000(void **state)
{
    (void)state;
    struct fault fault = {""};
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    json_t *accounts = json_loads("[{\"name\": \"user\", \"rid\": 1001}]", 0, NULL);
    for (int folder = 0; folder < 2; folder++) {
        struct world world;
        if (folder == 1) {
            world_begin(&world, "", "");
        } else {
            folder_new(world.folder);
            world.lsa = filled();
            assert_true(lsa_open_accounts(accounts, &world.lsa, &fault));
        }
        assert_true(log_on(&world, &request).logon_id == 0x10000);
        assert_true(log_on(&world, &request).logon_id == 0x10001);
        world_end(&world);
    }
    json_decref(accounts);
}

/* Q140058: CrashOnAuditFail at 2, as the machine starts. */
static void whether_an_audit_failed_is_known_when_it_is_opened(void **state)
{
    (void)state;
    struct fault fault = {""};
    struct world world;
    world_begin(&world, "", "");
    assert_false(world.lsa.audit_failed);
    lsa_close(&world.lsa);
    folder_set(world.folder, u"", VALUE_CRASH_ON_AUDIT_FAIL, REGISTRY_DWORD, two, 4);
    world.lsa = filled();
    assert_true(lsa_open(world.folder, &world.lsa, &fault));
    assert_true(world.lsa.audit_failed);
    folder_set(world.folder, u"", VALUE_CRASH_ON_AUDIT_FAIL, REGISTRY_DWORD, one, 4);
    assert_true(world.lsa.audit_failed);
    world_end(&world);
}

/* It is named to packages, in the environment. */
static void the_folder_is_the_packages_as_well(void **state)
{
    (void)state;
    struct fault fault = {""};
    struct world world;
    world_begin(&world, "", "");
    lsa_close(&world.lsa);
    setenv("IISSUBA_MACHINE", "elsewhere", 1);
    assert_true(lsa_open(world.folder, &world.lsa, &fault));
    assert_string_equal(getenv("IISSUBA_MACHINE"), world.folder);
    world_end(&world);
}

static void a_folder_that_is_broken_is_not_opened(void **state)
{
    (void)state;
    struct fault fault = {""};
    char folder[FOLDER_MAX];
    struct lsa lsa = filled();
    folder_new(folder);
    setenv("IISSUBA_MACHINE", "elsewhere", 1);
    assert_false(lsa_open(folder, &lsa, &fault));
    assert_non_null(strstr(fault.text, "sam.json"));
    folder_write(folder, "sam.json", "[{\"name\": \"user\"}]");
    fault.text[0] = '\0';
    assert_false(lsa_open(folder, &lsa, &fault));
    assert_non_null(strstr(fault.text, "sam.json"));
    assert_string_equal(getenv("IISSUBA_MACHINE"), "elsewhere");
    folder_remove(folder);
}

static void accounts_alone_are_an_lsa_that_writes_nothing(void **state)
{
    (void)state;
    struct fault fault = {""};
    struct world world;
    json_t *accounts =
        json_loads("[{\"name\": \"user\", \"rid\": 1001, \"password\": \"Password\"}]", 0, NULL);
    folder_new(world.folder);
    world.lsa = filled();
    assert_true(lsa_open_accounts(accounts, &world.lsa, &fault));
    assert_true(world.lsa.events.silent);
    assert_false(world.lsa.audit_failed);
    assert_true(world.lsa.time == 0);
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    assert_true(lsa_save(&world.lsa, &fault));
    assert_string_not_equal(getenv("IISSUBA_MACHINE"), world.folder);
    world_end(&world); /* whose folder is empty */
    json_decref(accounts);
}

static void accounts_that_are_broken_are_not_opened(void **state)
{
    (void)state;
    struct fault fault = {""};
    struct lsa lsa = filled();
    json_t *accounts = json_loads("[{\"name\": \"user\"}]", 0, NULL);
    setenv("IISSUBA_MACHINE", "elsewhere", 1);
    assert_false(lsa_open_accounts(accounts, &lsa, &fault));
    assert_non_null(strstr(fault.text, "rid"));
    assert_string_equal(getenv("IISSUBA_MACHINE"), "elsewhere");
    json_decref(accounts);
}

static void a_silenced_lsa_writes_no_event_and_its_packages_none(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    unsetenv("IISSUBA_EVENTS");
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    struct contents before = folder_read(world.folder, "events.log");
    lsa_silence(&world.lsa);
    assert_string_equal(getenv("IISSUBA_EVENTS"), "off");
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    struct contents after = folder_read(world.folder, "events.log");
    assert_int_equal(after.size, before.size);
    assert_true(before.size > 0);
    contents_release(&before);
    contents_release(&after);
    unsetenv("IISSUBA_EVENTS");
    world_end(&world);
}

static void what_was_saved_is_there_again_and_what_was_not_is_lost(void **state)
{
    (void)state;
    struct fault fault = {""};
    struct world world;
    world_begin(&world, "", "");
    for (int saved = 0; saved < 2; saved++) {
        assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
        assert_true(saved == 0 || lsa_save(&world.lsa, &fault));
        lsa_close(&world.lsa);
        assert_true(lsa_open(world.folder, &world.lsa, &fault));
        assert_int_equal(sam_find(&world.lsa.machine.sam, "user")->bad_password_count, saved);
    }
    /* What cannot be written is said. */
    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    snprintf(world.lsa.machine.sam.path, sizeof world.lsa.machine.sam.path, "%s/none/sam.json",
             world.folder);
    assert_false(lsa_save(&world.lsa, &fault));
    assert_int_not_equal(fault.text[0], '\0');
    world_end(&world);
}

/* Each protocol has a filter of its own, and each is known by its own key's Auth0. */
static void a_filter_is_named_for_its_protocol_alone(void **state)
{
    (void)state;
    static const uint16_t *const keys[] = {KEY_MSV1_0, KEY_KERBEROS};
    static const uint16_t *const names[] = {u"Auth1", u"Auth0"};
    for (unsigned i = 0; i < 4; i++) {
        struct world world;
        struct lsa_registry registry = {.names_filter = {i != 0, i != 0}};
        struct fault fault = {""};
        world_begin(&world, "", "");
        lsa_close(&world.lsa);
        folder_set(world.folder, keys[i / 2], names[i % 2], REGISTRY_SZ, u"NAME", 10);
        assert_true(lsa_open(world.folder, &world.lsa, &fault));
        lsa_registry_refresh(&registry, world.folder, &world.lsa.machine.policy);
        assert_int_equal(registry.names_filter[PROTOCOL_NTLM], i == 1);
        assert_int_equal(registry.names_filter[PROTOCOL_KERBEROS], i == 3);
        lsa_registry_close(&registry);
        world_end(&world);
    }
}

static void the_registry_is_read_again_where_it_has_changed_alone(void **state)
{
    (void)state;
    struct world world;
    struct lsa_registry registry = {.values = {0}};
    const struct lsa_registry zeroed = {.values = {0}};
    world_begin(&world, "", "");
    folder_set(world.folder, u"", VALUE_LIMIT_BLANK, REGISTRY_DWORD, one, 4);
    lsa_registry_refresh(&registry, world.folder, &world.lsa.machine.policy);
    assert_true(registry.values.limits_blank);
    registry.values.limits_blank = false;
    lsa_registry_refresh(&registry, world.folder, &world.lsa.machine.policy);
    assert_false(registry.values.limits_blank);
    folder_set(world.folder, u"", VALUE_LM_LEVEL, REGISTRY_DWORD, two, 4);
    lsa_registry_refresh(&registry, world.folder, &world.lsa.machine.policy);
    assert_true(registry.values.limits_blank);
    assert_int_equal(registry.values.lm_level, 2);
    lsa_registry_close(&registry);
    assert_memory_equal(&registry, &zeroed, sizeof zeroed);
    lsa_registry_refresh(&registry, world.folder, &world.lsa.machine.policy);
    assert_int_equal(registry.values.lm_level, 2); /* zeroed, it is read at once */
    lsa_registry_close(&registry);
    world_end(&world);
}

static void a_closed_lsa_holds_nothing(void **state)
{
    (void)state;
    struct world world;
    static const struct package package;
    static const struct registry_watch zeroed;
    world_begin(&world, "", "");
    assert_true(packages_add(&world.lsa.packages, PROTOCOL_NTLM, 7, &package));
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    lsa_close(&world.lsa);
    assert_int_equal(world.lsa.packages.count, 0);
    assert_int_equal(world.lsa.machine.sam.count, 0);
    assert_memory_equal(&world.lsa.registry.watch, &zeroed, sizeof zeroed);
    folder_remove(world.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_logon_has_the_id_0x10000),
        cmocka_unit_test(whether_an_audit_failed_is_known_when_it_is_opened),
        cmocka_unit_test(the_folder_is_the_packages_as_well),
        cmocka_unit_test(a_folder_that_is_broken_is_not_opened),
        cmocka_unit_test(accounts_alone_are_an_lsa_that_writes_nothing),
        cmocka_unit_test(accounts_that_are_broken_are_not_opened),
        cmocka_unit_test(a_silenced_lsa_writes_no_event_and_its_packages_none),
        cmocka_unit_test(what_was_saved_is_there_again_and_what_was_not_is_lost),
        cmocka_unit_test(a_filter_is_named_for_its_protocol_alone),
        cmocka_unit_test(the_registry_is_read_again_where_it_has_changed_alone),
        cmocka_unit_test(a_closed_lsa_holds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
