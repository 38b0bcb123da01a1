#include "watch_report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lsass/event_text.h"
#include "text/array.h"
#include "text/utf.h"

struct watch_account {
    char *name;
    enum event_id told; /* of what is so for long; else EVENT_NONE */
    enum event_id now;  /* this import's; else EVENT_NONE */
    bool imported;      /* by this import */
};

static void tell(const struct watch_report *report, enum event_id id, const char *name)
{
    uint16_t wide[EVENT_NAME_MAX];
    char text[EVENT_TEXT_MAX];
    size_t units = utf8_to_utf16(name, strlen(name), wide, EVENT_NAME_MAX);
    units = units == (size_t)-1 ? 0 : units < EVENT_NAME_MAX ? units : EVENT_NAME_MAX;
    struct wide account = {(const unsigned char *)wide, units};
    event_deliver(id, account, 0, NULL);
    if (report->quiet) {
        return;
    }
    event_text(id, account, 0, NULL, text);
    if (report->json) {
        json_t *json = json_pack("{s:i, s:o, s:s}", "event", (int)id, "account",
                                 *name == '\0' ? json_null() : json_string(name), "text", text);
        json_dumpf(json, stdout, 0);
        json_decref(json);
        putchar('\n');
    } else {
        puts(text);
    }
    fflush(stdout);
}

void watch_report_event(const struct watch_report *report, enum event_id id)
{
    tell(report, id, "");
}

static struct watch_account *account_named(struct watch_report *report, const char *name)
{
    for (size_t i = 0; i < report->count; i++) {
        if (strcasecmp(report->accounts[i].name, name) == 0) {
            return &report->accounts[i];
        }
    }
    char *copy = strdup(name);
    if (copy == NULL || !array_grow((void **)&report->accounts, report->count, &report->capacity,
                                    sizeof *report->accounts)) {
        free(copy);
        return NULL;
    }
    report->accounts[report->count] = (struct watch_account){copy, EVENT_NONE, EVENT_NONE, false};
    return &report->accounts[report->count++];
}

void watch_report_account(struct watch_report *report, const char *name, enum import_action action)
{
    static const enum event_id events[] = {
        [IMPORT_ADDED] = EVENT_SECRET_STORED,     [IMPORT_REPLACED] = EVENT_SECRET_STORED,
        [IMPORT_UNCHANGED] = EVENT_NONE,          [IMPORT_KEPT] = EVENT_SECRET_KEPT,
        [IMPORT_FORGOTTEN] = EVENT_SECRET_STORED, [IMPORT_LEFT_ALONE] = EVENT_SECRET_UNUSABLE,
        [IMPORT_REMOVED] = EVENT_ACCOUNT_REMOVED, [IMPORT_FOREIGN] = EVENT_NONE};
    struct watch_account *account = account_named(report, name);
    if (account != NULL) {
        account->now = events[action];
        account->imported = true;
    } else if (events[action] != EVENT_NONE) {
        tell(report, events[action], name); /* no memory: too early is better than not at all */
    }
}

static bool is_lasting(enum event_id id)
{
    return id == EVENT_SECRET_KEPT || id == EVENT_SECRET_UNUSABLE;
}

void watch_report_import(struct watch_report *report, bool in_force)
{
    for (size_t i = 0; i < report->count; i++) {
        struct watch_account *account = &report->accounts[i];
        if (in_force && account->imported) {
            if (account->now != EVENT_NONE && account->now != account->told) {
                tell(report, account->now, account->name);
            }
            account->told = is_lasting(account->now) ? account->now : EVENT_NONE;
        }
        account->imported = false;
    }
}

void watch_report_release(struct watch_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        free(report->accounts[i].name);
    }
    free(report->accounts);
    *report = (struct watch_report){.quiet = report->quiet, .json = report->json};
}
