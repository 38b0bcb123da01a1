/* The suite of the package: argv[1] is its file. Exits 0 where each case came out as expected. */
#include <stdio.h>

#include <hostsim.h>

#define ACCOUNT "{\"name\": \"me\", \"rid\": 1001, \"workstations\": [\"HALL\", \"Shop\"]}"

static const struct hostsim_case cases[] = {
    {.name = "the first of the list",
     .user = "me",
     .workstation = "HALL",
     .authoritative = HOSTSIM_YES,
     .answer = "{\"logoff_time\": \"never\", \"kickoff_time\": \"never\"}",
     .hostile = true},
    {.name = "the last of the list", .user = "me", .workstation = "Shop", .hostile = true},
    {.name = "the last, in another case", .user = "me", .workstation = "sHOP"},
    {.name = "the list alone decides, not the password",
     .user = "me",
     .workstation = "HALL",
     .password = "any"},
    {.name = "another place",
     .user = "me",
     .workstation = "YARD",
     .status = STATUS_INVALID_WORKSTATION,
     .authoritative = HOSTSIM_YES},
    {.name = "the beginning of a name",
     .user = "me",
     .workstation = "HAL",
     .status = STATUS_INVALID_WORKSTATION},
    {.name = "the end of a name",
     .user = "me",
     .workstation = "ALL",
     .status = STATUS_INVALID_WORKSTATION},
    {.name = "more than a name",
     .user = "me",
     .workstation = "HALL,Shop",
     .account = "{\"workstations\": [\"HALL\"]}",
     .status = STATUS_INVALID_WORKSTATION},
    {.name = "nowhere", .user = "me", .status = STATUS_INVALID_WORKSTATION},
    {.name = "an account without a list",
     .user = "me",
     .workstation = "HALL",
     .account = "{\"workstations\": []}",
     .status = STATUS_INVALID_WORKSTATION,
     .hostile = true},
    {.name = "disabled",
     .user = "me",
     .workstation = "HALL",
     .account = "{\"flags\": [\"USER_ACCOUNT_DISABLED\"]}",
     .status = STATUS_ACCOUNT_DISABLED},
    {.name = "a machine's account",
     .user = "me",
     .workstation = "HALL",
     .account = "{\"flags\": [\"USER_WORKSTATION_TRUST_ACCOUNT\"]}",
     .status = STATUS_NO_SUCH_USER,
     .authoritative = HOSTSIM_NO},
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
