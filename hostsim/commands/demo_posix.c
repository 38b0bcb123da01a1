/* demo: the story of Q269241, end to end, in a temporary folder. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "demo_script.h"
#include "enrolment/deployment.h"
#include "files/files.h"
#include "metabase/metabase.h"
#include "new_machine.h"
#include "registration/registration.h"
#include "sam.h"

struct demo_options {
    bool json;
};

static const struct option_row own_options[] = {OPTION_JSON(struct demo_options), {.name = NULL}};

const struct command_row row_demo = {
    .name = "demo",
    .arguments = "",
    .help = "the story of Q269241, in a temporary folder",
    .options = {{own_options, 0}},
};

#define LOCKOUT_BAD_COUNT 5 /* as new_machine's secpol.inf has it */
#define EVENT_LINE 1024
#define PASSWORD_SIZE 64

static void title(const struct demo_script *script, const char *text)
{
    demo_say(script, "\n%s\n", text);
}

/* The password that the new machine was given. */
static bool read_password_of(const char *folder, char password[PASSWORD_SIZE])
{
    char path[512];
    struct metabase metabase;
    struct fault fault;
    snprintf(path, sizeof path, "%s/MetaBase.xml", folder);
    struct metabase_text file = metabase_file(path);
    if (!metabase_read(&file, METABASE_ALL, &metabase, &fault)) {
        return false;
    }
    snprintf(password, PASSWORD_SIZE, "%s",
             metabase_effective(&metabase, "/LM/MSFTPSVC", ANONYMOUS_USER_PASS).value);
    metabase_release(&metabase);
    return true;
}

/* What an administrator does in the user manager: a new password, and the account unlocked. */
static void set_sam_password(const struct demo_script *script, const char *password)
{
    struct sam sam;
    struct fault fault;
    if (!sam_read(script->folder, &sam, &fault)) {
        fprintf(stderr, "hostsim: %s\n", fault.text);
        return;
    }
    struct sam_account *account = sam_find(&sam, NEW_MACHINE_ANONYMOUS);
    json_object_set_new(account->json, "password", json_string(password));
    account->bad_password_count = 0;
    account->bad_password_time = 0;
    account->lockout_time = 0;
    sam_mark_changed(&sam, account);
    if (!sam_save(&sam, &fault)) {
        fprintf(stderr, "hostsim: %s\n", fault.text);
    }
    sam_release(&sam);
}

static bool is_locked_out(const struct demo_script *script)
{
    struct sam sam;
    struct fault fault;
    if (!sam_read(script->folder, &sam, &fault)) {
        return true;
    }
    bool locked = sam_find(&sam, NEW_MACHINE_ANONYMOUS)->lockout_time != 0;
    sam_release(&sam);
    return locked;
}

static void set_metabase(const struct demo_script *script, bool sync, const char *password,
                         const char *second)
{
    struct fault fault;
    struct new_metabase settings = {sync, password, second};
    if (!new_machine_metabase(script->folder, &settings, &fault)) {
        fprintf(stderr, "hostsim: %s\n", fault.text);
    }
}

static void import(struct demo_script *script)
{
    char path[512];
    snprintf(path, sizeof path, "%s/MetaBase.xml", script->folder);
    demo_expect(script, demo_iissubactl(script, "import", path, NULL), "imported");
}

static void expect_code(struct demo_script *script, unsigned site, unsigned expected, bool show,
                        const char *why)
{
    unsigned code = demo_ftp(script, site, show);
    demo_expect(script, code == expected, "%s: expected %u, answered %u", why, expected, code);
}

/* The event of Q306450 ends in its error code, in brackets. */
static void expect_event(struct demo_script *script, unsigned win32)
{
    char line[EVENT_LINE];
    char code[32];
    demo_last_event(script, "MSFTPSVC", line, sizeof line);
    snprintf(code, sizeof code, "[%u]", win32);
    demo_say(script, "  events.log: %s\n", *line == '\0' ? "(nothing)" : line);
    demo_expect(script, strstr(line, code) != NULL, "the event's error is %u", win32);
}

static void the_box(struct demo_script *script)
{
    title(script,
          "1. An FTP-only server: Auth132 is named, and Iissuba.dll is not there (Q269241)");
    expect_code(script, 1, 530, true, "anonymous FTP without the DLL");
    expect_event(script, 126);
}

static void the_mend(struct demo_script *script)
{
    title(script, "2. The mend");
    demo_expect(script, demo_iissubactl(script, "register", NULL, NULL), "registered");
    import(script);
    expect_code(script, 1, 230, true, "anonymous FTP with the DLL");
}

static void behind_its_back(struct demo_script *script, const char *password)
{
    title(script, "3. SAM's password is changed behind IIS's back");
    set_sam_password(script, "something else");
    expect_code(script, 1, 230, false, "with the shim, SAM's password is not what is checked");
    set_metabase(script, false, password, NULL);
    expect_code(script, 1, 530, false, "without it (sync off), it is (Q253204)");
    expect_event(script, 1326);
    set_sam_password(script, password);
}

