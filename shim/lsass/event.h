/*
 * Events: every refusal that an administrator could mend, with the account, the reason and the
 * mend (def/events.mc). One account and event at most once a minute, all together at most 20 a
 * minute. A wrong credential's has as its number how many there were of the account since the last
 * such event (guesses.h): so guessing shows, and how much of it. What comes after the last event is
 * told by the next, whenever that is. Nothing secret can be passed: an account's name and a number
 * is all there is.
 *
 * The logon path only queues; on Windows a thread that lives as long as there is something to
 * report hands it to the event log, because ReportEvent is RPC, which must not be made from a
 * logon.
 */
#ifndef IISSUBA_EVENT_H
#define IISSUBA_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "text/wide.h"

enum event_severity { LEVEL_INFORMATIONAL, LEVEL_WARNING, LEVEL_ERROR };

enum event_id {
#define EVENT(name, id, severity, text) name = (id),
#include "events.inc"
#undef EVENT
    EVENT_NONE = 0
};

#define EVENT_SOURCE "IISSUBA"
#define EVENT_NAME_MAX 64 /* units of an account's name that are shown */

/* What was presented with a logon that is refused: its form and lengths, and no byte of it. */
struct presented {
    uint16_t nt; /* bytes of the NT field; more than 65535 cannot be (UNICODE_STRING) */
    uint16_t lm;
    bool cleartext_allowed;
    bool blank; /* it proves the empty password */
};

/*
 * Whether an event is to be passed on now, as the limits have it; where it is, it counts as passed
 * on. *number is replaced where the event has one of its own (EVENT_WRONG_SECRET). Safe from any
 * thread.
 */
bool event_is_due(enum event_id id, struct wide account, uint32_t *number);

/* Reports unless the limits say otherwise. Safe from any thread. */
void event_report(enum event_id id, struct wide account, uint32_t number);

/*
 * The platform's half: passes one event on, without limits. presented is NULL where the event is
 * not about a credential. False where it is lost: the queue is full, or the log cannot be written.
 */
bool event_deliver(enum event_id id, struct wide account, uint32_t number,
                   const struct presented *presented);

#endif
