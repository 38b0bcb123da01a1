#include "upcase.h"

#include <stddef.h>

#include "upcase_table.h"

#define RANGES (sizeof upcase_ranges / sizeof upcase_ranges[0])

/* The first range that ends at or behind the unit; RANGES where none does. */
static size_t range_of(uint16_t unit)
{
    size_t from = 0;
    size_t to = RANGES;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (upcase_ranges[middle].last < unit) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

uint16_t upcase_beyond_ascii(uint16_t unit)
{
    size_t at = range_of(unit);
    if (at == RANGES || unit < upcase_ranges[at].first ||
        (unit - upcase_ranges[at].first) % upcase_ranges[at].step != 0) {
        return unit;
    }
    return (uint16_t)(unit + upcase_ranges[at].difference);
}
