/* MBSchema.xml: each property is found by its name, and its default is one of its type's values. */
#include "fuzz.h"

#include "metabase/schema.h"

static void look_at(const struct schema *schema, const struct schema_property *property)
{
    struct fault fault = {""};
    FUZZ_CHECK(schema_find(schema, property->name) != NULL);
    char *value = schema_value(property, property->absent, &fault);
    FUZZ_CHECK(value != NULL || fault.text[0] != '\0');
    free(value);
    FUZZ_CHECK(metabase_type_named(metabase_type_name(property->type)) == property->type);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    INPUT_CONTENTS(contents, data, size);
    struct schema schema;
    struct fault fault = {""};
    if (schema_parse("fuzz.xml", &contents, &schema, &fault)) {
        for (size_t i = 0; i < schema.count; i++) {
            look_at(&schema, &schema.properties[i]);
        }
        schema_release(&schema);
    } else {
        FUZZ_CHECK(strncmp(fault.text, "fuzz.xml:", 9) == 0);
    }
    free(contents.text);
    return 0;
}
