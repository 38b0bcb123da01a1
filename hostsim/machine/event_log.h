/* events.log, the machine folder's event log: a line an event, its fields separated by tabs. */
#ifndef HOSTSIM_EVENT_LOG_H
#define HOSTSIM_EVENT_LOG_H

#include <stdbool.h>

struct event_log {
    const char *folder;
    bool silent; /* nothing is written */
};

/* Appends one event; type is "Information", "Warning", "Error", "Success" or "Failure". A control
 * character of the text is written as '?': no name can begin a line of its own. */
__attribute__((format(printf, 5, 6))) void event_log_write(const struct event_log *log,
                                                           const char *source, unsigned id,
                                                           const char *type, const char *format,
                                                           ...);

#endif
