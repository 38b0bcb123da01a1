/*
 * MetaBase.xml: each attribute's own text is there, agrees with expat's but for white space, and
 * can be found by its name.
 */
#include "fuzz.h"

#include "files/files.h"
#include "metabase/metabase_query.h"
#include "metabase/metabase_scan.h"

static bool same_but_for_space(const char *raw, const char *normalized)
{
    for (; *raw != '\0' && *normalized != '\0'; raw++, normalized++) {
        bool space = strchr(" \t\n\r", *raw) != NULL && strchr(" \t\n\r", *normalized) != NULL;
        if (*raw != *normalized && !space) {
            return false;
        }
    }
    return *raw == '\0' && *normalized == '\0';
}

static bool look_at(const struct metabase_tag *tag)
{
    size_t at = 0;
    struct tag_span span;
    for (const char **pair = tag->attributes; *pair != NULL; pair += 2) {
        FUZZ_CHECK(tag_next(tag, &at, &span));
        FUZZ_CHECK(span.value + span.size < tag->size);
        FUZZ_CHECK(strcmp(tag_value(tag, pair[0]), pair[1]) == 0);
        char *text = tag_text(tag, pair[0]);
        FUZZ_CHECK(text != NULL && same_but_for_space(text, pair[1]));
        free(text);
    }
    FUZZ_CHECK(!tag_next(tag, &at, &span));
    return true;
}

static bool see_node(void *context, const char *location, const struct metabase_tag *tag)
{
    (void)context;
    FUZZ_CHECK(strlen(location) < LOCATION_MAX);
    return look_at(tag);
}

static bool see_custom(void *context, const struct metabase_tag *tag)
{
    struct property_query query = {"AnonymousUserName", 6020, NULL};
    (void)context;
    query_in_custom(&query, tag);
    return look_at(tag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct metabase_handler handler = {NULL, see_node, see_custom, NULL, NULL};
    struct fault fault = {""};
    INPUT_CONTENTS(contents, data, size);
    struct metabase_text text;
    struct decoded decoded;
    if (!metabase_text_of("fuzz.xml", &contents, &decoded, &text, &fault)) {
        FUZZ_CHECK(strncmp(fault.text, "fuzz.xml:", 9) == 0);
    } else {
        if (!metabase_scan(&text, &handler, &fault)) {
            FUZZ_CHECK(strncmp(fault.text, "fuzz.xml:", 9) == 0);
        }
        decoded_release(&decoded);
    }
    free(contents.text);
    return 0;
}
