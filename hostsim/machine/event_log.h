/*
 * events.log, the machine folder's event log: a line an event, its fields (time, source, id, type,
 * text) separated by tabs.
 */
#ifndef HOSTSIM_EVENT_LOG_H
#define HOSTSIM_EVENT_LOG_H

#include <stdbool.h>

struct event_log {
    const char *folder;
    bool silent; /* nothing is written */
};

/*
 * Appends one event, with the time it is now. type is "Information", "Warning", "Error", "Success"
 * or "Failure"; format and what follows are printf's. A control character of the text is written as
 * '?', so that no name can begin a line of its own, and what else is no text is escaped
 * (text/printable.h): the file stays UTF-8. The whole line has at most 2048 bytes. A failure is not
 * reported.
 */
__attribute__((format(printf, 5, 6))) void event_log_write(const struct event_log *log,
                                                           const char *source, unsigned id,
                                                           const char *type, const char *format,
                                                           ...);

#endif
