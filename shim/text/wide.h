/*
 * A view of counted UTF-16LE text: no copy, no NUL, no alignment assumed. The bytes belong to
 * whoever made the view and must outlive it.
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

/* The code unit at an index below units. */
static inline uint16_t wide_unit(struct wide view, size_t index)
{
    return (uint16_t)(view.bytes[2 * index] | view.bytes[2 * index + 1] << 8);
}

/* The part [from, to) of a view; both within it. */
static inline struct wide wide_part(struct wide view, size_t from, size_t to)
{
    return (struct wide){view.bytes + 2 * from, to - from};
}

/* The length of NUL-terminated text, at most limit. */
size_t wide_length(const uint16_t *text, size_t limit);

/* A view of NUL-terminated text of our own (never of what a caller handed in). */
struct wide wide_of(const uint16_t *text);

/* Equal as Windows compares account and computer names: without case, unit by unit. */
bool wide_same(struct wide a, struct wide b);

/* The part [from, from + units) of a text in upper case, as UTF-16LE. */
void wide_upcase(struct wide text, size_t from, size_t units, unsigned char *upper);

/* The same number for what is wide_same. For tables that nobody outside can fill. */
uint32_t wide_hash(struct wide text);

#endif
