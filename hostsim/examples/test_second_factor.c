/* The suite of the package: argv[1] is its file. Exits 0 where each case came out as expected. */
#include <stdio.h>

#include <hostsim.h>

#define ACCOUNT "{\"name\": \"me\", \"rid\": 1001, \"password\": \"secret\"}"
#define KERBEROS "{\"protocol\": \"kerberos\"}"
#define KERBEROS_NULL "{\"protocol\": \"kerberos\", \"null_pointers\": true}"
#define GIVEN "{\"user_comment\": \"factor=99999999999 by token\"}"
#define OVER "{\"user_comment\": \"factor=1\"}"
#define NONE "{\"user_comment\": \"a person\"}"
#define BROKEN "{\"user_comment\": \"factor=\"}"

static const struct hostsim_case cases[] = {
    /* Each type of logon needs the factor, after the password. */
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
    /* So does a ticket of Kerberos. */
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
    /* The filter itself is sound. */
    {.name = "asked in every odd way",
     .user = "me",
     .password = "secret",
     .account = GIVEN,
     .filter = true,
     .hostile = true},
};

int main(int argc, char **argv)
{
    struct hostsim *host = hostsim_new();
    if (argc != 2 || host == NULL || !hostsim_add_account(host, ACCOUNT) ||
        !hostsim_set_package(host, argv[1]) || !hostsim_set_filter(host, argv[1])) {
        fprintf(stderr, "%s\n",
                argc == 2 && host != NULL ? hostsim_error(host) : "usage: test FILE");
        hostsim_close(host);
        return 2;
    }
    const char *wrong = hostsim_run(host, cases, HOSTSIM_COUNT(cases));
    int failed = wrong != NULL;
    if (failed) {
        puts(wrong);
    }
    hostsim_close(host);
    return failed;
}
