#include "abi_fields.h"

#include <stddef.h>
#include <string.h>

#include "abi/subauth_abi.h"

/*
 * The lines of abi_layout.h, with the offsets and sizes that this compiler gives. A structure's
 * size comes before its fields.
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
    const char *found = NULL;
    size_t size = 0;
    size_t best = 0;
    for (size_t i = 0; i < LINES; i++) {
        if (strcmp(layout[i].structure, structure) != 0) {
            continue;
        }
        if (layout[i].field == NULL) {
            size = layout[i].offset;
        } else if (offset >= 0 && layout[i].offset <= (size_t)offset && layout[i].offset >= best) {
            found = layout[i].field;
            best = layout[i].offset;
        }
    }
    return offset >= 0 && (size_t)offset < size ? found : NULL;
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
