/* Loading and unloading the DLL 10,000 times, with logons between, leaves nothing. argv[1]: the
 * DLL. */
#include "machine_folder.h"

#include "package.h"
#include "resources.h"

#define ROUNDS 10000
#define SETTLE_MS 20000

static const char *dll;

static void load_log_on_unload(bool admitted)
{
    struct package package;
    struct made_request made;
    struct made_account account;
    ULONG which;
    ULONG flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    assert_int_equal(package_open_file(dll, &package), STATUS_SUCCESS);
    make_account(&account);
    make_request(&made, FORM_NTLMV2, admitted ? WIDE(NLMP_PASSWORD) : WIDE(u"wrong"),
                 WIDE(u"IUSR_SERVERNAME"), WIDE(u""), NULL);
    assert_int_equal(package.routine(NetlogonNetworkInformation, &made.info, 0, &account.user,
                                     &which, &flags, &authoritative, &logoff, &kickoff),
                     admitted ? STATUS_SUCCESS : STATUS_WRONG_PASSWORD);
    package_close(&package);
}

static void nothing_is_left_after_10000_loads(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide password = WIDE(NLMP_PASSWORD);
    folder_new(folder);
    folder_enrol(folder, true, &password);
    for (int i = 0; i < 100; i++) { /* what the system keeps of a first use */
        load_log_on_unload(i % 10 != 0);
    }
    struct resources before = resources_now();
    for (int i = 0; i < ROUNDS; i++) {
        load_log_on_unload(i % 100 != 0); /* a refusal reports an event */
    }
    /* The thread that reports an event ends by itself. */
    uint32_t began = clock_ticks();
    struct resources after = resources_now();
    while ((after.count[RESOURCE_THREADS] > before.count[RESOURCE_THREADS] ||
            after.count[RESOURCE_HANDLES] > before.count[RESOURCE_HANDLES]) &&
           clock_ticks() - began < SETTLE_MS) {
        clock_yield();
        after = resources_now();
    }
    folder_set(folder, KEY_ACCOUNTS, u"IUSR_SERVERNAME", 0, NULL, 0);
    folder_remove(folder);
    assert_true(after.count[RESOURCE_THREADS] <= before.count[RESOURCE_THREADS]);
    assert_true(after.count[RESOURCE_HANDLES] <= before.count[RESOURCE_HANDLES]);
    /* One byte a round would be seen; what the loader itself rounds up is not ours. */
    if (after.count[RESOURCE_HEAP] >= before.count[RESOURCE_HEAP] + ROUNDS) {
        fail_msg("the heap grew from %u to %u bytes", (unsigned)before.count[RESOURCE_HEAP],
                 (unsigned)after.count[RESOURCE_HEAP]);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_after_10000_loads),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_unload DLL\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
