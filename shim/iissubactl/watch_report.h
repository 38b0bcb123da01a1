/*
 * What a watch tells: events, and in the foreground lines. What is so for long (a secret that is
 * kept, a password that cannot be used) is told when it begins, and not after each import.
 */
#ifndef IISSUBACTL_WATCH_REPORT_H
#define IISSUBACTL_WATCH_REPORT_H

#include <stddef.h>

#include "enrolment/import_rule.h"
#include "lsass/event.h"

struct watch_account;

/* Zeroed nothing was told. */
struct watch_report {
    bool quiet; /* no lines: the service's */
    bool json;  /* lines are objects */
    struct watch_account *accounts;
    size_t count;
    size_t capacity;
};

/* Tells an event that is about no account. */
void watch_report_event(const struct watch_report *report, enum event_id id);

/* Keeps what an import did with an account, to be told by watch_report_import. */
void watch_report_account(struct watch_report *report, const char *name, enum import_action action);

/* Tells what the import did, where it is in force; otherwise forgets it. */
void watch_report_import(struct watch_report *report, bool in_force);

/* Frees what is kept. */
void watch_report_release(struct watch_report *report);

#endif
