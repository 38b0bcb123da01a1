#include "event_text.h"

#include "text/utf.h"

enum event_severity event_severity(enum event_id id)
{
    switch (id) {
#define EVENT(name, number, level, text) \
    case name:                           \
        return LEVEL_##level;
#include "events.inc"
#undef EVENT
    case EVENT_NONE:
        break;
    }
    return LEVEL_ERROR;
}

static const char *pattern_of(enum event_id id)
{
    switch (id) {
#define EVENT(name, number, level, text) \
    case name:                           \
        return text;
#include "events.inc"
#undef EVENT
    case EVENT_NONE:
        break;
    }
    return "";
}

struct line {
    char *out;
    size_t used;
};

static void add_char(struct line *line, char c)
{
    if (line->used + 1 < EVENT_TEXT_MAX) {
        line->out[line->used++] = c;
    }
}

static void add_text(struct line *line, const char *text)
{
    while (*text != '\0') {
        add_char(line, *text++);
    }
}

static void add_name(struct line *line, struct wide account)
{
    char name[4 * EVENT_NAME_MAX + 1];
    if (account.units > EVENT_NAME_MAX) {
        account = wide_part(account, 0, EVENT_NAME_MAX);
    }
    utf16_to_utf8(account, name, sizeof name);
    for (char *at = name; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ') {
            *at = '?'; /* a name cannot begin a line of its own */
        }
    }
    add_text(line, name);
}

static void add_number(struct line *line, uint32_t number)
{
    char digits[11] = {0};
    size_t at = sizeof digits - 1;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    add_text(line, digits + at);
}

void event_text(enum event_id id, struct wide account, uint32_t number, char out[EVENT_TEXT_MAX])
{
    struct line line = {out, 0};
    for (const char *at = pattern_of(id); *at != '\0'; at++) {
        if (at[0] == '%' && at[1] == '1') {
            add_name(&line, account);
            at++;
        } else if (at[0] == '%' && at[1] == '2') {
            add_number(&line, number);
            at++;
        } else {
            add_char(&line, *at);
        }
    }
    out[line.used] = '\0';
}
