/*
 * Between the two encodings at the boundary: UTF-8 in files and on terminals, UTF-16 in Windows'
 * structures. Strict in both directions: no overlong forms, no lone surrogates.
 */
#ifndef IISSUBA_UTF_H
#define IISSUBA_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wide.h"

/*
 * UTF-8 of length bytes to UTF-16. Writes at most capacity units and no NUL.
 * Returns the units the whole text takes, or (size_t)-1 where it is not UTF-8.
 */
size_t utf8_to_utf16(const char *text, size_t length, uint16_t *out, size_t capacity);

/*
 * A counted UTF-16 view to UTF-8. Writes at most capacity bytes, always ending in NUL where
 * capacity is not 0. Lone surrogates become U+FFFD. Returns the bytes the whole text takes,
 * NUL not counted.
 */
size_t utf16_to_utf8(struct wide text, char *out, size_t capacity);

/* Whether the text is UTF-8; *line is set to the line (from 1) where it is not. */
bool utf8_valid(const char *text, size_t length, unsigned *line);

#endif
