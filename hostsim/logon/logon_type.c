#include "logon_type.h"

#include <string.h>

static const struct {
    const char *name;
    enum logon_type type;
} types[] = {
    {"network", LOGON_TYPE_NETWORK},
    {"interactive", LOGON_TYPE_INTERACTIVE},
    {"network-cleartext", LOGON_TYPE_NETWORK_CLEARTEXT},
    {"batch", LOGON_TYPE_BATCH},
    {"service", LOGON_TYPE_SERVICE},
};

#define TYPES (sizeof types / sizeof types[0])

bool logon_type_named(const char *name, enum logon_type *type)
{
    for (size_t i = 0; i < TYPES; i++) {
        if (strcmp(types[i].name, name) == 0) {
            *type = types[i].type;
            return true;
        }
    }
    return false;
}

const char *logon_type_name(enum logon_type type)
{
    size_t i = 0;
    while (i + 1 < TYPES && types[i].type != type) {
        i++;
    }
    return types[i].name;
}