static void four_states(struct demo_script *script, const char *password, bool caller)
{
    static const struct {
        const char *name;
        bool sync;
        bool password;
        unsigned expected;
        unsigned with_caller;
    } states[] = {
        {"(1) fresh install: sync on, password there", true, true, 230, 230},
        {"(2) sync cleared: the password stays", false, true, 230, 230},
        {"(3) sync set again: the password is deleted", true, false, 530, 230},
        {"(4) sync cleared again: no password", false, false, 530, 530},
    };
    title(script, caller ? "5. The same with `sufficient caller` below: the caller is believed"
                         : "4. The four states of Q259353, with the default stack");
    if (caller) {
        demo_expect(script,
                    demo_iissubactl(script, "stack", "sufficient metabase", "sufficient caller"),
                    "the stack is set");
    }
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        demo_say(script, "  %s\n", states[i].name);
        set_metabase(script, states[i].sync, states[i].password ? password : NULL, NULL);
        import(script);
        expect_code(script, 1, caller ? states[i].with_caller : states[i].expected, false,
                    "anonymous FTP");
        if (states[i].sync && !states[i].password && !caller) {
            char line[EVENT_LINE];
            demo_last_event(script, "IISSUBA", line, sizeof line);
            demo_say(script, "  events.log: %s\n", line);
            demo_expect(script, strstr(line, "\t1002\t") != NULL, "the event says why");
        }
    }
    if (caller) {
        demo_expect(script, demo_iissubactl(script, "stack", "sufficient metabase", NULL),
                    "the stack is as before");
    }
}

static void lockout(struct demo_script *script, const char *password)
{
    title(script, "6. One account at two sites, with different passwords");
    demo_say(script, "  Without the shim (sync off):\n");
    set_metabase(script, false, password, "another password");
    for (int i = 0; i < LOCKOUT_BAD_COUNT; i++) {
        expect_code(script, 2, 530, false, "the site whose password is wrong");
    }
    expect_code(script, 1, 530, false, "the site whose password is right");
    expect_event(script, 1909);
    demo_expect(script, is_locked_out(script), "the account is locked out");

    demo_say(script, "  With it (sync on):\n");
    set_sam_password(script, password);
    set_metabase(script, true, password, NULL);
    import(script);
    set_metabase(script, true, password, "another password");
    for (int i = 0; i < LOCKOUT_BAD_COUNT; i++) {
        expect_code(script, 2, 530, false, "the site whose password is wrong");
    }
    expect_code(script, 1, 230, false, "the site whose password is right");
    demo_expect(script, !is_locked_out(script), "the account is not locked out");
}

static bool auth132_is(const struct demo_script *script, const uint16_t *expected)
{
    struct registry *registry;
    uint16_t name[PACKAGE_NAME_MAX];
    uint32_t type;
    if (registry_open(script->folder, REGISTRY_READ, &registry, NULL) != REGISTRY_OK) {
        return false;
    }
    bool same = registration_current(registry, name, &type) == REGISTRY_OK &&
                wide_same(wide_of(name), wide_of(expected));
    registry_close(registry);
    return same;
}

static void the_way_back(struct demo_script *script)
{
    char dll[DEPLOYMENT_PATH_MAX];
    struct fault fault;
    title(script, "7. The way back");
    demo_expect(script, demo_iissubactl(script, "unregister", NULL, NULL), "unregistered");
    demo_expect(script, auth132_is(script, PACKAGE_NAME), "Auth132 is what it was");
    bool gone = deployment_target(script->folder, "iissuba", dll, &fault) && !file_exists(dll);
    demo_expect(script, gone, "the DLL is gone, as it was");
    expect_code(script, 1, 530, false, "anonymous FTP");
    expect_event(script, 126);
}

static void tell(struct demo_script *script, const char *password)
{
    the_box(script);
    the_mend(script);
    behind_its_back(script, password);
    four_states(script, password, false);
    four_states(script, password, true);
    lockout(script, password);
    the_way_back(script);
}

enum exit_code command_demo(struct command_words *words)
{
    char password[PASSWORD_SIZE];
    struct demo_script script;
    struct fault fault;
    struct demo_options options = {.json = false};
    enum exit_code code = take_words(words, &options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (!demo_begin(&script)) {
        return EXIT_HOST_FAILED;
    }
    script.steps = options.json ? json_array() : NULL;
    if (!new_machine(script.folder, false, &fault)) {
        json_decref(script.steps);
        demo_end(&script);
        return complain(EXIT_HOST_FAILED, &fault);
    }
    if (read_password_of(script.folder, password)) {
        tell(&script, password);
        wipe(password, sizeof password);
    } else {
        demo_expect(&script, false, "the new machine can be read");
    }
    demo_end(&script);
    if (options.json) {
        print_json(json_pack("{s:i, s:i, s:o}", "expected", (int)script.expected, "failed",
                             (int)script.failed, "steps", script.steps),
                   false);
    } else {
        printf("\n%u of %u as expected.\n", script.expected - script.failed, script.expected);
    }
    return script.failed == 0 ? EXIT_GRANTED : EXIT_DENIED;
}
