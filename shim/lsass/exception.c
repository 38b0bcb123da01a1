#include "exception.h"

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
    static const uint16_t between[] = BETWEEN;
    uint16_t text[DIGITS + BETWEEN_UNITS + DIGITS];
    hexadecimal(exception->code, text);
    for (size_t i = 0; i < BETWEEN_UNITS; i++) {
        text[DIGITS + i] = between[i];
    }
    hexadecimal(exception->offset, text + DIGITS + BETWEEN_UNITS);
    event_report(event, (struct wide){(const unsigned char *)text, sizeof text / sizeof text[0]},
                 0);
}
