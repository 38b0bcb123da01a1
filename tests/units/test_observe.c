/*
 * What is presented is told while it is asked for: each form once for an account, for an hour and
 * no longer, whatever the clock does, within bounds, and without a byte allocated. The clock is the
 * test's.
 */
#include "machine_folder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lsass/observe.h"
#include "lsass/store.h"

#define BEGIN INT64_C(0x01D0000000000000)
#define HOUR (INT64_C(3600) * 10000000)
#define ACCOUNT u"IUSR_SERVERNAME"

static _Atomic int64_t now = BEGIN;
static _Atomic unsigned allocations;
static _Atomic unsigned asked; /* what time it is */

int64_t __wrap_clock_utc(void);
int64_t __wrap_clock_utc(void)
{
    atomic_fetch_add(&asked, 1);
    return atomic_load(&now);
}

void *__real_memory_get(size_t size);
void *__wrap_memory_get(size_t size);
void *__wrap_memory_get(size_t size)
{
    atomic_fetch_add(&allocations, 1);
    return __real_memory_get(size);
}

/* Others have their turn while one is told. */
bool __real_event_deliver(enum event_id id, struct wide account, uint32_t number,
                          const struct presented *presented);
bool __wrap_event_deliver(enum event_id id, struct wide account, uint32_t number,
                          const struct presented *presented);
bool __wrap_event_deliver(enum event_id id, struct wide account, uint32_t number,
                          const struct presented *presented)
{
    for (int i = 0; i < 20; i++) {
        clock_yield();
    }
    return __real_event_deliver(id, account, number, presented);
}

static char folder[FOLDER_MAX];

/* As the registry has it; and each test begins at a moment of its own. */
static void observe_until(int64_t until)
{
    folder_observe(folder, until);
    store_close();
}

static int set_up(void **state)
{
    struct wide password = WIDE(NLMP_PASSWORD);
    (void)state;
    folder_new(folder);
    folder_enrol(folder, true, &password);
    atomic_fetch_add(&now, 100 * HOUR);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    store_close();
    folder_remove(folder);
    return 0;
}

static NTSTATUS judge(struct made_request *made, struct wide account)
{
    struct made_account user;
    ULONG which;
    ULONG flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    make_account(&user);
    user.user.UserName = counted(account);
    return Msv1_0SubAuthenticationRoutine(NetlogonNetworkInformation, &made->info, 0, &user.user,
                                          &which, &flags, &authoritative, &logoff, &kickoff);
}

static NTSTATUS log_on(enum form form, struct wide password, struct wide account)
{
    struct made_request made;
    make_request(&made, form, password, account, WIDE(u"Domain"), NULL);
    return judge(&made, account);
}

/* In clear text, so many bytes of it: it is no password of anybody's. */
static void present(uint16_t nt, uint16_t lm, bool cleartext, struct wide account)
{
    struct made_request made;
    make_request(&made, FORM_CLEARTEXT, WIDE(u"x"), account, WIDE(u""), NULL);
    memset(made.nt, 'n', sizeof made.nt);
    memset(made.lm, 'l', sizeof made.lm);
    made.info.Identity.ParameterControl = cleartext ? MSV1_0_CLEARTEXT_PASSWORD_ALLOWED : 0;
    made.info.NtChallengeResponse = (STRING){nt, nt, (PCHAR)made.nt};
    made.info.LmChallengeResponse = (STRING){lm, lm, (PCHAR)made.lm};
    assert_int_not_equal(judge(&made, account), STATUS_SUCCESS);
}

/* How often the log has a text; with "", how many events there are of what was presented. */
static unsigned told(const char *what)
{
    char path[4096];
    char line[2048];
    unsigned count = 0;
    snprintf(path, sizeof path, "%s/events.log", folder);
    FILE *log = fopen(path, "r");
    while (log != NULL && fgets(line, sizeof line, log) != NULL) {
        count += strstr(line, "\tIISSUBA\t1201\tInformation\tAccount ") != NULL &&
                 strstr(line, what) != NULL;
    }
    if (log != NULL) {
        fclose(log);
    }
    return count;
}

