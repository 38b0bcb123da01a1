#include "abi_fields.h"

#include <stddef.h>
#include <string.h>

#include "abi/subauth_abi.h"

/*
 * The lines of abi_layout.h, with the offsets and sizes that this compiler gives. A structure's
 * size comes before its fields, and they are in the order of their offsets.
 */
static const struct {
    const char *structure;
    const char *field; /* NULL: the structure itself */
    size_t offset;     /* or its size */
} layout[] = {
#define SIZE(structure, with_8, with_4) {#structure, NULL, sizeof(structure)},
#define FIELD(structure, field, with_8, with_4) {#structure, #field, offsetof(structure, field)},
#include "abi/abi_layout.h"
#undef SIZE
#undef FIELD
};

#define LINES (sizeof layout / sizeof layout[0])

const char *field_at(const char *structure, int64_t offset)
{
    uint64_t at = (uint64_t)offset; /* a negative one is far beyond the end */
    const char *found = NULL;
    size_t size = 0;
    for (size_t i = 0; i < LINES; i++) {
        if (strcmp(layout[i].structure, structure) != 0) {
            continue;
        }
        if (layout[i].field == NULL) {
            size = layout[i].offset;
        } else if (layout[i].offset <= at) {
            found = layout[i].field;
        }
    }
    return at < size ? found : NULL;
}

bool field_is_of(const char *structure, const char *field)
{
    for (size_t i = 0; i < LINES; i++) {
        if (layout[i].field != NULL && strcmp(layout[i].structure, structure) == 0 &&
            strcmp(layout[i].field, field) == 0) {
            return true;
        }
    }
    return false;
}
