/*
 * A fault of our own ends a logon and not the process: the guard alone, and the built DLL through
 * its exports with a response whose memory ends before its length does. argv[1] is the DLL.
 * "test_exception_win32 raise" is what the test runs to see what is not taken end a process.
 */
#include "machine_folder.h"

#include <stdlib.h>

#include "lsass/exception.h"
#include "package.h"

#define PAGE 0x1000
#define NOT_TAKEN 42 /* the exit code of what a fault ended */

static const char *dll;
static const char *self;

static void read_nowhere(void *context)
{
    *(volatile int *)context = *(volatile int *)context + 1;
}

static void divide(void *context)
{
    volatile int number = 100;
    number = number / *(volatile int *)context;
}

static void no_instruction(void *context)
{
    (void)context;
    __asm__ volatile("ud2");
}

static void privileged(void *context)
{
    (void)context;
    __asm__ volatile("hlt");
}

static void nothing(void *context)
{
    *(int *)context += 1;
}

static void raise_in_windows(void *context)
{
    (void)context;
    RaiseException(EXCEPTION_ACCESS_VIOLATION, 0, 0, NULL);
}

static void breakpoint(void *context)
{
    (void)context;
    __asm__ volatile("int3");
}

/* Local variables are the compiler's to keep in registers: they are what they were. */
static void each_fault_ends_the_work_and_no_more(void **state)
{
    (void)state;
    static int zero;
    static const struct {
        void (*work)(void *);
        uint32_t code;
        void *context;
    } faults[] = {
        {read_nowhere, EXCEPTION_ACCESS_VIOLATION, NULL},
        {divide, EXCEPTION_INT_DIVIDE_BY_ZERO, &zero},
        {no_instruction, EXCEPTION_ILLEGAL_INSTRUCTION, NULL},
        {privileged, EXCEPTION_PRIV_INSTRUCTION, NULL},
    };
    for (int round = 0; round < 1000; round++) {
        size_t at = (size_t)round % (sizeof faults / sizeof faults[0]);
        struct exception exception = {1, 1};
        int done = round;
        assert_false(exception_guard(faults[at].work, faults[at].context, &exception));
        assert_int_equal(exception.code, faults[at].code);
        assert_true(exception.offset >= PAGE);
        assert_true(exception_guard(nothing, &done, &exception));
        assert_int_equal(exception.code, 0);
        assert_int_equal(done, round + 1);
    }
}

static void fault_inside(void *context)
{
    struct exception exception;
    assert_false(exception_guard(read_nowhere, NULL, &exception));
    *(int *)context += 1;
    no_instruction(NULL);
}

static void the_innermost_guard_takes_it(void **state)
{
    (void)state;
    struct exception exception;
    int reached = 0;
    assert_false(exception_guard(fault_inside, &reached, &exception));
    assert_int_equal(reached, 1);
    assert_int_equal(exception.code, (uint32_t)EXCEPTION_ILLEGAL_INSTRUCTION);
}

static LONG WINAPI end_here(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    ExitProcess(NOT_TAKEN);
}

/* The process that the next test looks at. */
static int be_ended(const char *by)
{
    struct exception exception;
    SetUnhandledExceptionFilter(end_here);
    exception_guard(strcmp(by, "raise") == 0 ? raise_in_windows : breakpoint, NULL, &exception);
    return 0;
}

static void what_is_not_a_fault_of_ours_is_left_alone(void **state)
{
    (void)state;
    static const char *const ways[] = {"raise", "break"};
    for (size_t i = 0; i < 2; i++) {
        char line[MAX_PATH + 16];
        STARTUPINFOA startup = {.cb = sizeof startup};
        PROCESS_INFORMATION process;
        DWORD code = 0;
        snprintf(line, sizeof line, "\"%s\" %s", self, ways[i]);
        assert_true(
            CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process));
        assert_int_equal(WaitForSingleObject(process.hProcess, 60000), WAIT_OBJECT_0);
        assert_true(GetExitCodeProcess(process.hProcess, &code));
        assert_int_equal(code, NOT_TAKEN);
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
}

