/*
 * How much stack a logon takes, through the built DLL's export: lsass's threads have little, and
 * what a fault leaves on it is wiped as far as this (exception_win32.c). argv[1] is the DLL.
 */
#include "machine_folder.h"

#include "package.h"

#define PAINTED 0x10000u /* bytes below the caller's frame */
#define PAINT 0xA5
#ifdef STACK_OF_CALLEES /* a build that is not optimised (CMakeLists.txt) */
#define MOST (PAINTED - 1)
#else
#define MOST 6144u /* bytes: README.md of shim/lsass */
#endif

static const char *dll;
static struct package package;
static uintptr_t painted; /* the lowest byte that is */

__attribute__((noinline)) static void paint(void)
{
    volatile unsigned char below[PAINTED];
    for (size_t i = 0; i < PAINTED; i++) {
        below[i] = PAINT;
    }
    painted = (uintptr_t)&below[0];
}

/* What was written to since; nobody uses that memory now, and it is still there. */
__attribute__((noinline)) static size_t depth(void)
{
    const volatile unsigned char *at = (const volatile unsigned char *)painted;
    size_t untouched = 0;
    while (untouched < PAINTED && at[untouched] == PAINT) {
        untouched++;
    }
    return PAINTED - untouched;
}

static size_t depth_of_one(enum form form, struct wide password, struct wide domain)
{
    static struct made_request made;
    static struct made_account account;
    static ULONG which;
    static ULONG flags;
    static BOOLEAN authoritative;
    static LARGE_INTEGER logoff;
    static LARGE_INTEGER kickoff;
    make_account(&account);
    make_request(&made, form, password, WIDE(u"IUSR_SERVERNAME"), domain, NULL);
    account.user.LogonHours.UnitsPerWeek = 168;
    account.user.LogonHours.LogonHours = account.hours;
    memset(account.hours, 0xFF, sizeof account.hours);
    paint();
    package.routine(NetlogonNetworkInformation, &made.info, 0, &account.user, &which, &flags,
                    &authoritative, &logoff, &kickoff);
    return depth();
}

/* A look at the registry, due every 50 ms, takes more: the least of some is the logon's own. */
static size_t depth_of_logon(enum form form, struct wide password)
{
    struct wide domain = WIDE(u"a domain long enough not to be kept");
    size_t least = PAINTED;
    for (int i = 0; i < 8; i++) {
        size_t taken = depth_of_one(form, password, domain);
        least = taken < least ? taken : least;
    }
    return least;
}

static void a_logon_takes_little_stack(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide password = WIDE(NLMP_PASSWORD);
    size_t most = 0;
    folder_new(folder);
    folder_enrol(folder, true, &password);
    assert_int_equal(package_open_file(dll, &package), STATUS_SUCCESS);
    for (int form = 0; form < FORM_COUNT; form++) {
        for (int wrong = 0; wrong < 2; wrong++) {
            size_t taken = depth_of_logon((enum form)form, wrong ? WIDE(u"wrong") : password);
            most = taken > most ? taken : most;
        }
    }
    package_close(&package);
    folder_set(folder, KEY_ACCOUNTS, u"IUSR_SERVERNAME", 0, NULL, 0);
    folder_remove(folder);
    print_message("a logon takes up to %u bytes of stack\n", (unsigned)most);
    assert_in_range(most, 500, MOST);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_logon_takes_little_stack),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_stack_depth DLL\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
