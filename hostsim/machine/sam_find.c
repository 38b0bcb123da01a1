/* Accounts by name, as Windows compares names, and by rid. */
#include "sam.h"

#include <string.h>

#include "text/hash.h"
#include "text/utf.h"
#include "text/wide.h"

#define NAME_UNITS 256

/* A name as it is compared: in UTF-16, of which only the units that fit are there. */
struct name {
    const char *utf8;
    uint16_t units[NAME_UNITS];
    size_t count; /* of the whole; (size_t)-1 where it is not UTF-8 */
};

static void take_name(const char *utf8, struct name *name)
{
    name->utf8 = utf8;
    name->count = utf8_to_utf16(utf8, strlen(utf8), name->units, NAME_UNITS);
}

static struct wide view(const struct name *name)
{
    return (struct wide){(const unsigned char *)name->units,
                         name->count <= NAME_UNITS ? name->count : 0};
}

/* An account's name, which is not empty, that is longer than SAM's can be is compared by bytes. */
static bool is_same(const struct name *own, const struct name *asked)
{
    return own->count <= NAME_UNITS ? wide_same(view(own), view(asked))
                                    : strcmp(own->utf8, asked->utf8) == 0;
}

/* Of all of a name: those that are too long are told apart too. */
static uint32_t hash_of(const struct name *name)
{
    return name->count <= NAME_UNITS ? wide_hash(view(name))
                                     : hash_caseless(name->utf8, strlen(name->utf8));
}

/* Another for each rid. As they are, one after the other, two ranges could fill the table in one
 * run. */
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
    struct name name;
    take_name(sam->accounts[item].name, &name);
    hash_index_add(&sam->by_name, hash_of(&name), item);
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
    struct name asked;
    struct name own;
    size_t at = 0;
    take_name(name, &asked);
    uint32_t hash = hash_of(&asked);
    for (;;) {
        size_t item = hash_index_next(&sam->by_name, hash, &at);
        if (item == HASH_INDEX_NONE) {
            return NULL;
        }
        take_name(sam->accounts[item].name, &own);
        if (is_same(&own, &asked)) {
            return &sam->accounts[item];
        }
    }
}

struct sam_account *sam_find_rid(const struct sam *sam, uint32_t rid)
{
    size_t at = 0;
    size_t item = hash_index_next(&sam->by_rid, hash_of_rid(rid), &at);
    return item == HASH_INDEX_NONE ? NULL : &sam->accounts[item];
}
