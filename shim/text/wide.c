#include "wide.h"

#include "upcase.h"

size_t wide_length(const uint16_t *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length] != 0) {
        length++;
    }
    return length;
}

struct wide wide_of(const uint16_t *text)
{
    return (struct wide){(const unsigned char *)text, wide_length(text, SIZE_MAX / 2)};
}

bool wide_same(struct wide a, struct wide b)
{
    if (a.units != b.units) {
        return false;
    }
    for (size_t i = 0; i < a.units; i++) {
        if (upcase(wide_unit(a, i)) != upcase(wide_unit(b, i))) {
            return false;
        }
    }
    return true;
}
