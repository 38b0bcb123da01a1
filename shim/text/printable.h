/*
 * Text of files, for people: what would move a terminal's cursor, change its state, or show text in
 * another order than it stands is written as an escape, as JSON writes it.
 *
 * Sources: ECMA-48 (control functions, C1), Unicode's UAX #9 (explicit directional formatting), RFC
 * 8259 (escapes).
 */
#ifndef IISSUBA_PRINTABLE_H
#define IISSUBA_PRINTABLE_H

#include <stddef.h>

#define PRINTABLE_MAX 8 /* bytes of one character made printable, the NUL included */

/*
 * Makes the first character of a text printable. size is in bytes, and not 0. out becomes the
 * character itself; or "\u001b" for a control character that is neither the end of a line (LF, CR
 * LF) nor a tab, and for one that changes the direction of text; or "\xff" for a byte that is no
 * UTF-8. Returns the bytes that were taken; 0 where the text ends within a character: out is then
 * empty.
 */
size_t printable_next(const char *text, size_t size, char out[PRINTABLE_MAX]);

#endif
