/* Asserts abi_layout.h's table for the compiler and headers in use. Holds no code. */
#include "subauth_abi.h"

#include <stddef.h>

#define FOR_THIS_TARGET(wide, narrow) (sizeof(void *) == 8 ? (wide) : (narrow))
#define FIELD(type, field, wide, narrow) \
    _Static_assert(offsetof(type, field) == FOR_THIS_TARGET(wide, narrow), #type "." #field);
#define SIZE(type, wide, narrow) \
    _Static_assert(sizeof(type) == FOR_THIS_TARGET(wide, narrow), "sizeof " #type);

#include "abi_layout.h"
