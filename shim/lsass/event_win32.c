/*
 * The event log, by way of a small queue: a logon puts an event in, a thread that is started for
 * it reports and ends.
 */
#include "event.h"

#include <stdbool.h>

#include <windows.h>

#include "event_text.h"
#include "worker.h"

#define QUEUED_MOST 16

enum { SLOT_FREE, SLOT_FILLING, SLOT_FULL, SLOT_DRAINING };

static struct {
    LONG volatile state;
    enum event_id id;
    uint32_t number;
    bool about_credential;
    struct presented presented;
    wchar_t account[EVENT_NAME_MAX + 1];
} queue[QUEUED_MOST];

static LONG volatile worker_runs;

static WORD type_of(enum event_id id)
{
    static const WORD types[] = {EVENTLOG_INFORMATION_TYPE, EVENTLOG_WARNING_TYPE,
                                 EVENTLOG_ERROR_TYPE};
    return types[event_severity(id)];
}

/* The identifier that the message table has: the severity is its two highest bits. */
static DWORD message_of(enum event_id id)
{
    return ((DWORD)event_severity(id) + 1) << 30 | (DWORD)id;
}

static void decimal(uint32_t number, wchar_t text[11])
{
    wchar_t digits[10];
    size_t count = 0;
    do {
        digits[count++] = (wchar_t)(L'0' + number % 10);
        number /= 10;
    } while (number > 0);
    for (size_t i = 0; i < count; i++) {
        text[i] = digits[count - 1 - i];
    }
    text[count] = 0;
}

static void widen(const struct presented *presented, wchar_t out[PRESENTED_TEXT_MAX])
{
    char text[PRESENTED_TEXT_MAX];
    presented_text(presented, text);
    for (size_t i = 0; i < PRESENTED_TEXT_MAX; i++) {
        out[i] = (wchar_t)text[i];
    }
}

static void drain(HANDLE log)
{
    for (size_t i = 0; i < QUEUED_MOST; i++) {
        if (InterlockedCompareExchange(&queue[i].state, SLOT_DRAINING, SLOT_FULL) != SLOT_FULL) {
            continue;
        }
        wchar_t number[11];
        decimal(queue[i].number, number);
        wchar_t presented[PRESENTED_TEXT_MAX] = L"unknown";
        if (queue[i].about_credential) {
            widen(&queue[i].presented, presented);
        }
        const wchar_t *strings[] = {queue[i].account, number, presented};
        ReportEventW(log, type_of(queue[i].id), 0, message_of(queue[i].id), NULL, 3, 0, strings,
                     NULL);
        InterlockedExchange(&queue[i].state, SLOT_FREE);
    }
}

static bool anything_queued(void)
{
    for (size_t i = 0; i < QUEUED_MOST; i++) {
        if (queue[i].state == SLOT_FULL) {
            return true;
        }
    }
    return false;
}

static void report_queued(void)
{
    do {
        HANDLE log = RegisterEventSourceW(NULL, L"" EVENT_SOURCE);
        if (log != NULL) {
            drain(log);
            DeregisterEventSource(log);
        }
        InterlockedExchange(&worker_runs, 0);
        /* What came in between is reported by us or by the thread its logon started. */
        if (log == NULL) {
            break;
        }
    } while (anything_queued() && InterlockedExchange(&worker_runs, 1) == 0);
}

static void start_worker(void)
{
    static struct worker reporter = {.work = report_queued};
    if (InterlockedExchange(&worker_runs, 1) == 0 && !worker_start(&reporter)) {
        InterlockedExchange(&worker_runs, 0);
    }
}

bool event_deliver(enum event_id id, struct wide account, uint32_t number,
                   const struct presented *presented)
{
    for (size_t i = 0; i < QUEUED_MOST; i++) {
        if (InterlockedCompareExchange(&queue[i].state, SLOT_FILLING, SLOT_FREE) != SLOT_FREE) {
            continue;
        }
        size_t units = account.units < EVENT_NAME_MAX ? account.units : EVENT_NAME_MAX;
        for (size_t at = 0; at < units; at++) {
            queue[i].account[at] = wide_unit(account, at);
        }
        queue[i].account[units] = 0;
        queue[i].id = id;
        queue[i].number = number;
        queue[i].about_credential = presented != NULL;
        if (presented != NULL) {
            queue[i].presented = *presented;
        }
        InterlockedExchange(&queue[i].state, SLOT_FULL);
        start_worker();
        return true;
    }
    return false;
}
