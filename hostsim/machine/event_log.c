#include "event_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "files/files.h"
#include "lsass/clock.h"
#include "text/nt_time.h"
#include "text/printable.h"

#define LINE_MAX_BYTES 2048

/*
 * The file stays UTF-8 and one line an event: what is no text is escaped, and a character that was
 * cut off is left out. Returns the bytes, with the line's end.
 */
static size_t make_printable(const char *line, char kept[LINE_MAX_BYTES])
{
    char form[PRINTABLE_MAX];
    size_t size = 0;
    size_t left = strlen(line);
    for (size_t taken; left > 0 && (taken = printable_next(line, left, form)) > 0; left -= taken) {
        size_t length = strlen(form);
        if (size + length + 1 > LINE_MAX_BYTES) {
            break;
        }
        memcpy(kept + size, form, length);
        size += length;
        line += taken;
    }
    kept[size] = '\n';
    return size + 1;
}

void event_log_write(const struct event_log *log, const char *source, unsigned id, const char *type,
                     const char *format, ...)
{
    char path[4096];
    char line[LINE_MAX_BYTES];
    char kept[LINE_MAX_BYTES];
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
    size_t size = make_printable(line, kept);
    if (path_join(path, sizeof path, log->folder, "events.log")) {
        file_append(path, kept, size);
    }
}
