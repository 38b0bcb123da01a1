/* Asserts abi_layout.h's table for the compiler and headers in use. Holds no code. */
#include "subauth_abi.h"

#include <stddef.h>

#define FOR_THIS_TARGET(wide, narrow) (sizeof(void *) == 8 ? (wide) : (narrow))
#define FIELD(type, field, wide, narrow) \
    _Static_assert(offsetof(type, field) == FOR_THIS_TARGET(wide, narrow), #type "." #field);
#define SIZE(type, wide, narrow) \
    _Static_assert(sizeof(type) == FOR_THIS_TARGET(wide, narrow), "sizeof " #type);

#include "abi_layout.h"

/* As every Windows is that this is for; text and digests are taken from memory as they lie there.
 */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lowest byte comes first");
