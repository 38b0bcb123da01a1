/*
 * The event log of a machine folder: events.log below the folder that IISSUBA_MACHINE names. A
 * check that only tries whether a logon would succeed sets IISSUBA_EVENTS to keep it as it is.
 */
#include "event.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "event_text.h"

bool event_deliver(enum event_id id, struct wide account, uint32_t number,
                   const struct presented *presented)
{
    static const char *const types[] = {"Information", "Warning", "Error"};
    char text[EVENT_TEXT_MAX];
    char line[EVENT_TEXT_MAX + 128];
    char path[4096];
    char stamp[32];
    struct tm utc;
    time_t now = time(NULL);
    const char *machine = getenv("IISSUBA_MACHINE");
    if (machine == NULL || getenv("IISSUBA_EVENTS") != NULL) {
        return true; /* it is not wanted */
    }
    event_text(id, account, number, presented, text);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    snprintf(line, sizeof line, "%s\t%s\t%d\t%s\t%s\n", stamp, EVENT_SOURCE, id,
             types[event_severity(id)], text);
    snprintf(path, sizeof path, "%s/events.log", machine);
    int log = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (log < 0) {
        return false;
    }
    ssize_t written = write(log, line, strlen(line)); /* a full disk must not fail a logon */
    close(log);
    return written == (ssize_t)strlen(line);
}
