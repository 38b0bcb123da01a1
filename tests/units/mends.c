/*
 * Prints mends for tests/e2e/mends.py: each line of standard input is a kind, and a machine folder
 * ("-" for none) and two names in hexadecimal; each line of the answer is the command, or "- " and
 * why there is none.
 */
#include "mend/mend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void maker(struct mend *mend, const struct mend_place *place, const char *first,
                   const char *second);

static void put(struct mend *mend, const struct mend_place *place, const char *first,
                const char *second)
{
    mend_put(mend, place, first, "AnonymousUserName", second);
}

static void put_allow(struct mend *mend, const struct mend_place *place, const char *first,
                      const char *second)
{
    (void)second;
    mend_put(mend, place, first, "AllowAnonymous", "TRUE");
}

static void toggle(struct mend *mend, const struct mend_place *place, const char *first,
                   const char *second)
{
    (void)second;
    mend_toggle_off(mend, place, first);
}

static void sync(struct mend *mend, const struct mend_place *place, const char *first,
                 const char *second)
{
    (void)second;
    mend_sync(mend, place, first);
}

static void sync_on_server(struct mend *mend, const struct mend_place *place, const char *first,
                           const char *second)
{
    (void)place;
    (void)second;
    mend_sync_on_server(mend, first);
}

static void set(struct mend *mend, const struct mend_place *place, const char *first,
                const char *second)
{
    (void)second;
    mend_set(mend, place, first);
}

static void import(struct mend *mend, const struct mend_place *place, const char *first,
                   const char *second)
{
    (void)first;
    (void)second;
    mend_import(mend, place);
}

static void windows(struct mend *mend, const struct mend_place *place, const char *first,
                    const char *second)
{
    mend_windows(mend, place, "reg", MEND_WORDS("add", first, "/v", second));
}

static void enrol(struct mend *mend, const struct mend_place *place, const char *first,
                  const char *second)
{
    (void)first;
    (void)second;
    mend_register(mend, place);
}

static void stack(struct mend *mend, const struct mend_place *place, const char *first,
                  const char *second)
{
    (void)first;
    (void)second;
    mend_stack_reset(mend, place);
}

static void net_user(struct mend *mend, const struct mend_place *place, const char *first,
                     const char *second)
{
    (void)second;
    mend_net_user(mend, place, first, "/workstations:*");
}

static void net_user_add(struct mend *mend, const struct mend_place *place, const char *first,
                         const char *second)
{
    (void)second;
    mend_net_user_add(mend, place, first);
}

static void leave_group(struct mend *mend, const struct mend_place *place, const char *first,
                        const char *second)
{
    mend_leave_group(mend, place, second, first);
}

static void grant(struct mend *mend, const struct mend_place *place, const char *first,
                  const char *second)
{
    (void)second;
    mend_right(mend, place, first, true, "SeNetworkLogonRight");
}

static void revoke(struct mend *mend, const struct mend_place *place, const char *first,
                   const char *second)
{
    (void)second;
    mend_right(mend, place, first, false, "SeDenyNetworkLogonRight");
}

static void lsa_number(struct mend *mend, const struct mend_place *place, const char *first,
                       const char *second)
{
    (void)first;
    (void)second;
    mend_lsa_number(mend, place, "CrashOnAuditFail", 1);
}

static void lsa_delete(struct mend *mend, const struct mend_place *place, const char *first,
                       const char *second)
{
    (void)first;
    (void)second;
    mend_lsa_delete(mend, place, "MSV1_0", "Auth0");
}

static void look_closer(struct mend *mend, const struct mend_place *place, const char *first,
                        const char *second)
{
    (void)second;
    mend_look_closer(mend, place, first);
}

static const struct {
    const char *name;
    maker *make;
} kinds[] = {
    {"put", put},
    {"put-allow", put_allow},
    {"toggle", toggle},
    {"sync", sync},
    {"sync-on-server", sync_on_server},
    {"set", set},
    {"import", import},
    {"register", enrol},
    {"stack", stack},
    {"windows", windows},
    {"net-user", net_user},
    {"net-user-add", net_user_add},
    {"leave-group", leave_group},
    {"grant", grant},
    {"revoke", revoke},
    {"lsa-number", lsa_number},
    {"lsa-delete", lsa_delete},
    {"look-closer", look_closer},
};

static void unhex(const char *hex, char *text)
{
    unsigned byte;
    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
        *text++ = (char)byte;
    }
    *text = '\0';
}

static int answer(const char *kind, const struct mend_place *place, const char *first,
                  const char *second)
{
    static struct mend mend;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, kind) == 0) {
            kinds[i].make(&mend, place, first, second);
            printf("%s%s\n", mend.why_none == NULL ? "" : "- ", mend_text(&mend));
            return EXIT_SUCCESS;
        }
    }
    return EXIT_FAILURE;
}

int main(void)
{
    static char line[20000];
    static char texts[3][4096];
    while (fgets(line, sizeof line, stdin) != NULL) {
        const char *words[4] = {strtok(line, " \r\n"), strtok(NULL, " \r\n"), strtok(NULL, " \r\n"),
                                strtok(NULL, " \r\n")};
        for (int i = 1; i < 4; i++) {
            if (words[i] == NULL || strlen(words[i]) > 2 * (sizeof texts[0] - 1)) {
                return EXIT_FAILURE;
            }
            unhex(words[i], texts[i - 1]);
        }
        struct mend_place place = {.machine = strcmp(words[1], "-") == 0 ? NULL : texts[0]};
        if (answer(words[0], &place, texts[1], texts[2]) != EXIT_SUCCESS) {
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
