/* One line to standard output, where there is one: rundll32 and regsvr32 have one when redirected.
 */
#ifndef IISSUBA_OUTPUT_H
#define IISSUBA_OUTPUT_H

#include "lsass/event.h"

void output_event(enum event_id id, struct wide account, uint32_t number);

#endif
