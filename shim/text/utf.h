/*
 * Between the two encodings at the boundary: UTF-8 in files and on terminals, UTF-16 in Windows'
 * structures (RFC 3629, RFC 2781). UTF-8 is read strictly: no overlong forms, no surrogates. A lone
 * surrogate in UTF-16 becomes U+FFFD.
 */
#ifndef IISSUBA_UTF_H
#define IISSUBA_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wide.h"

/*
 * Converts UTF-8 to UTF-16. length is in bytes; out has room for capacity units, and may be NULL
 * where capacity is 0. Writes no NUL, and no more than fits. Returns the units that the whole text
 * takes, which may be more than capacity; (size_t)-1 where it is not UTF-8.
 */
size_t utf8_to_utf16(const char *text, size_t length, uint16_t *out, size_t capacity);

/*
 * Converts counted UTF-16 to UTF-8. out has room for capacity bytes, and may be NULL where capacity
 * is 0. Writes whole characters and always a NUL, unless capacity is 0. Returns the bytes that the
 * whole text takes, without the NUL; it fitted where that is less than capacity.
 */
size_t utf16_to_utf8(struct wide text, char *out, size_t capacity);

/* Writes one code point, up to 0x10FFFF, as UTF-8, without a NUL. Returns its bytes, 1 to 4. */
size_t utf8_write(uint32_t code, unsigned char out[4]);

/*
 * Whether a text is UTF-8. length is in bytes. *line becomes the line, from 1 on, of the first byte
 * that is not; 1 where all of it is.
 */
bool utf8_valid(const char *text, size_t length, unsigned *line);

#endif
