#include "event_text.h"

#include "ntlm.h"
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
    size_t capacity; /* bytes, the NUL included */
};

static void add_char(struct line *line, char c)
{
    if (line->used + 1 < line->capacity) {
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
    char name[3 * EVENT_NAME_MAX + 1]; /* what a unit takes in UTF-8, at most */
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
    uint32_t unit = 1;
    while (number / unit >= 10) {
        unit *= 10;
    }
    for (; unit > 0; unit /= 10) {
        add_char(line, (char)('0' + number / unit % 10));
    }
}

static const char *form_of(const struct presented *presented)
{
    if (presented->nt == 0 && presented->lm == 0) {
        return presented->cleartext_allowed ? "an empty clear text" : "nothing";
    }
    if (presented->cleartext_allowed) {
        return "clear text, or a response";
    }
    if (presented->nt == 0) {
        return presented->lm == RESPONSE_SIZE ? "LM or LMv2" : "no known form";
    }
    return presented->nt == RESPONSE_SIZE                ? "NTLMv1 or NTLM2 session"
           : presented->nt >= PROOF_SIZE + V2_BLOB_LEAST ? "NTLMv2"
                                                         : "no known form";
}

void presented_text(const struct presented *presented, char out[PRESENTED_TEXT_MAX])
{
    struct line line = {out, 0, PRESENTED_TEXT_MAX};
    add_text(&line, form_of(presented));
    add_text(&line, " (NT field ");
    add_number(&line, presented->nt);
    add_text(&line, " bytes, LM field ");
    add_number(&line, presented->lm);
    add_text(&line, " bytes)");
    add_text(&line, presented->blank ? ", which proves the empty password" : "");
    out[line.used] = '\0';
}

static void add_presented(struct line *line, const struct presented *presented)
{
    char text[PRESENTED_TEXT_MAX] = "unknown";
    if (presented != NULL) {
        presented_text(presented, text);
    }
    add_text(line, text);
}

void event_text(enum event_id id, struct wide account, uint32_t number,
                const struct presented *presented, char out[EVENT_TEXT_MAX])
{
    struct line line = {out, 0, EVENT_TEXT_MAX};
    for (const char *at = pattern_of(id); *at != '\0'; at++) {
        if (at[0] == '%' && at[1] == '1') {
            add_name(&line, account);
            at++;
        } else if (at[0] == '%' && at[1] == '2') {
            add_number(&line, number);
            at++;
        } else if (at[0] == '%' && at[1] == '3') {
            add_presented(&line, presented);
            at++;
        } else {
            add_char(&line, *at);
        }
    }
    out[line.used] = '\0';
}
