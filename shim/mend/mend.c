#include "mend.h"

#include <stdio.h>
#include <string.h>

#define WORDS MEND_WORDS
#define NO_OPTIONS MEND_NO_OPTIONS

static void finish(struct mend *mend, const struct command_line *line, bool on_server)
{
    *mend = (struct mend){.why_none = line->unfit, .on_server = on_server, .order = MEND_SETTING};
    memcpy(mend->command, line->text, line->length + 1);
}

const char *mend_text(const struct mend *mend)
{
    return mend->why_none == NULL ? mend->command : mend->why_none;
}

void mend_none(struct mend *mend, const char *why)
{
    *mend = (struct mend){.why_none = why};
}

static void add_words(struct command_line *line, const char *const words[])
{
    for (; *words != NULL; words++) {
        command_line_word(line, *words);
    }
}

static bool has_dash(const char *const words[])
{
    for (; *words != NULL; words++) {
        if (**words == '-') {
            return true;
        }
    }
    return false;
}

/* Options come last, as people write them; but first and ended where an argument looks like one. */
static void add_command(struct command_line *line, const char *const words[],
                        const char *const options[])
{
    if (has_dash(words + 1)) {
        command_line_word(line, words[0]);
        add_words(line, options);
        command_line_word(line, "--");
        add_words(line, words + 1);
    } else {
        add_words(line, words);
        add_words(line, options);
    }
}

void mend_tool(struct mend *mend, const struct mend_place *place, const char *const words[],
               const char *const options[])
{
    struct command_line line;
    command_line_start(&line, mend_prompt, "iissubactl");
    if (place->machine != NULL) {
        add_words(&line, WORDS("--machine", place->machine));
    }
    if (place->metabase != NULL) {
        add_words(&line, WORDS("--metabase", place->metabase));
    }
    add_command(&line, words, options);
    finish(mend, &line, false);
}

void mend_put(struct mend *mend, const struct mend_place *place, const char *node,
              const char *property, const char *value)
{
    char path[COMMAND_LINE_MAX];
    int length = snprintf(path, sizeof path, "%s/%s", strcmp(node, "/") == 0 ? "" : node, property);
    if (length < 0 || (size_t)length >= sizeof path) {
        mend_none(mend, "no command can be given: it would be longer than a prompt takes");
        return;
    }
    mend_tool(mend, place, WORDS("put", path, value), WORDS("--apply"));
}

void mend_toggle_off(struct mend *mend, const struct mend_place *place, const char *node)
{
    mend_tool(mend, place, WORDS("toggle", node, "off"), WORDS("--apply"));
}

void mend_sync(struct mend *mend, const struct mend_place *place, const char *account)
{
    mend_tool(mend, place, WORDS("sync", "Anonymous", account), WORDS("--apply"));
    mend->order = MEND_PASSWORD;
}

void mend_import(struct mend *mend, const struct mend_place *place)
{
    mend_tool(mend, place, WORDS("import"), NO_OPTIONS);
    mend->order = MEND_PASSWORD;
}

static void tool_on_server(struct mend *mend, const char *const words[],
                           const char *const options[])
{
    struct command_line line;
    command_line_start(&line, SHELL_CMD, "iissubactl");
    add_command(&line, words, options);
    finish(mend, &line, true);
    mend->order = MEND_PASSWORD;
}

void mend_sync_on_server(struct mend *mend, const char *account)
{
    tool_on_server(mend, WORDS("sync", "Anonymous", account), WORDS("--apply"));
}

void mend_import_on_server(struct mend *mend)
{
    tool_on_server(mend, WORDS("import"), NO_OPTIONS);
}

void mend_set(struct mend *mend, const struct mend_place *place, const char *account)
{
    mend_tool(mend, place, WORDS("set", account), NO_OPTIONS);
    mend->order = MEND_PASSWORD;
}

void mend_believe_caller(struct mend *mend, const struct mend_place *place)
{
    mend_tool(mend, place, WORDS("stack", "sufficient metabase", "sufficient caller"), NO_OPTIONS);
}

