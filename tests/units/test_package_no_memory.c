/*
 * Where there is no memory for a package's call, or for the package itself: that is said, nothing
 * has changed, and nothing is left. And what held a secret is wiped: on the stack, and before
 * memory is given back.
 */
#include "failing_memory.h"
#include "support.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#include "guard_platform.h"
#include "marshal.h"
#include "midl.h"
#include "packages.h"

static const char *dll;

/* Blocks of pages that were got and not given back. */
static int pages_out;

unsigned char *__real_guard_pages_get(size_t size);
unsigned char *__wrap_guard_pages_get(size_t size);
unsigned char *__wrap_guard_pages_get(size_t size)
{
    unsigned char *pages = __real_guard_pages_get(size);
    pages_out += pages != NULL;
    return pages;
}

void __real_guard_pages_free(unsigned char *pages, size_t size);
void __wrap_guard_pages_free(unsigned char *pages, size_t size);
void __wrap_guard_pages_free(unsigned char *pages, size_t size)
{
    pages_out--;
    __real_guard_pages_free(pages, size);
}

/* What is to be given back, and how much of it was not zero then. */
static const void *watched;
static size_t watched_size;
static size_t left;
static unsigned given_back;

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
    uintptr_t begin = (uintptr_t)memory;
    uintptr_t at = (uintptr_t)watched;
    if (memory != NULL && at >= begin && at - begin < 64) { /* MIDL's begin with a head */
        given_back++;
        for (size_t i = 0; i < watched_size; i++) {
            left += ((const unsigned char *)watched)[i] != 0;
        }
        watched = NULL;
    }
    __real_free(memory);
}

static const char password[] = "P\0a\0s\0s\0w\0o\0r\0d\0-\0001\0002\0"; /* UTF-16 */

/* A logon of an account that has all that takes memory. */
struct made {
    struct logon_request request;
    struct sam_account account;
    struct policy policy;
    struct logon_subject subject;
    enum guard_side side;
    bool filter;
};

static void make(struct made *made, enum logon_type type)
{
    static char some[] = "some";
    memset(made, 0, sizeof *made);
    made->request = (struct logon_request){.user = some,
                                           .domain = some,
                                           .workstation = some,
                                           .type = type,
                                           .response = {.nt_size = 22, .lm_size = 4}};
    memcpy(made->request.response.nt, password, 22);
    made->account = (struct sam_account){.name = some,
                                         .workstations = some,
                                         .parameters = some,
                                         .owfs = {.has_nt = true, .has_lm = true}};
    for (int i = 0; i < SAM_TEXT_COUNT; i++) {
        made->account.texts[i] = some;
    }
    made->policy = (struct policy){.maximum_age = NT_NEVER};
    made->subject = (struct logon_subject){
        .request = &made->request, .account = &made->account, .policy = &made->policy};
}

static const struct logon_result admitted = {.logoff_time = NT_NEVER, .kickoff_time = NT_NEVER};

static bool marshal(void *context)
{
    struct made *made = context;
    struct marshalled marshalled;
    struct fault fault = {""};
    bool built = made->filter ? marshal_filter(&marshalled, &made->subject, &admitted, &fault)
                              : marshal_build(&marshalled, made->side, &made->subject, &fault);
    assert_string_equal(fault.text, built ? "" : "no memory");
    marshal_release(&marshalled);
    assert_int_equal(pages_out, 0);
    return built;
}

/* 13 texts, 3 more buffers of the account and its structure, the logon's; and the answer. */
#define TEXTS 13
#define OTHERS (3 + 1 + 3)

static void a_logon_is_not_laid_out_in_part(void **state)
{
    (void)state;
    for (enum package_export export = EXPORT_ROUTINE; export <= EXPORT_FILTER; export ++) {
        for (int side = GUARD_OFF; side <= GUARD_BEFORE; side++) {
            struct made made;
            make(&made, LOGON_TYPE_NETWORK);
            made.request.export = export;
            made.side = (enum guard_side)side;
            int answer = export == EXPORT_ROUTINE_EX ? 2 : 5;
            assert_int_equal(memory_each_fails(marshal, &made), 2 * TEXTS + OTHERS + answer);
        }
    }
}

static void a_filters_logon_is_not_laid_out_in_part(void **state)
{
    (void)state;
    static const enum logon_type types[] = {LOGON_TYPE_NETWORK, LOGON_TYPE_INTERACTIVE,
                                            LOGON_TYPE_SERVICE};
    for (size_t i = 0; i < 3; i++) {
        struct made made;
        make(&made, types[i]);
        made.filter = true;
        int responses = i == 0 ? 0 : 2; /* which a password's level has not */
        assert_int_equal(memory_each_fails(marshal, &made), 2 * TEXTS + OTHERS + 5 - responses);
    }
}

static bool take(void *context)
{
    static const char before[] = "before";
    struct marshalled *marshalled = context;
    struct sam_account account = {.parameters = strdup(before)};
    struct fault fault = {""};
    bool had_memory = account.parameters != NULL;
    bool taken = had_memory && marshal_take_parameters(marshalled, &account, &fault);
    if (had_memory) {
        assert_string_equal(account.parameters, taken ? "some" : before);
        assert_string_equal(fault.text, taken ? "" : "no memory");
    }
    free(account.parameters);
    return taken;
}