struct fixture {
    char folder[FOLDER_MAX];
    struct package package;
    unsigned char *pages; /* of which only the first is there */
};

static int set_up(void **state)
{
    static struct fixture fixture;
    DWORD before;
    folder_new(fixture.folder);
    struct wide password = WIDE(NLMP_PASSWORD);
    folder_enrol(fixture.folder, true, &password);
    assert_int_equal(package_open_file(dll, &fixture.package), STATUS_SUCCESS);
    fixture.pages = VirtualAlloc(NULL, 2 * PAGE, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    assert_true(VirtualProtect(fixture.pages + PAGE, PAGE, PAGE_NOACCESS, &before));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    package_close(&fixture->package);
    VirtualFree(fixture->pages, 0, MEM_RELEASE);
    folder_set(fixture->folder, KEY_ACCOUNTS, u"IUSR_SERVERNAME", 0, NULL, 0);
    folder_remove(fixture->folder);
    return 0;
}

static NTSTATUS log_on(struct fixture *fixture, struct wide password, bool faulty)
{
    struct made_request made;
    struct made_account account;
    ULONG which = 7;
    ULONG flags = 7;
    BOOLEAN authoritative = 7;
    LARGE_INTEGER logoff = {.QuadPart = 7};
    LARGE_INTEGER kickoff = {.QuadPart = 7};
    make_account(&account);
    make_request(&made, FORM_NTLMV2, password, WIDE(u"IUSR_SERVERNAME"), WIDE(u"ELSEWHERE"), NULL);
    if (faulty) {
        STRING *response = &made.info.NtChallengeResponse;
        unsigned char *there = fixture->pages + PAGE - response->Length;
        memcpy(there, response->Buffer, response->Length);
        *response = (STRING){PAGE, PAGE, (char *)there};
    }
    NTSTATUS status =
        fixture->package.routine(NetlogonNetworkInformation, &made.info, 0, &account.user, &which,
                                 &flags, &authoritative, &logoff, &kickoff);
    assert_true(which == 0 && flags == 0 && authoritative == TRUE);
    assert_true(logoff.QuadPart == NT_NEVER && kickoff.QuadPart == NT_NEVER);
    return status;
}

static NTSTATUS log_on_ex(struct fixture *fixture)
{
    struct made_request made;
    struct made_account account;
    MSV1_0_VALIDATION_INFO validation;
    ULONG actions = 7;
    memset(&validation, 7, sizeof validation);
    make_account(&account);
    make_request(&made, FORM_NTLMV2, WIDE(u"wrong"), WIDE(u"IUSR_SERVERNAME"), WIDE(u""), NULL);
    made.info.NtChallengeResponse = (STRING){24, 24, (char *)fixture->pages + PAGE};
    NTSTATUS status = fixture->package.routine_ex(NetlogonNetworkInformation, &made.info, 0,
                                                  &account.user, NULL, &validation, &actions);
    assert_int_equal(actions, 0);
    assert_int_equal(validation.Authoritative, TRUE);
    assert_int_equal(validation.WhichFields, 0);
    return status;
}

static bool eventually_admits(struct fixture *fixture, struct wide password)
{
    uint32_t began = clock_ticks();
    while (log_on(fixture, password, false) != STATUS_SUCCESS) {
        if (clock_ticks() - began > 10000) {
            return false;
        }
    }
    return true;
}

/*
 * The logon was judged by a snapshot at the fault. Were it not given back, the second change after
 * it would find no place for its snapshot.
 */
static void a_fault_refuses_the_logon_and_gives_back_what_it_held(void **state)
{
    struct fixture *fixture = *state;
    struct wide passwords[] = {WIDE(u"first"), WIDE(u"second"), WIDE(u"third")};
    assert_int_equal(log_on(fixture, WIDE(NLMP_PASSWORD), false), STATUS_SUCCESS);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(log_on(fixture, WIDE(NLMP_PASSWORD), true), STATUS_NO_SUCH_USER);
        assert_int_equal(log_on_ex(fixture), STATUS_NO_SUCH_USER);
    }
    assert_int_equal(log_on(fixture, WIDE(NLMP_PASSWORD), false), STATUS_SUCCESS);
    for (size_t i = 0; i < sizeof passwords / sizeof passwords[0]; i++) {
        folder_enrol(fixture->folder, true, &passwords[i]);
        assert_true(eventually_admits(fixture, passwords[i]));
        assert_int_equal(log_on(fixture, passwords[i], true), STATUS_NO_SUCH_USER);
    }
}

