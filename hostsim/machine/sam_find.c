/* Accounts by name, as Windows compares names, and by rid. */
#include "sam.h"

#include <string.h>

#include "text/hash.h"
#include "text/utf.h"
#include "text/wide.h"

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

#define NAME_UNITS 256

/*
 * Makes a view of a name in UTF-16. False where it is longer than SAM's names can be, or not UTF-8.
 */
static bool name_in_utf16(const char *name, uint16_t units[NAME_UNITS], struct wide *view)
{
    size_t count = utf8_to_utf16(name, strlen(name), units, NAME_UNITS);
    *view = (struct wide){(const unsigned char *)units, count};
    return count <= NAME_UNITS;
}

/* Compares two names in either case: ASCII quickly, all else as Windows compares names. */
static bool same_name(const char *a, const char *b)
{
    while (*a != '\0' && (unsigned char)*a < 0x80 && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    if (*a == '\0' || *b == '\0' || ((unsigned char)*a < 0x80 && (unsigned char)*b < 0x80)) {
        return *a == *b;
    }
    uint16_t left[NAME_UNITS];
    uint16_t right[NAME_UNITS];
    struct wide of_a;
    struct wide of_b;
    if (strcmp(a, b) == 0) {
        return true; /* however long it is */
    }
    return name_in_utf16(a, left, &of_a) && name_in_utf16(b, right, &of_b) && wide_same(of_a, of_b);
}

static uint32_t hash_of_name(const char *name)
{
    uint16_t units[NAME_UNITS];
    struct wide view;
    return name_in_utf16(name, units, &view) ? wide_hash(view) : 0;
}

static uint32_t hash_of_rid(uint32_t rid)
{
    return hash_add(HASH_BEGIN, rid);
}

bool sam_index_reserve(struct sam *sam, size_t accounts)
{
    return hash_index_reserve(&sam->by_name, accounts) &&
           hash_index_reserve(&sam->by_rid, accounts);
}

void sam_index_release(struct sam *sam)
{
    hash_index_release(&sam->by_name);
    hash_index_release(&sam->by_rid);
}

void sam_index_account(struct sam *sam, size_t item)
{
    hash_index_add(&sam->by_name, hash_of_name(sam->accounts[item].name), item);
    hash_index_add(&sam->by_rid, hash_of_rid(sam->accounts[item].rid), item);
}

void sam_index(struct sam *sam)
{
    hash_index_clear(&sam->by_name); /* there is room for all, and one more */
    hash_index_clear(&sam->by_rid);
    for (size_t i = 0; i < sam->count; i++) {
        sam_index_account(sam, i);
    }
}

struct sam_account *sam_find(const struct sam *sam, const char *name)
{
    uint32_t hash = hash_of_name(name);
    size_t at = 0;
    for (;;) {
        size_t item = hash_index_next(&sam->by_name, hash, &at);
        if (item == HASH_INDEX_NONE) {
            return NULL;
        }
        if (same_name(sam->accounts[item].name, name)) {
            return &sam->accounts[item];
        }
    }
}

struct sam_account *sam_find_rid(const struct sam *sam, uint32_t rid)
{
    size_t at = 0;
    for (;;) {
        size_t item = hash_index_next(&sam->by_rid, hash_of_rid(rid), &at);
        if (item == HASH_INDEX_NONE) {
            return NULL;
        }
        if (sam->accounts[item].rid == rid) {
            return &sam->accounts[item];
        }
    }
}
