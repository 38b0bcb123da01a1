/*
 * One line to standard output, where there is one. rundll32 and regsvr32 have one when it is
 * redirected.
 */
#ifndef IISSUBA_OUTPUT_H
#define IISSUBA_OUTPUT_H

#include "lsass/event.h"

/*
 * Writes an event's text with a line end. account is the text's %1 and number its %2 (event.h).
 * Nothing is written where there is no standard output; a failure is not reported.
 */
void output_event(enum event_id id, struct wide account, uint32_t number);

#endif