struct needles {
    unsigned char v2[sizeof(struct hmac_md5_key)];
    unsigned char owf[OWF_SIZE];
};

/* The lowest page of the stack that is there, its guard page apart. */
static uintptr_t lowest_of_stack(uintptr_t page)
{
    MEMORY_BASIC_INFORMATION about;
    while (VirtualQuery((const void *)(page - PAGE), &about, sizeof about) != 0 &&
           about.State == MEM_COMMIT && about.Protect == PAGE_READWRITE) {
        page -= PAGE;
    }
    return page;
}

/* In the part of this thread's stack that the calls before used, and that nobody uses now. */
__attribute__((noinline)) static size_t found_below(const struct needles *needles)
{
    volatile unsigned char here = 0;
    uintptr_t page = (uintptr_t)&here & ~(uintptr_t)(PAGE - 1);
    const unsigned char *from = (const unsigned char *)lowest_of_stack(page);
    const unsigned char *to = (const unsigned char *)(uintptr_t)&here;
    size_t found = 0;
    for (const unsigned char *at = from; at + sizeof *needles <= to; at++) {
        found += memcmp(at, needles->v2, 16) == 0 || memcmp(at, needles->v2 + 16, 16) == 0 ||
                 memcmp(at, needles->owf, OWF_SIZE) == 0;
    }
    return found;
}

/* At the fault the key of NTOWFv2 is on the stack. */
static void a_fault_leaves_nothing_secret_on_the_stack(void **state)
{
    struct fixture *fixture = *state;
    static struct needles needles; /* not on the stack */
    static struct hmac_md5_key key;
    static struct owf_pair secret;
    secret = secret_of_password(WIDE(NLMP_PASSWORD));
    memcpy(needles.owf, secret.nt, OWF_SIZE);
    static unsigned char v2[OWF_SIZE];
    assert_true(ntlm_v2_owf(secret.nt, WIDE(u"IUSR_SERVERNAME"), WIDE(u"ELSEWHERE"),
                            NTLM_DOMAIN_AS_GIVEN, v2));
    assert_true(hmac_md5_key(v2, &key));
    memcpy(needles.v2, &key, sizeof key);
    for (int i = 0; i < 2; i++) { /* the first reports its event, which writes over much */
        assert_int_equal(log_on(fixture, WIDE(NLMP_PASSWORD), true), STATUS_NO_SUCH_USER);
    }
    assert_int_equal(found_below(&needles), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_ends_the_work_and_no_more),
        cmocka_unit_test(the_innermost_guard_takes_it),
        cmocka_unit_test(what_is_not_a_fault_of_ours_is_left_alone),
        cmocka_unit_test_setup_teardown(a_fault_refuses_the_logon_and_gives_back_what_it_held,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_fault_leaves_nothing_secret_on_the_stack, set_up,
                                        tear_down),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_exception_win32 DLL\n");
        return 2;
    }
    self = argv[0];
    dll = argv[1];
    if (strcmp(dll, "raise") == 0 || strcmp(dll, "break") == 0) {
        return be_ended(dll);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
