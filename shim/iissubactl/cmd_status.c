/* status: what is registered and enrolled, and whether a logon can work with it. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "enrolment/deployment.h"
#include "enrolment/enrolment.h"
#include "enrolment/package_file.h"
#include "files/files.h"
#include "lsass/clock.h"
#include "lsass/observe.h"
#include "lsass/snapshot_load.h"
#include "registration/registration.h"
#include "show.h"
#include "stack_shown.h"
#include "text/nt_time.h"
#include "text/utf.h"

#define NAME_BYTES (3 * PACKAGE_NAME_MAX)

struct status {
    struct mend to_register; /* what mends all of Auth132 and the DLL */
    char auth132[NAME_BYTES];
    const char *auth132_wrong; /* NULL: it is ours */
    char dll[DEPLOYMENT_PATH_MAX];
    struct fault dll_wrong; /* "": it is there, or none is named */
    struct stack_shown stack;
    struct mend reset; /* of the stack */
    size_t accounts;
    size_t without_secret;
    size_t sync_off;
    size_t able; /* those whose logons can be admitted */
    struct mend import;
    unsigned lm_level;
    int64_t observing_until; /* 0: it is off */
    long store_error;
};

static void look_at_registration(const struct options *options, struct registry *registry,
                                 struct status *status)
{
    uint16_t name[PACKAGE_NAME_MAX];
    uint32_t type;
    long error = registration_current(registry, name, &type);
    if (error != REGISTRY_OK || name[0] == 0) {
        status->auth132_wrong = error == REGISTRY_OK ? "not set" : registry_error_text(error);
        return;
    }
    utf16_to_utf8(wide_of(name), status->auth132, sizeof status->auth132);
    status->auth132_wrong = type != REGISTRY_SZ                     ? "it is not REG_SZ"
                            : package_file_is_ours(status->auth132) ? NULL
                                                                    : "another package";
    if (!registration_is_text(type)) {
        return;
    }
    if (!deployment_target(options->machine, status->auth132, status->dll, &status->dll_wrong)) {
        *status->dll = '\0';
    } else if (!file_exists(status->dll)) {
        fault_set(&status->dll_wrong, "there is none");
    }
}

static void look_at_store(const struct snapshot *snapshot, struct status *status)
{
    bool others = strstr(status->stack.text, " sam\n") != NULL ||
                  strstr(status->stack.text, " caller\n") != NULL;
    for (const struct snapshot_account *account = snapshot_next(snapshot, NULL); account != NULL;
         account = snapshot_next(snapshot, account)) {
        bool secret = account->secret.has_nt || account->secret.has_lm;
        status->accounts++;
        status->without_secret += !secret;
        status->sync_off += account->readable && !account->sync;
        status->able += account->readable && account->sync && (secret || others);
    }
    status->lm_level = snapshot->lm_level;
    status->observing_until =
        observe_is_on(snapshot->observe_until, clock_utc()) ? snapshot->observe_until : 0;
}

static enum exit_code look(const struct options *options, struct status *status)
{
    struct mend_place place = {.machine = options->place.machine};
    enum exit_code code;
    struct snapshot *snapshot;
    struct registry *registry = open_registry(options, REGISTRY_READ, &code);
    if (registry == NULL) {
        return code;
    }
    mend_register(&status->to_register, &place);
    mend_stack_reset(&status->reset, &place);
    mend_import(&status->import, &place);
    look_at_registration(options, registry, status);
    stack_shown_read(registry, &status->stack);
    status->store_error = snapshot_load_from(registry, &snapshot);
    registry_close(registry);
    if (status->store_error == REGISTRY_OK) {
        look_at_store(snapshot, status);
        snapshot_free(snapshot);
    }
    return EXIT_DONE;
}

static bool can_work(const struct status *status)
{
    return status->auth132_wrong == NULL && *status->dll_wrong.text == '\0' &&
           status->stack.fault == STACK_SOUND && status->store_error == REGISTRY_OK &&
           status->able > 0;
}

/* A line: what it is, what is wrong with it, and what mends that. */
static void print_line(const char *what, const char *is, const char *wrong, const struct mend *mend)
{
    printf("%-10s  %s", what, is);
    if (wrong != NULL) {
        printf("%s%s; run: %s", *is == '\0' ? "" : ": ", wrong, mend_text(mend));
    }
    putchar('\n');
}

