/*
 * The live metabase: whatever a node's records are, the text made of them is a metabase that can be
 * read, and a value that fits comes back as the bytes it was made of.
 */
#include "fuzz.h"

#include "live/live_render.h"
#include "live/live_value.h"
#include "metabase/metabase_scan.h"

static bool see_node(void *context, const char *location, const struct metabase_tag *tag)
{
    (void)tag;
    ++*(size_t *)context;
    return strlen(location) < LOCATION_MAX;
}

static void come_back(const struct live_record *record, const struct schema *schema)
{
    const struct schema_property *known = schema_find_id(schema, record->id);
    bool same = known != NULL && live_type_of(known->type) == record->type;
    enum metabase_type type = same ? known->type : live_type_shown(record->type);
    struct buffer text = {.text = NULL};
    struct buffer again = {.text = NULL};
    struct buffer data = {.text = NULL};
    if (live_value_text(record, type, known, &text) == LIVE_FITS) {
        const char *value = text.text == NULL ? "" : text.text;
        FUZZ_CHECK(live_value_bytes(value, type, known, &data));
        struct live_record made = {.id = record->id,
                                   .type = live_type_of(type),
                                   .data = (const unsigned char *)data.text,
                                   .size = (uint32_t)data.size};
        FUZZ_CHECK(live_value_text(&made, type, known, &again) == LIVE_FITS);
        FUZZ_CHECK(strcmp(value, again.text == NULL ? "" : again.text) == 0);
    }
    buffer_release(&text);
    buffer_release(&again);
    buffer_release(&data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    struct fault fault = {""};
    struct buffer text = {.text = NULL};
    struct schema schema;
    struct live_record record;
    size_t left = 0;
    size_t seen = 0;
    uint32_t count = input_number(&input, 1) % 64;
    uint8_t *buffer = input_piece(&input, 4096, &left);
    struct live_node nodes[] = {{(char *)"", NULL, 0, 0},
                                {(char *)"/LM/1", buffer, (uint32_t)left, count}};
    struct live_tree tree = {nodes, 2, 2, 0};
    if (!schema_builtin(&schema)) {
        exit(0);
    }
    live_render(&tree, &schema, NULL, NULL, &text);
    struct metabase_text given = metabase_in_memory("live", text.text, text.size);
    struct metabase_handler handler = {&seen, see_node, NULL, NULL, NULL};
    if (!metabase_scan(&given, &handler, &fault)) {
        fprintf(stderr, "%s\n%s\n", fault.text, text.text);
        abort();
    }
    FUZZ_CHECK(seen == 2);
    for (uint32_t i = 0; i < count; i++) {
        if (live_record_at(buffer, left, i, &record)) {
            come_back(&record, &schema);
        }
    }
    buffer_release(&text);
    schema_release(&schema);
    free(buffer);
    return 0;
}