/* Whether or not observing is on, a refusal for the credential says what was presented. */
static void a_refusal_says_what_was_presented(void **state)
{
    (void)state;
    static const char form[] = "Presented was: LM or LMv2 (NT field 0 bytes, LM field 24 bytes).";
    static const struct {
        const char *id;
        bool secret; /* it is enrolled with one */
        bool presented;
        struct wide account;
    } cases[] = {
        {"\t1001\tWarning\tAccount IUSR_SERVERNAME ", false, true, WIDE(ACCOUNT)},
        {"\t1002\tWarning\tAccount IUSR_SERVERNAME ", true, true, WIDE(ACCOUNT)},
        {"\t1003\tWarning\tAccount stranger ", true, false, WIDE(u"stranger")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct wide password = WIDE(NLMP_PASSWORD);
        folder_enrol(folder, true, cases[i].secret ? &password : NULL);
        store_close();
        assert_int_not_equal(log_on(FORM_LM, WIDE(u"wrong-pw"), cases[i].account), STATUS_SUCCESS);
        struct contents events = folder_read(folder, "events.log");
        const char *event = strstr(events.text, cases[i].id);
        assert_non_null(event);
        assert_int_equal(strstr(event, form) != NULL, cases[i].presented);
        contents_release(&events);
    }
    assert_int_equal(told(""), 0);
}

static void each_form_is_told_once_whether_it_is_admitted_or_not(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "clear text, or a response (NT field 16 bytes, LM field 0 bytes)",
        "LM or LMv2 (NT field 0 bytes, LM field 24 bytes)",
        "NTLMv1 or NTLM2 session (NT field 24 bytes, LM field 0 bytes)",
        "NTLMv1 or NTLM2 session (NT field 24 bytes, LM field 24 bytes)",
        "NTLMv2 (NT field ",
        "nothing (NT field 0 bytes, LM field 0 bytes)",
        "an empty clear text (NT field 0 bytes, LM field 0 bytes), which proves the empty password",
    };
    observe_until(now + HOUR);
    for (int again = 0; again < 3; again++) {
        for (int form = 0; form < FORM_COUNT; form++) {
            bool right = again == 1;
            NTSTATUS status = log_on(
                (enum form)form, right ? WIDE(NLMP_PASSWORD) : WIDE(u"wrong-pw"), WIDE(ACCOUNT));
            assert_int_equal(right, status == STATUS_SUCCESS);
        }
        present(0, 0, false, WIDE(ACCOUNT));
        present(0, 0, true, WIDE(u"iusr_SERVERNAME"));
    }
    assert_int_equal(told(""), sizeof forms / sizeof forms[0]);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "ccount %s: presented was %s",
                 i == 6 ? "iusr_SERVERNAME" : "IUSR_SERVERNAME", forms[i]);
        assert_int_equal(told(text), 1);
    }
    assert_int_equal(told("wrong-pw"), 0);
}

static void another_length_is_another_form_but_for_ntlmv2(void **state)
{
    (void)state;
    observe_until(now + HOUR);
    for (uint16_t nt = 44; nt < 60; nt++) {
        present(nt, 24, false, WIDE(ACCOUNT));
    }
    assert_int_equal(told(""), 1);
    present(44, 0, false, WIDE(ACCOUNT));
    present(43, 24, false, WIDE(ACCOUNT));
    present(44, 24, true, WIDE(ACCOUNT));
    present(45, 24, true, WIDE(ACCOUNT));
    assert_int_equal(told(""), 5);
}

static void it_is_off_where_it_was_never_on(void **state)
{
    (void)state;
    log_on(FORM_NTLMV1, WIDE(u"x"), WIDE(ACCOUNT));
    assert_int_equal(told(""), 0);
}

/* By the account's end, and by whether forms are told: else the time is not asked for. */
static void the_time_is_asked_for_where_something_depends_on_it(void **state)
{
    (void)state;
    static const struct {
        int64_t expires;
        bool judged;
        NTSTATUS status;
    } cases[] = {{0, false, STATUS_SUCCESS},
                 {NT_NEVER, false, STATUS_SUCCESS},
                 {NT_NEVER - 1, true, STATUS_SUCCESS},
                 {1, true, STATUS_ACCOUNT_EXPIRED}};
    for (int told_too = 0; told_too < 2; told_too++) {
        if (told_too) {
            observe_until(now + HOUR);
        }
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct made_request made;
            struct made_account user;
            ULONG which;
            BOOLEAN authoritative;
            LARGE_INTEGER times[2];
            make_request(&made, FORM_NTLMV1, WIDE(NLMP_PASSWORD), WIDE(ACCOUNT), WIDE(u""), NULL);
            make_account(&user);
            user.user.AccountExpires.QuadPart = cases[i].expires;
            atomic_store(&asked, 0);
            assert_int_equal(Msv1_0SubAuthenticationRoutine(NetlogonNetworkInformation, &made.info,
                                                            0, &user.user, &which, &which,
                                                            &authoritative, &times[0], &times[1]),
                             cases[i].status);
            assert_int_equal(asked, (unsigned)cases[i].judged + (unsigned)told_too);
        }
    }
}

