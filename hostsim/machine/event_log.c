#include "event_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "files/files.h"
#include "lsass/clock.h"
#include "text/nt_time.h"

void event_log_write(const struct event_log *log, const char *source, unsigned id, const char *type,
                     const char *format, ...)
{
    char path[4096];
    char line[2048];
    char stamp[NT_TIME_TEXT];
    if (log->silent) {
        return;
    }
    int64_t now = clock_now().utc;
    nt_time_format(now - now % NT_SECOND, stamp);
    int used = snprintf(line, sizeof line, "%s\t%s\t%u\t%s\t", stamp, source, id, type);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line + used, sizeof line - (size_t)used - 1, format, arguments);
    va_end(arguments);
    for (char *at = line + used; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ') {
            *at = '?';
        }
    }
    strcat(line, "\n");
    if (path_join(path, sizeof path, log->folder, "events.log")) {
        file_append(path, line, strlen(line));
    }
}
