/*
 * A page in one file, to be mailed: no script, nothing that is fetched, readable without colour and
 * on paper. Whatever text is put into it stays text.
 *
 * Sources: the HTML standard (escaping), Content Security Policy Level 3 (default-src 'none').
 */
#ifndef IISSUBA_HTML_H
#define IISSUBA_HTML_H

#include "buffer.h"

/* Begins the page: its head, its style, and its title as the first heading. */
void html_begin(struct buffer *page, const char *title);

/*
 * Adds text that others wrote: what HTML would take for its own becomes entities, what cannot be
 * shown becomes an escape (text/printable.h).
 */
void html_text(struct buffer *page, const char *text);

/* Adds an element with text in it: <NAME class="CLASS">TEXT</NAME>. class may be NULL. */
void html_element(struct buffer *page, const char *name, const char *class, const char *text);

/* Ends the page. */
void html_end(struct buffer *page);

#endif
