/* The suite of the package: argv[1] is its file. Exits 0 where each case came out as expected. */
#include <stdio.h>
#include <string.h>

#include <hostsim.h>

#define ACCOUNT "{\"name\": \"me\", \"rid\": 1001}"

static const struct hostsim_case three_logons[] = {
    {.name = "one", .user = "me", .filter = true},
    {.name = "two", .user = "me", .filter = true},
    {.name = "three", .user = "me", .filter = true, .authoritative = HOSTSIM_YES},
};

/* What the package is asked by RoutineGeneric, and what it is to tell. NULL: it refuses. */
static const struct {
    const char *question;
    const char *told;
} questions[] = {{"count", "3"}, {"", NULL}, {"coun", NULL}, {"counts", NULL}, {"COUNT", NULL}};

/* Returns how many questions were answered otherwise. */
static int ask(struct hostsim *host)
{
    int wrong = 0;
    for (size_t i = 0; i < HOSTSIM_COUNT(questions); i++) {
        const char *told = questions[i].told;
        char got[16];
        size_t size = sizeof got;
        NTSTATUS status =
            hostsim_generic(host, questions[i].question, strlen(questions[i].question), got, &size);
        int right = told == NULL ? status == STATUS_INVALID_PARAMETER && size == 0
                                 : status == STATUS_SUCCESS && size == strlen(told) &&
                                       memcmp(got, told, size) == 0;
        if (!right) {
            printf("question \"%s\": status 0x%08lX, %d bytes; %s\n", questions[i].question,
                   (unsigned long)status & 0xFFFFFFFF, (int)size, hostsim_error(host));
            wrong++;
        }
    }
    return wrong;
}

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
    const char *wrong = hostsim_run(host, three_logons, HOSTSIM_COUNT(three_logons));
    int failed = wrong != NULL;
    if (failed) {
        puts(wrong);
    }
    failed = ask(host) > 0 || failed;
    hostsim_close(host);
    return failed;
}
