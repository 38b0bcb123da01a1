/* Numbers as options and keys have them. */
#ifndef IISSUBA_NUMBER_H
#define IISSUBA_NUMBER_H

#include <stdbool.h>

/* A whole number from least to most, decimal, octal or hex as in C. */
bool parse_number(const char *text, unsigned long least, unsigned long most, unsigned long *number);

#endif
