/* An event's text, from def/events.mc: the same on every platform. No C runtime is needed. */
#ifndef IISSUBA_EVENT_TEXT_H
#define IISSUBA_EVENT_TEXT_H

#include <stddef.h>

#include "event.h"

enum event_severity event_severity(enum event_id id);

#define EVENT_TEXT_MAX 1024 /* bytes, NUL included: room for every text with the longest name */

/* UTF-8, one line; control characters of the name are shown as '?'. */
void event_text(enum event_id id, struct wide account, uint32_t number, char out[EVENT_TEXT_MAX]);

#endif
