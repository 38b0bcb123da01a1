#include "wide.h"

#include <string.h>

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

/*
 * Four units are worked on at once, in one number that has the first of them lowest, as they lie in
 * memory (abi_assert.c: the processor is little-endian).
 */
#define LANES 4
#define EACH(unit) ((uint64_t)(unit)*UINT64_C(0x0001000100010001))

/* Up to four units from an index on; none beyond the end, which are 0. */
static inline uint64_t lanes_at(struct wide text, size_t index)
{
    uint64_t lanes = 0;
    if (index + LANES <= text.units) {
        memcpy(&lanes, text.bytes + 2 * index, sizeof lanes);
    } else {
        for (size_t i = text.units; i > index; i--) {
            lanes = lanes << 16 | wide_unit(text, i - 1);
        }
    }
    return lanes;
}

static uint64_t upcase_beyond(uint64_t lanes)
{
    uint64_t upper = 0;
    for (size_t i = 0; i < LANES; i++) {
        upper |= (uint64_t)upcase((uint16_t)(lanes >> 16 * i)) << 16 * i;
    }
    return upper;
}

/* ASCII: what is 'a' to 'z' loses the bit that upper case has not. */
static inline uint64_t upcase_lanes(uint64_t lanes)
{
    if ((lanes & EACH(0xFF80)) != 0) {
        return upcase_beyond(lanes);
    }
    uint64_t from_a = lanes + EACH(0x80 - 'a');
    uint64_t beyond_z = lanes + EACH(0x7F - 'z');
    return lanes ^ ((from_a & ~beyond_z & EACH(0x80)) >> 2);
}

bool wide_same(struct wide a, struct wide b)
{
    if (a.units != b.units) {
        return false;
    }
    for (size_t i = 0; i < a.units; i += LANES) {
        uint64_t of_a = lanes_at(a, i);
        uint64_t of_b = lanes_at(b, i);
        if (of_a != of_b && upcase_lanes(of_a) != upcase_lanes(of_b)) {
            return false;
        }
    }
    return true;
}

bool wide_is_upper(struct wide text)
{
    for (size_t i = 0; i < text.units; i += LANES) {
        uint64_t lanes = lanes_at(text, i);
        if (upcase_lanes(lanes) != lanes) {
            return false;
        }
    }
    return true;
}

void wide_upcase(struct wide text, size_t from, size_t units, unsigned char *upper)
{
    struct wide part = wide_part(text, from, from + units);
    for (size_t i = 0; i < units; i += LANES) {
        uint64_t lanes = upcase_lanes(lanes_at(part, i));
        if (units - i >= LANES) {
            memcpy(upper + 2 * i, &lanes, sizeof lanes);
        } else {
            memcpy(upper + 2 * i, &lanes, 2 * (units - i));
        }
    }
}

/* Two multiplications of halves, by primes (xxHash's) whose products never overflow. */
static inline uint32_t mix(uint32_t hash, uint64_t lanes)
{
    uint64_t low = ((lanes & UINT32_MAX) ^ hash) * UINT64_C(2654435761);
    uint64_t high = (lanes >> 32) * UINT64_C(2246822519);
    uint64_t both = low ^ high ^ low >> 32;
    return (uint32_t)((both ^ high >> 29) & UINT32_MAX);
}

uint32_t wide_hash(struct wide text)
{
    uint32_t hash = (uint32_t)text.units;
    for (size_t i = 0; i < text.units; i += LANES) {
        hash = mix(hash, upcase_lanes(lanes_at(text, i)));
    }
    return hash ^ hash >> 15;
}
