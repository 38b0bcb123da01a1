#include "html.h"

#include <string.h>

#include "text/printable.h"

/* Colour only repeats what words say. */
static const char style[] =
    "body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#111;"
    "background:#fff}\n"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #999}"
    "h3{font-size:1rem;margin:1.2rem 0 .2rem}\n"
    "table{border-collapse:collapse}th,td{border:1px solid #999;padding:.25rem .6rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#eee}\n"
    "code,pre{font:14px/1.5 monospace;overflow-wrap:anywhere;white-space:pre-wrap}"
    "code{background:#f2f2f2;padding:.1rem .3rem}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.2rem 0}"
    "dt{font-weight:bold}dd{margin:0;overflow-wrap:anywhere}\n"
    ".good{color:#060;font-weight:bold}.bad{color:#a00;font-weight:bold}"
    ".unsure{color:#740;font-weight:bold}.note{color:#444}\n"
    "@media print{body{margin:0;max-width:none}h2,h3,tr{break-after:avoid}}\n";

void html_begin(struct buffer *page, const char *title)
{
    buffer_string(page,
                  "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'unsafe-inline'\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width\">\n");
    html_element(page, "title", NULL, title);
    buffer_string(page, "<style>\n");
    buffer_string(page, style);
    buffer_string(page, "</style>\n</head>\n<body>\n");
    html_element(page, "h1", NULL, title);
}

void html_end(struct buffer *page)
{
    buffer_string(page, "</body>\n</html>\n");
}

static void add_character(struct buffer *page, const char *form)
{
    static const struct {
        char character;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        if (*form == entities[i].character) {
            buffer_string(page, entities[i].entity);
            return;
        }
    }
    buffer_string(page, form);
}

void html_text(struct buffer *page, const char *text)
{
    while (*text != '\0') {
        char form[PRINTABLE_MAX];
        size_t taken = printable_next(text, strlen(text), form);
        if (taken == 0) { /* it ends within a character, or with a CR */
            buffer_print(page, "\\x%02x", (unsigned char)*text);
        }
        add_character(page, form);
        text += taken == 0 ? 1 : taken;
    }
}

void html_element(struct buffer *page, const char *name, const char *class, const char *text)
{
    buffer_print(page, "<%s", name);
    if (class != NULL) {
        buffer_print(page, " class=\"%s\"", class);
    }
    buffer_char(page, '>');
    html_text(page, text);
    buffer_print(page, "</%s>\n", name);
}
