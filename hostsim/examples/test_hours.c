/* The suite of the package: argv[1] is its file. Exits 0 where each case came out as expected. */
#include <stdio.h>

#include <hostsim.h>

#define ACCOUNT "{\"name\": \"me\", \"rid\": 1001}"
#define HOURS(text) "{\"parameters\": \"" text "\"}"

static const struct hostsim_case cases[] = {
    {.name = "no hours are set", .user = "me", .filter = true, .hostile = true},
    {.name = "any hour",
     .user = "me",
     .filter = true,
     .account = HOURS("hours=0-24"),
     .authoritative = HOSTSIM_YES,
     .hostile = true},
    {.name = "among other things",
     .user = "me",
     .filter = true,
     .account = HOURS("dialin hours=0-24 x"),
     .hostile = true},
    {.name = "no hour",
     .user = "me",
     .filter = true,
     .account = HOURS("hours=12-12"),
     .status = STATUS_INVALID_LOGON_HOURS,
     .authoritative = HOSTSIM_YES},
    {.name = "cut off",
     .user = "me",
     .filter = true,
     .account = HOURS("hours="),
     .status = STATUS_INVALID_LOGON_HOURS,
     .hostile = true},
    {.name = "cut off in the middle",
     .user = "me",
     .filter = true,
     .account = HOURS("hours=1"),
     .status = STATUS_INVALID_LOGON_HOURS,
     .hostile = true},
    {.name = "no numbers",
     .user = "me",
     .filter = true,
     .account = HOURS("hours=a-b"),
     .status = STATUS_INVALID_LOGON_HOURS},
    {.name = "another word", .user = "me", .filter = true, .account = HOURS("hour=1-1")},
    {.name = "it is no routine", .user = "me", .status = STATUS_PROCEDURE_NOT_FOUND},
};

int main(int argc, char **argv)
{
    struct hostsim *host = hostsim_new();
    if (argc != 2 || host == NULL || !hostsim_add_account(host, ACCOUNT) ||
        !hostsim_set_package(host, argv[1])) {
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
