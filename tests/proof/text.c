/* The text functions: shim/text/wide.c and utf.c. */
#include "proof.h"
#include "text/utf.h"

#define UNITS_MOST 5
#define BYTES_MOST 4

static void wide_texts(void)
{
    size_t units = any_size(UNITS_MOST);
    size_t from = any_size(1);
    //@ split units;
    //@ split from;
    struct wide text = any_text(units);
    struct wide other = any_text(units);
    wide_same(text, other);
    wide_is_upper(text);
    wide_hash(text);
    if (from <= units) {
        unsigned char *upper = malloc(2 * (units - from));
        wide_upcase(text, from, units - from, upper);
    }
}

static uint16_t *any_units(size_t units)
{
    return (uint16_t *)(void *)any_bytes(2 * units);
}

static void lengths(void)
{
    size_t units = any_size(UNITS_MOST);
    size_t length;
    //@ split units;
    uint16_t *text = any_units(units);
    length = wide_length(text, units);
    //@ assert length <= units;
    text = any_units(units + 1);
    text[units] = 0;
    length = wide_of(text).units;
    //@ assert length <= units;
}

static void from_utf8(void)
{
    size_t bytes = any_size(BYTES_MOST);
    size_t room = any_size(1);
    //@ split bytes;
    //@ split room;
    char *text = (char *)any_bytes(bytes);
    unsigned line;
    utf8_valid(text, bytes, &line);
    utf8_to_utf16(text, bytes, malloc(2 * room), room);
    utf8_to_utf16(text, bytes, NULL, 0);
}

/* Enough ASCII to be taken eight bytes at once, and more of anything behind it. */
static void long_utf8(void)
{
    char *text = (char *)any_bytes(19);
    unsigned line;
    memset(text, 'a', 17);
    utf8_valid(text, 19, &line);
}

static void from_utf16(void)
{
    size_t units = any_size(2);
    size_t room = any_size(5);
    //@ split units;
    //@ split room;
    utf16_to_utf8(any_text(units), malloc(room), room);
    utf16_to_utf8(any_text(units), NULL, 0);
}

int main(void)
{
    wide_texts();
    lengths();
    from_utf8();
    long_utf8();
    from_utf16();
    return 0;
}
