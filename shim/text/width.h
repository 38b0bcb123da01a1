/*
 * How wide text is on a terminal, in columns. It is the text as it is shown: escapes stand for what
 * cannot be (printable.h).
 *
 * Source: Unicode's UAX #11 (East Asian Width).
 */
#ifndef IISSUBA_WIDTH_H
#define IISSUBA_WIDTH_H

#include <stddef.h>

/* The columns that a UTF-8 text takes. One that has several lines is counted as one. */
size_t text_width(const char *text);

/*
 * The bytes of the longest beginning of the text that takes at most so many columns; *used becomes
 * the columns that it takes. A character is not cut, nor parted from the marks on it.
 */
size_t text_fit(const char *text, size_t columns, size_t *used);

/* The longest end of the text that takes at most so many columns. */
const char *text_end(const char *text, size_t columns);

#endif
