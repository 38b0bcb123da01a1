/* Why something could not be done, in one line for a person. Never holds a secret. */
#ifndef IISSUBA_FAULT_H
#define IISSUBA_FAULT_H

#include <stdbool.h>

struct fault {
    char text[512]; /* UTF-8; empty where nothing was said */
};

/* Sets the text and returns false, so that `return fault_set(...)` reads as what it is. */
__attribute__((format(printf, 2, 3))) bool fault_set(struct fault *fault, const char *format, ...);

#endif