static void without_a_snapshot_nothing_is_told(void **state)
{
    (void)state;
    folder_write(folder, "registry.reg", "not a registry file");
    store_close();
    atomic_store(&asked, 0);
    log_on(FORM_NTLMV1, WIDE(u"x"), WIDE(ACCOUNT)); /* its account never ends */
    assert_int_equal(asked, 0);
    assert_int_equal(told(""), 0);
    folder_write(folder, "registry.reg", "Windows Registry Editor Version 5.00\n");
}

static void it_ends_after_an_hour_whatever_the_clock_does(void **state)
{
    (void)state;
    int64_t until = now + HOUR;
    int64_t begin = now;
    observe_until(until);
    present(1, 0, true, WIDE(ACCOUNT));
    now = until - 1;
    present(2, 0, true, WIDE(ACCOUNT));
    assert_int_equal(told(""), 2);
    now = until;
    present(3, 0, true, WIDE(ACCOUNT));
    now = until + 1000 * HOUR;
    present(3, 0, true, WIDE(ACCOUNT));
    now = begin - 1; /* set back: more than an hour is left */
    present(3, 0, true, WIDE(ACCOUNT));
    now = 0;
    present(3, 0, true, WIDE(ACCOUNT));
    assert_int_equal(told(""), 2);
    now = begin;
    present(3, 0, true, WIDE(ACCOUNT));
    assert_int_equal(told(""), 3);
    observe_until(INT64_MAX);
    present(4, 0, true, WIDE(ACCOUNT));
    observe_until(INT64_MIN);
    present(4, 0, true, WIDE(ACCOUNT));
    assert_int_equal(told(""), 3);
}

static void switched_on_again_all_is_new(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        observe_until(now + HOUR - i);
        log_on(FORM_NTLMV1, WIDE(u"x"), WIDE(ACCOUNT));
        log_on(FORM_NTLMV1, WIDE(u"x"), WIDE(ACCOUNT));
        assert_int_equal(told(""), i + 1);
    }
}

static void what_is_no_moment_is_off_and_refuses_nobody(void **state)
{
    (void)state;
    static const unsigned char bytes[9] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1};
    static const struct {
        uint32_t type;
        size_t size;
    } wrong[] = {{REGISTRY_BINARY, 7}, {REGISTRY_BINARY, 9}, {REGISTRY_BINARY, 0},
                 {REGISTRY_SZ, 8},     {REGISTRY_DWORD, 4},  {11, 8}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        folder_set(folder, KEY_IISSUBA, VALUE_OBSERVE_UNTIL, wrong[i].type, bytes, wrong[i].size);
        store_close();
        for (int64_t end = 0; end < 2; end++) { /* of seven bytes, or of all */
            now = (end << 56 | 0x00FFFFFFFFFFFFFF) - HOUR / 2;
            assert_int_equal(log_on(FORM_NTLMV1, WIDE(NLMP_PASSWORD), WIDE(ACCOUNT)),
                             STATUS_SUCCESS);
        }
        assert_int_equal(told(""), 0);
    }
    folder_set(folder, KEY_IISSUBA, VALUE_OBSERVE_UNTIL, REGISTRY_BINARY, bytes, 8);
    store_close();
    now = INT64_C(0x01FFFFFFFFFFFFFF) - HOUR / 2;
    log_on(FORM_NTLMV1, WIDE(u"x"), WIDE(ACCOUNT));
    assert_int_equal(told(""), 1); /* the same bytes, whole: it is they that the cases above miss */
    now = BEGIN;
}

