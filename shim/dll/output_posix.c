#include "output.h"

#include <stdio.h>

#include "lsass/event_text.h"

void output_event(enum event_id id, struct wide account, uint32_t number)
{
    char text[EVENT_TEXT_MAX];
    event_text(id, account, number, NULL, text);
    puts(text);
    fflush(stdout);
}
