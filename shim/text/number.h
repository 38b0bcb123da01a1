/* Numbers as options and keys have them. */
#ifndef IISSUBA_NUMBER_H
#define IISSUBA_NUMBER_H

#include <stdbool.h>

/*
 * Reads a whole number from least to most: decimal, octal with a leading 0, or hex with 0x, as in
 * C. False where the text is anything else; *number is then undefined.
 */
bool parse_number(const char *text, unsigned long least, unsigned long most, unsigned long *number);

#endif
