/*
 * Why something could not be done, in one line for a person.
 *
 * What holds in every header of this tree, unless its comment says otherwise: a pointer is not
 * NULL; text is NUL-terminated UTF-8 and stays the caller's; a function that returns false, and
 * takes a fault, has set it. A fault never holds a secret or a hash.
 */
#ifndef IISSUBA_FAULT_H
#define IISSUBA_FAULT_H

#include <stdbool.h>

struct fault {
    char text[512]; /* UTF-8; empty where nothing was said */
};

/*
 * Writes the text of a fault. format and what follows are printf's; what does not fit is cut off.
 * Returns false always, so that a function can end in `return fault_set(...)`.
 */
__attribute__((format(printf, 2, 3))) bool fault_set(struct fault *fault, const char *format, ...);

#endif
