/*
 * Views of counted UTF-16LE text: no copy, no NUL, no alignment assumed. The bytes belong to
 * whoever made the view and must outlive it. The processor is little-endian (abi_assert.c).
 */
#ifndef IISSUBA_WIDE_H
#define IISSUBA_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wide {
    const unsigned char *bytes; /* NULL only where units is 0 */
    size_t units;               /* UTF-16 code units, not bytes */
};

/* A view of a u"" literal. */
#define WIDE(literal) \
    ((struct wide){(const unsigned char *)(literal), sizeof(literal) / sizeof((literal)[0]) - 1})

/* The code unit at an index, which is below units. */
static inline uint16_t wide_unit(struct wide view, size_t index)
{
    return (uint16_t)(view.bytes[2 * index] | view.bytes[2 * index + 1] << 8);
}

/* A view of the units from `from` up to, not including, `to`. from <= to <= view.units. */
static inline struct wide wide_part(struct wide view, size_t from, size_t to)
{
    return (struct wide){view.bytes + 2 * from, to - from};
}

/* The units before the NUL of a text, but at most limit; no more than limit units are read. */
size_t wide_length(const uint16_t *text, size_t limit);

/*
 * A view of NUL-terminated text. The text is our own, never what a caller of the package handed in.
 */
struct wide wide_of(const uint16_t *text);

/* Whether no unit of a text has an upper case other than itself (upcase.h). */
bool wide_is_upper(struct wide text);

/* Whether two texts are the same name to Windows: equal unit by unit in upper case (upcase.h). */
bool wide_same(struct wide a, struct wide b);

/*
 * Writes a part of a text in upper case, as UTF-16LE. from + units <= text.units; upper has room
 * for 2 * units bytes.
 */
void wide_upcase(struct wide text, size_t from, size_t units, unsigned char *upper);

/*
 * A hash that is the same for all texts that are wide_same. For tables that nobody outside can
 * fill.
 */
uint32_t wide_hash(struct wide text);

#endif
