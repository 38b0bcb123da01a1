/*
 * A machine folder where there is no memory: whichever allocation fails, it is said, nothing is
 * left allocated, and what was there is as it was.
 */
#include "failing_memory.h"
#include "machine_folder.h"

#include <stdlib.h>
#include <unistd.h>

#include "new_machine.h"
#include "sam_override.h"

#define HASHES "e52cac67419a9a224a3b108f3fa6cb6d:a4f49c406510bdcab6824ee7c30fd852"

static const char accounts[] = "{\"accounts\": [{\"name\": \"user\", \"rid\": 1001, \"password\": "
                               "\"x\", \"logon_hours\": \"7f\","
                               " \"workstations\": [\"A\", \"B\"], \"parameters\": \"p\"},"
                               " {\"name\": \"other\", \"rid\": 1002, \"workstations\": \"C,D\"}]}";
static const char dump[] = "other:1002:" HASHES ":::\nuser:1001:" HASHES ":::\nx:1:" HASHES ":::\n"
                           "y:2:" HASHES ":::\nnothing\n";
static const char policy_text[] =
    "[Odd]\n[System Access]\nLockoutBadCount = %count%\n[Privilege Rights]\n"
    "SeNetworkLogonRight = a,\\\nb\nSeBatchLogonRight = \"c\"\n[Registry Values]\na=b\n"
    "[Strings]\ncount = 7\nz = 1\n";

static void assert_no_memory(const struct fault *fault)
{
    if (strstr(fault->text, "no memory") == NULL &&
        strstr(fault->text, "Cannot allocate") == NULL) {
        fail_msg("\"%s\"", fault->text);
    }
}

static struct contents contents_of(const char *text)
{
    return (struct contents){(char *)(uintptr_t)text, strlen(text)};
}

static bool reads_policy(void *context)
{
    struct contents contents = contents_of(context);
    struct policy policy;
    struct fault fault = {""};
    if (!policy_parse("secpol.inf", &contents, &policy, &fault)) {
        assert_no_memory(&fault);
        for (int right = 0; right < RIGHT_COUNT; right++) {
            assert_null(policy.rights[right]);
        }
        return false;
    }
    assert_int_equal(policy.lockout_threshold, 7);
    assert_string_equal(policy.rights[RIGHT_NETWORK], "a,b");
    assert_true(policy.notices.size > 0);
    policy_release(&policy);
    return true;
}

static bool reads_accounts(void *context)
{
    struct contents contents = contents_of(context);
    struct sam sam = {.path = "sam.json"};
    struct fault fault = {""};
    bool done = sam_parse(&contents, &sam, &fault);
    if (!done) {
        assert_no_memory(&fault);
    } else {
        assert_string_equal(sam.accounts[0].workstations, "A,B");
        assert_string_equal(sam.accounts[1].workstations, "C,D");
    }
    sam_release(&sam);
    return done;
}

static bool reads_a_dump(void *context)
{
    struct contents contents = contents_of(accounts);
    struct sam sam = {.path = "sam.json"};
    struct fault fault = {""};
    int failing = memory_failing_call;
    memory_failing_call = -1;
    assert_true(sam_parse(&contents, &sam, &fault));
    memory_failing_call = failing;
    contents = contents_of(context);
    bool done = sam_parse_hashes(&sam, "dump", &contents, &fault);
    if (!done) {
        assert_no_memory(&fault);
    } else {
        assert_non_null(strstr(sam.notices.text, "(line 3-4)"));
    }
    sam_release(&sam);
    return done;
}

static bool overrides(void *context)
{
    struct sam *sam = context;
    struct sam_override over;
    struct fault fault = {""};
    json_t *members = json_loads("{\"workstations\": [\"E\"], \"logon_hours\": \"00\"}", 0, NULL);
    bool done = sam_override_apply(sam, "user", members, &over, &fault);
    if (!done) {
        assert_no_memory(&fault);
        assert_null(over.place);
        assert_string_equal(sam->accounts[0].workstations, "A,B");
    }
    sam_override_undo(sam, &over);
    assert_string_equal(sam->accounts[0].workstations, "A,B");
    json_decref(members);
    return done;
}

