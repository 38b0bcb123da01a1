#include "event_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "files/files.h"
#include "lsass/clock.h"
#include "text/nt_time.h"
#include "text/printable.h"

#define LINE_MAX_BYTES 2048

struct line {
    char text[LINE_MAX_BYTES]; /* with the line's end, and without a NUL */
    size_t size;
};

/*
 * Adds what fits before the line's end. The file stays UTF-8 and one line an event: what is no text
 * is escaped, and a character that was cut off is left out.
 */
static void add(struct line *line, const char *text)
{
    char form[PRINTABLE_MAX];
    size_t left = strlen(text);
    for (size_t taken; left > 0 && (taken = printable_next(text, left, form)) > 0; left -= taken) {
        size_t length = strlen(form);
        if (line->size + length >= LINE_MAX_BYTES) {
            break;
        }
        memcpy(line->text + line->size, form, length);
        line->size += length;
        text += taken;
    }
}

void event_log_write(const struct event_log *log, const char *source, unsigned id, const char *type,
                     const char *format, ...)
{
    char path[FILE_PATH_MAX];
    char fields[LINE_MAX_BYTES];
    char text[LINE_MAX_BYTES];
    char stamp[NT_TIME_TEXT];
    struct line line = {.size = 0};
    va_list arguments;
    if (log->silent) {
        return;
    }
    int64_t now = clock_now().utc;
    nt_time_format(now - now % NT_SECOND, stamp);
    snprintf(fields, sizeof fields, "%s\t%s\t%u\t%s\t", stamp, source, id, type);
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ') {
            *at = '?';
        }
    }
    add(&line, fields);
    add(&line, text);
    line.text[line.size++] = '\n';
    if (path_join(path, sizeof path, log->folder, "events.log")) {
        file_append(path, line.text, line.size);
    }
}
