#include "modules.h"

const struct module module_table[MODULE_COUNT] = {
    {"metabase", module_metabase},
    {"sam", module_sam},
    {"caller", module_caller},
};