static bool opens(void *folder)
{
    struct machine machine;
    struct fault fault = {""};
    if (!machine_open(folder, &machine, &fault)) {
        assert_no_memory(&fault);
        assert_null(machine.sam.accounts);
        return false;
    }
    assert_true(machine.has_metabase && machine.policy.lockout_threshold == 7);
    machine_close(&machine);
    return true;
}

/* What it has to say of the folder is written beside it; what was noted stays noted. */
static bool saves(void *context)
{
    struct sam *sam = context;
    struct fault fault = {""};
    sam_touch(sam);
    if (!sam_save(sam, &fault)) {
        assert_no_memory(&fault);
        assert_true(sam->changed);
        return false;
    }
    return true;
}

static bool makes_a_metabase(void *folder)
{
    struct new_metabase settings = {true, "password", "another"};
    struct fault fault = {""};
    bool done = new_machine_metabase(folder, &settings, &fault);
    if (!done) {
        assert_no_memory(&fault);
    }
    return done;
}

static char own_dll[FOLDER_MAX + 16];

bool __wrap_deployment_own_dll(char *path, struct fault *fault);
bool __wrap_deployment_own_dll(char *path, struct fault *fault)
{
    (void)fault;
    strcpy(path, own_dll);
    return true;
}

static void what_is_read_says_it_and_leaves_nothing(void **state)
{
    (void)state;
    static const struct {
        memory_attempt *attempt;
        const char *text;
        int least;
    } cases[] = {
        {reads_policy, policy_text, 10}, {reads_accounts, accounts, 9}, {reads_a_dump, dump, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int allocations = memory_each_fails(cases[i].attempt, (void *)(uintptr_t)cases[i].text);
        assert_true(allocations >= cases[i].least);
    }
}

static void an_override_says_it_and_changes_nothing(void **state)
{
    (void)state;
    struct contents contents = contents_of(accounts);
    struct sam sam = {.path = "sam.json"};
    struct fault fault;
    assert_true(sam_parse(&contents, &sam, &fault));
    assert_true(memory_each_fails(overrides, &sam) >= 4);
    sam_release(&sam);
}

static void a_folder_says_it_and_is_as_it_was(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct sam sam;
    struct fault fault;
    folder_new(folder);
    folder_write(folder, "sam.json", accounts);
    folder_write(folder, "pwdump.txt", dump);
    folder_write(folder, "secpol.inf", policy_text);
    assert_true(memory_each_fails(makes_a_metabase, folder) >= 2);
    assert_true(memory_each_fails(opens, folder) > 20);
    assert_true(sam_read(folder, &sam, &fault));
    sam.form = TEXT_UTF16_LE;
    assert_true(memory_each_fails(saves, &sam) >= 1);
    sam_release(&sam);
    assert_true(opens(folder));
    folder_remove(folder);
}

/* Some of it is done without: what fails is said and marked, and what is done is whole. */
static void a_full_machine_says_it(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 32];
    unsigned refused = 0;
    bool all_made = false;
    folder_new(folder);
    folder_write(folder, "dll", "a DLL");
    snprintf(own_dll, sizeof own_dll, "%s/dll", folder);
    for (int call = 0; !all_made; call++) {
        struct fault fault = {""};
        folder_write(folder, "init.unfinished", "");
        memory_failing_call = call;
        bool done = new_machine(folder, true, &fault);
        all_made = memory_failing_call >= 0;
        memory_failing_call = -1;
        snprintf(path, sizeof path, "%s/init.unfinished", folder);
        assert_int_equal(file_exists(path), !done);
        assert_int_equal(*fault.text != '\0', !done);
        assert_true(done || !all_made);
        refused += !done;
        if (done) {
            struct contents registry = folder_read(folder, "registry.reg");
            assert_non_null(strstr(registry.text, "\"IUSR_SERVERNAME\"="));
            contents_release(&registry);
        }
    }
    assert_true(refused > 10);
    snprintf(path, sizeof path, "%s/System32/iissuba.so", folder);
    assert_true(file_remove(path));
    *strrchr(path, '/') = '\0';
    assert_int_equal(rmdir(path), 0);
    assert_true(file_remove(own_dll));
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_says_it_and_leaves_nothing),
        cmocka_unit_test(an_override_says_it_and_changes_nothing),
        cmocka_unit_test(a_folder_says_it_and_is_as_it_was),
        cmocka_unit_test(a_full_machine_says_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
