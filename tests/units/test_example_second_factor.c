/* The example second_factor.c: a suite as its author would have it, for NTLM and for Kerberos. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <hostsim.h>

#define KERBEROS "{\"protocol\": \"kerberos\"}"
#define KERBEROS_NULL "{\"protocol\": \"kerberos\", \"null_pointers\": true}"
#define GIVEN "{\"user_comment\": \"factor=99999999999 by token\"}"
#define OVER "{\"user_comment\": \"factor=1\"}"
#define NONE "{\"user_comment\": \"a person\"}"
#define BROKEN "{\"user_comment\": \"factor=\"}"

static void run_cases(const struct hostsim_case *cases, size_t count)
{
    struct hostsim *host = hostsim_new();
    const struct hostsim_routines routines = {.filter = Msv1_0SubAuthenticationFilter};
    assert_non_null(host);
    assert_true(hostsim_add_account(host, "{\"name\": \"me\", \"rid\": 1001, "
                                          "\"password\": \"secret\"}"));
    assert_true(hostsim_set_routines(host, &routines));
    const char *wrong = hostsim_run(host, cases, count);
    if (wrong != NULL) {
        fail_msg("%s", wrong);
    }
    hostsim_close(host);
}

#define RUN(cases) run_cases(cases, sizeof(cases) / sizeof(cases)[0])

static void each_type_of_logon_needs_the_factor(void **state)
{
    (void)state;
    static const struct hostsim_case cases[] = {
        {.name = "given", .user = "me", .password = "secret", .no_subauth = true, .account = GIVEN},
        {.name = "over",
         .user = "me",
         .password = "secret",
         .no_subauth = true,
         .account = OVER,
         .status = STATUS_ACCOUNT_RESTRICTION,
         .answer = "{\"refused_by_filter\": true}"},
        {.name = "none asked for",
         .user = "me",
         .password = "secret",
         .no_subauth = true,
         .account = NONE},
        {.name = "no time in it",
         .user = "me",
         .password = "secret",
         .no_subauth = true,
         .account = BROKEN,
         .status = STATUS_ACCOUNT_RESTRICTION},
        {.name = "interactive",
         .user = "me",
         .password = "secret",
         .account = OVER,
         .more = "{\"type\": \"interactive\"}",
         .status = STATUS_ACCOUNT_RESTRICTION},
        {.name = "batch",
         .user = "me",
         .password = "secret",
         .account = OVER,
         .more = "{\"type\": \"batch\"}",
         .status = STATUS_ACCOUNT_RESTRICTION},
        {.name = "service",
         .user = "me",
         .password = "secret",
         .account = GIVEN,
         .more = "{\"type\": \"service\"}"},
        {.name = "the password comes first",
         .user = "me",
         .password = "wrong",
         .no_subauth = true,
         .account = OVER,
         .status = STATUS_WRONG_PASSWORD,
         .answer = "{\"refused_by_filter\": false}"},
    };
    RUN(cases);
}

static void so_does_a_ticket_of_kerberos(void **state)
{
    (void)state;
    static const struct hostsim_case cases[] = {
        {.name = "given", .user = "me", .password = "secret", .account = GIVEN, .more = KERBEROS},
        {.name = "over",
         .user = "me",
         .password = "secret",
         .account = OVER,
         .more = KERBEROS,
         .status = STATUS_ACCOUNT_RESTRICTION,
         .answer = "{\"kdc_error\": \"KDC_ERR_POLICY\"}"},
        {.name = "NULL pointers, given",
         .user = "me",
         .password = "secret",
         .account = GIVEN,
         .more = KERBEROS_NULL,
         .answer = "{\"ticket_end\": \"never\"}"},
        {.name = "NULL pointers, over",
         .user = "me",
         .password = "secret",
         .account = OVER,
         .more = KERBEROS_NULL,
         .status = STATUS_ACCOUNT_RESTRICTION},
    };
    RUN(cases);
}

static void the_filter_itself_is_sound(void **state)
{
    (void)state;
    static const struct hostsim_case cases[] = {
        {.name = "asked in every odd way",
         .user = "me",
         .password = "secret",
         .account = GIVEN,
         .filter = true,
         .hostile = true},
    };
    RUN(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_of_logon_needs_the_factor),
        cmocka_unit_test(so_does_a_ticket_of_kerberos),
        cmocka_unit_test(the_filter_itself_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
