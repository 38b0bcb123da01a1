#include "exception.h"

#include <string.h>

#define DIGITS 8
#define BETWEEN u" at iissuba.dll+"
#define BETWEEN_UNITS (sizeof(BETWEEN) / sizeof(uint16_t) - 1)

static void hexadecimal(uint32_t number, uint16_t digits[DIGITS])
{
    for (int i = DIGITS - 1; i >= 0; i--) {
        digits[i] = (uint16_t)u"0123456789ABCDEF"[number & 0xF];
        number >>= 4;
    }
}

void exception_report(enum event_id event, const struct exception *exception)
{
    uint16_t text[DIGITS + BETWEEN_UNITS + DIGITS];
    hexadecimal(exception->code, text);
    memcpy(text + DIGITS, BETWEEN, BETWEEN_UNITS * sizeof text[0]);
    hexadecimal(exception->offset, text + DIGITS + BETWEEN_UNITS);
    event_report(event, (struct wide){(const unsigned char *)text, sizeof text / sizeof text[0]},
                 0);
}