static void print_stack(const struct status *status)
{
    char wrong[128];
    const char *what = "Stack";
    for (const char *at = status->stack.text; *at != '\0'; what = "") {
        size_t length = strcspn(at, "\n");
        printf("%-10s  %.*s\n", what, (int)length, at);
        at += length + 1;
    }
    if (status->stack.fault != STACK_SOUND) {
        snprintf(wrong, sizeof wrong, "line %zu cannot be understood: every logon is refused",
                 status->stack.fault_line);
        print_line(what, "", wrong, &status->reset);
    }
}

static void print_status(const struct status *status)
{
    print_line("Auth132", status->auth132, status->auth132_wrong, &status->to_register);
    if (*status->dll != '\0' || *status->dll_wrong.text != '\0') {
        print_line("DLL", status->dll,
                   *status->dll_wrong.text == '\0' ? NULL : status->dll_wrong.text,
                   &status->to_register);
    }
    if (status->store_error != REGISTRY_OK) {
        printf("Store       %s (%ld): the DLL cannot read it either\n",
               registry_error_text(status->store_error), status->store_error);
        return;
    }
    print_stack(status);
    printf("Accounts    %zu, of which %zu without a secret and %zu with synchronization off\n",
           status->accounts, status->without_secret, status->sync_off);
    if (status->able == 0) {
        print_line("", "", "no logon can be admitted", &status->import);
    }
    printf("LM level    %u\n", status->lm_level);
    if (status->observing_until != 0) {
        char end[NT_TIME_TEXT];
        nt_time_format(status->observing_until / NT_SECOND * NT_SECOND, end);
        printf("Observing   until %s\n", end);
    }
}

static json_t *text_or_null(const char *text)
{
    return text == NULL || *text == '\0' ? json_null() : json_string(text);
}

static json_t *mends_json(const struct status *status)
{
    json_t *mends = json_array();
    if (status->auth132_wrong != NULL || *status->dll_wrong.text != '\0') {
        json_array_append_new(mends, show_mend(&status->to_register));
    }
    if (status->stack.fault != STACK_SOUND) {
        json_array_append_new(mends, show_mend(&status->reset));
    }
    if (status->store_error == REGISTRY_OK && status->able == 0) {
        json_array_append_new(mends, show_mend(&status->import));
    }
    return mends;
}

static json_t *status_json(const struct status *status)
{
    char end[NT_TIME_TEXT] = "";
    if (status->observing_until != 0) {
        nt_time_format(status->observing_until / NT_SECOND * NT_SECOND, end);
    }
    json_t *json = json_pack(
        "{s:b, s:{s:o, s:o}, s:{s:o, s:o}, s:o, s:o, s:o, s:o}", "can_work", can_work(status),
        "auth132", "name", text_or_null(status->auth132), "wrong",
        text_or_null(status->auth132_wrong), "dll", "path", text_or_null(status->dll), "wrong",
        text_or_null(status->dll_wrong.text), "stack", stack_shown_json(&status->stack),
        "store_error",
        status->store_error == REGISTRY_OK ? json_null()
                                           : json_string(registry_error_text(status->store_error)),
        "observing_until", text_or_null(end), "mends", mends_json(status));
    if (status->store_error == REGISTRY_OK) {
        json_object_update_new(json, json_pack("{s:{s:I, s:I, s:I, s:I}, s:i}", "accounts", "count",
                                               (json_int_t)status->accounts, "without_secret",
                                               (json_int_t)status->without_secret, "sync_off",
                                               (json_int_t)status->sync_off, "able",
                                               (json_int_t)status->able, "lm_level",
                                               (int)status->lm_level));
    }
    return json;
}

enum exit_code command_status(const struct options *options, int count, char **arguments)
{
    struct status status = {.accounts = 0};
    enum exit_code code = look(options, &status);
    (void)count;
    (void)arguments;
    if (code != EXIT_DONE) {
        return code;
    }
    code = can_work(&status) ? EXIT_DONE : EXIT_LEFT;
    if (options->json) {
        return show_answer(status_json(&status), code);
    }
    print_status(&status);
    return code;
}
