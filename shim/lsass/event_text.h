/* An event's text, from def/events.mc: the same on every platform. No C runtime is needed. */
#ifndef IISSUBA_EVENT_TEXT_H
#define IISSUBA_EVENT_TEXT_H

#include <stddef.h>

#include "event.h"

enum event_severity event_severity(enum event_id id);

#define EVENT_TEXT_MAX 1024 /* bytes, NUL included: room for every text with the longest name */

/*
 * UTF-8, one line; control characters of the name are shown as '?'. presented may be NULL: then
 * nothing is said of it.
 */
void event_text(enum event_id id, struct wide account, uint32_t number,
                const struct presented *presented, char out[EVENT_TEXT_MAX]);

#define PRESENTED_TEXT_MAX 128 /* bytes, NUL included */

/*
 * What was presented, in words: "NTLMv2 (NT field 180 bytes, LM field 24 bytes)". ASCII. The form
 * is what the lengths allow; with clear text allowed a field of such a length may be a password.
 */
void presented_text(const struct presented *presented, char out[PRESENTED_TEXT_MAX]);

#endif