static void parameters_stay_where_there_is_no_memory_for_others(void **state)
{
    (void)state;
    struct made made;
    struct marshalled marshalled;
    struct fault fault = {""};
    make(&made, LOGON_TYPE_NETWORK);
    assert_true(marshal_build(&marshalled, GUARD_OFF, &made.subject, &fault));
    midl_lend(marshalled.user->Parameters.Buffer);
    assert_int_equal(memory_each_fails(take, &marshalled), 2);
    marshal_release(&marshalled);
}

static bool is_loaded(void)
{
    void *module = dlopen(dll, RTLD_NOW | RTLD_NOLOAD);
    if (module != NULL) {
        dlclose(module);
    }
    return module != NULL;
}

static bool find(void *context)
{
    struct packages *packages = context;
    const struct package *package = NULL;
    size_t before = packages->count;
    NTSTATUS status = packages_find(packages, "", PROTOCOL_NTLM, 132, dll, &package);
    bool found = status == STATUS_SUCCESS;
    if (!found) {
        assert_int_equal(status, STATUS_INSUFFICIENT_RESOURCES);
        assert_null(package);
    }
    assert_int_equal(package != NULL, found);
    assert_int_equal(is_loaded(), found);
    assert_int_equal(packages->count, before + found);
    assert_string_equal(packages->why, "");
    return found;
}

static bool add(void *context)
{
    static const struct package package = {.module = NULL};
    struct packages *packages = context;
    size_t before = packages->count;
    bool added = packages_add(packages, PROTOCOL_KERBEROS, 7, &package);
    assert_int_equal(packages->count, before + added);
    assert_int_equal(packages_hold(packages, PROTOCOL_KERBEROS, 7), added);
    return added;
}

/* What cannot be kept is not loaded either. */
static void a_package_is_kept_or_not_loaded(void **state)
{
    (void)state;
    struct packages packages = {.list = NULL};
    assert_int_equal(memory_each_fails(add, &packages), 2);  /* the list, and the package */
    assert_int_equal(memory_each_fails(find, &packages), 3); /* and its file */
    assert_true(packages_hold(&packages, PROTOCOL_KERBEROS, 7));
    packages_close(&packages);
    assert_false(is_loaded());
}

static bool allocate(void *context)
{
    void *memory = MIDL_user_allocate(8);
    (void)context;
    MIDL_user_free(memory);
    return memory != NULL;
}

static void a_package_is_told_that_there_is_no_memory(void **state)
{
    (void)state;
    assert_int_equal(memory_each_fails(allocate, NULL), 1);
}

/* By whomever it is freed: the package, or the host when the logon is over. */
static void what_a_package_allocated_is_wiped(void **state)
{
    (void)state;
    for (int host = 0; host < 2; host++) {
        unsigned char *memory = MIDL_user_allocate(40);
        memset(memory, 'x', 40);
        watched = memory;
        watched_size = 40;
        given_back = 0;
        left = 0;
        if (host == 1) {
            USER_ALL_INFORMATION user = {.Parameters = {2, 2, (PWSTR)(uintptr_t)memory}};
            struct marshalled marshalled = {.user = &user};
            marshal_release(&marshalled);
        } else {
            MIDL_user_free(memory);
        }
        assert_int_equal(given_back, 1);
        assert_int_equal(left, 0);
    }
}

#define STACK_BYTES 0x40000

static struct made interactive;
static struct marshalled laid;
static bool built;

/* Deep enough that what ends the thread does not come to where the work was. */
static void *lay_out(void *unused)
{
    volatile unsigned char deep[STACK_BYTES / 4];
    struct fault fault;
    deep[0] = 0;
    built = marshal_filter(&laid, &interactive.subject, &admitted, &fault);
    deep[sizeof deep - 1] = 0;
    return unused;
}

/* The owfs of the password that was presented, which are handed over with it. */
static void a_passwords_owfs_are_in_the_buffer_and_not_on_the_stack(void **state)
{
    (void)state;
    pthread_attr_t attributes;
    pthread_t thread;
    unsigned char *stack = aligned_alloc(0x1000, STACK_BYTES);
    assert_non_null(stack);
    memset(stack, 0, STACK_BYTES);
    make(&interactive, LOGON_TYPE_INTERACTIVE);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK_BYTES), 0);
    assert_int_equal(pthread_create(&thread, &attributes, lay_out, NULL), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    assert_true(built);
    const NETLOGON_INTERACTIVE_INFO *info = laid.information;
    unsigned char zeros[OWF_SIZE] = {0};
    assert_memory_not_equal(&info->NtOwfPassword, zeros, OWF_SIZE);
    assert_memory_not_equal(&info->LmOwfPassword, zeros, OWF_SIZE);
    assert_null(memmem(stack, STACK_BYTES, &info->NtOwfPassword, OWF_SIZE));
    assert_null(memmem(stack, STACK_BYTES, &info->LmOwfPassword, OWF_SIZE));
    watched = info;
    watched_size = sizeof *info;
    given_back = 0;
    left = 0;
    marshal_release(&laid);
    assert_int_equal(given_back, 1);
    assert_int_equal(left, 0);
    free(stack);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_logon_is_not_laid_out_in_part),
        cmocka_unit_test(a_filters_logon_is_not_laid_out_in_part),
        cmocka_unit_test(parameters_stay_where_there_is_no_memory_for_others),
        cmocka_unit_test(a_package_is_kept_or_not_loaded),
        cmocka_unit_test(a_package_is_told_that_there_is_no_memory),
        cmocka_unit_test(what_a_package_allocated_is_wiped),
        cmocka_unit_test(a_passwords_owfs_are_in_the_buffer_and_not_on_the_stack),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_package_no_memory DLL\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