static struct wide numbered(uint16_t name[5], unsigned i)
{
    name[0] = 'u';
    name[1] = (uint16_t)('a' + i % 26);
    name[2] = (uint16_t)('a' + i / 26);
    return (struct wide){(const unsigned char *)name, 3};
}

static void neither_an_account_nor_all_of_them_can_flood(void **state)
{
    (void)state;
    uint16_t name[5];
    observe_until(now + HOUR);
    for (uint16_t nt = 1; nt < 400; nt++) {
        present(nt, 0, true, WIDE(ACCOUNT));
    }
    assert_int_equal(told(""), 8);
    for (unsigned i = 0; i < 500; i++) { /* accounts that are not enrolled */
        log_on(FORM_NTLMV1, WIDE(u"x"), numbered(name, i));
    }
    assert_int_equal(told(""), 64);
    assert_int_equal(told("Account uaa: "), 1);
    observe_until(now + HOUR - 1);
    log_on(FORM_NTLMV1, WIDE(u"x"), WIDE(ACCOUNT));
    assert_int_equal(told(""), 64 + 1);
}

static void what_could_not_be_told_is_told_later(void **state)
{
    (void)state;
    char log[4096];
    snprintf(log, sizeof log, "%s/events.log", folder);
    observe_until(now + HOUR);
    assert_int_equal(mkdir(log, 0700), 0); /* it cannot be written */
    log_on(FORM_NTLMV1, WIDE(u"x"), WIDE(ACCOUNT));
    assert_int_equal(rmdir(log), 0);
    for (int i = 0; i < 2; i++) {
        log_on(FORM_NTLMV1, WIDE(u"x"), WIDE(ACCOUNT));
        assert_int_equal(told(""), 1);
    }
}

static void no_logon_allocates(void **state)
{
    (void)state;
    observe_until(now + HOUR);
    log_on(FORM_NTLMV1, WIDE(u"x"), WIDE(ACCOUNT)); /* the registry is read */
    unsigned before = atomic_load(&allocations);
    for (uint16_t i = 1; i < 100; i++) {
        present(i, 0, true, WIDE(ACCOUNT));
    }
    assert_int_equal(told(""), 8);
    assert_int_equal(atomic_load(&allocations), before);
}

static void a_long_name_is_told_cut(void **state)
{
    (void)state;
    uint16_t name[1000];
    for (size_t i = 0; i < 1000; i++) {
        name[i] = i == 0 ? 'L' : 'n';
    }
    observe_until(now + HOUR);
    log_on(FORM_NTLMV1, WIDE(u"x"), (struct wide){(const unsigned char *)name, 1000});
    log_on(FORM_NTLMV1, WIDE(u"x"), (struct wide){(const unsigned char *)name, 999});
    assert_int_equal(told("nnnn: presented was"), 1);
    assert_int_equal(told("ccount Lnnn"), 1);
}

static void *log_on_in_turn(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < 300; i++) {
        uint16_t name[5];
        present((uint16_t)(i % 3 + 1), 0, true, numbered(name, i % 5));
    }
    return NULL;
}

static void many_threads_tell_each_form_once(void **state)
{
    (void)state;
    pthread_t threads[8];
    observe_until(now + HOUR);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, log_on_in_turn, NULL), 0);
    }
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(told(""), 15);
    for (unsigned i = 0; i < 15; i++) {
        char text[128];
        snprintf(text, sizeof text,
                 "Account u%ca: presented was clear text, or a response (NT field %u", 'a' + i % 5,
                 i % 3 + 1);
        assert_int_equal(told(text), 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refusal_says_what_was_presented), /* first: 20 events a minute are passed on */
        TEST(each_form_is_told_once_whether_it_is_admitted_or_not),
        TEST(another_length_is_another_form_but_for_ntlmv2),
        TEST(it_is_off_where_it_was_never_on),
        TEST(the_time_is_asked_for_where_something_depends_on_it),
        TEST(without_a_snapshot_nothing_is_told),
        TEST(it_ends_after_an_hour_whatever_the_clock_does),
        TEST(switched_on_again_all_is_new),
        TEST(what_is_no_moment_is_off_and_refuses_nobody),
        TEST(neither_an_account_nor_all_of_them_can_flood),
        TEST(what_could_not_be_told_is_told_later),
        TEST(no_logon_allocates),
        TEST(a_long_name_is_told_cut),
        TEST(many_threads_tell_each_form_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