void mend_register(struct mend *mend, const struct mend_place *place)
{
    mend_tool(mend, place, WORDS("register"), NO_OPTIONS);
    mend->order = MEND_PACKAGE;
}

void mend_stack_reset(struct mend *mend, const struct mend_place *place)
{
    mend_tool(mend, place, WORDS("stack", "sufficient metabase"), NO_OPTIONS);
    mend->order = MEND_PACKAGE;
}

void mend_windows(struct mend *mend, const struct mend_place *place, const char *program,
                  const char *const words[])
{
    struct command_line line;
    command_line_start(&line, SHELL_CMD, program);
    add_words(&line, words);
    finish(mend, &line, place->machine != NULL);
}

/* What no account's or group's name has in it (NetUserAdd's page); a holder may have its domain. */
#define NOT_IN_HOLDERS "\"/[]:;|=,+*?<>"
#define NOT_IN_ACCOUNTS NOT_IN_HOLDERS "\\"

/* A command of Windows' own about the one that is named. */
static void about_account(struct mend *mend, const struct mend_place *place, const char *program,
                          const char *name, const char *forbidden, const char *const words[])
{
    struct command_line line;
    command_line_start(&line, SHELL_CMD, program);
    if (*name == '\0' || name[strcspn(name, forbidden)] != '\0') {
        command_line_refuse(&line,
                            "no command can be given: no account of Windows can have that name");
    }
    add_words(&line, words);
    finish(mend, &line, place->machine != NULL);
    mend->order = MEND_RESTRICTION;
}

void mend_net_user(struct mend *mend, const struct mend_place *place, const char *account,
                   const char *change)
{
    about_account(mend, place, "net", account, NOT_IN_ACCOUNTS, WORDS("user", account, change));
}

void mend_net_user_add(struct mend *mend, const struct mend_place *place, const char *account)
{
    about_account(mend, place, "net", account, NOT_IN_ACCOUNTS,
                  WORDS("user", account, "*", "/add", "/expires:never"));
    mend->order = MEND_ACCOUNT;
}

void mend_leave_group(struct mend *mend, const struct mend_place *place, const char *group,
                      const char *account)
{
    about_account(mend, place, "net", account, NOT_IN_ACCOUNTS,
                  WORDS("localgroup", group, account, "/delete"));
}

void mend_right(struct mend *mend, const struct mend_place *place, const char *holder, bool grant,
                const char *right)
{
    about_account(mend, place, "ntrights", holder, NOT_IN_HOLDERS,
                  WORDS("-u", holder, grant ? "+r" : "-r", right));
}

void mend_trust_package(struct mend *mend, const struct mend_place *place, const char *node)
{
    mend_tool(mend, place, WORDS("check", node), WORDS("--trust-package"));
}

#define LSA_KEY "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa"

/* What the next two name is Windows' own, and nothing that an administrator typed. */
void mend_lsa_number(struct mend *mend, const struct mend_place *place, const char *value,
                     unsigned number)
{
    char data[16];
    snprintf(data, sizeof data, "%u", number);
    mend_windows(mend, place, "reg",
                 WORDS("add", LSA_KEY, "/v", value, "/t", "REG_DWORD", "/d", data, "/f"));
}

void mend_lsa_delete(struct mend *mend, const struct mend_place *place, const char *key,
                     const char *value)
{
    char path[128];
    snprintf(path, sizeof path, "%s\\%s", LSA_KEY, key);
    mend_windows(mend, place, "reg", WORDS("delete", path, "/v", value, "/f"));
}

void mend_look_closer(struct mend *mend, const struct mend_place *place, const char *account)
{
    struct command_line line;
    if (place->machine == NULL) {
        mend_tool(mend, place, WORDS("collect", "machine"), NO_OPTIONS);
        return;
    }
    command_line_start(&line, mend_prompt, "hostsim");
    add_words(&line, WORDS("logon", "--machine", place->machine, "--user", account, "--json"));
    finish(mend, &line, false);
}
