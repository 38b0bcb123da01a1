/* Bytes as hex digits. */
#ifndef IISSUBA_HEX_H
#define IISSUBA_HEX_H

#include <stdbool.h>
#include <stddef.h>

/* The value of a hex digit, in either case: 0 to 15. -1 where it is no hex digit. */
static inline int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/*
 * Reads size bytes from twice as many hex digits, in either case. False where one is no hex digit:
 * the bytes before it are then read.
 */
static inline bool hex_read(const char *digits, unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(digits[2 * i]);
        int low = hex_digit(digits[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* Writes size bytes as lower-case hex digits. text has room for two digits a byte and a NUL. */
static inline void hex_write(const unsigned char *bytes, size_t size, char *text)
{
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    text[2 * size] = '\0';
}

#endif
