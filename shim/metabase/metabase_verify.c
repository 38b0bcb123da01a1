#include "metabase_verify.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "metabase_scan.h"
#include "text/wipe.h"

/* FNV-1a with 64 bits (Fowler, Noll, Vo). */
#define HASH_BEGIN UINT64_C(14695981039346656037)
#define HASH_PRIME UINT64_C(1099511628211)

struct reading {
    const struct metabase_edit *edits;
    size_t count;
    bool *right;     /* of each edit: its value is there; NULL where the text is the old one */
    bool wrong;      /* a value is not what it was to be */
    uint64_t others; /* a hash of all that is not edited, in its order */
    char location[LOCATION_MAX];
    bool inherited; /* what is being read is no node (metabase_tag.h): no edit is of it */
};

/* With its NUL, which parts it from the next. Of the product the lower half is meant. */
static void note(struct reading *reading, const char *text)
{
    do {
        reading->others ^= (unsigned char)*text;
        (void)__builtin_mul_overflow(reading->others, HASH_PRIME, &reading->others);
    } while (*text++ != '\0');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/*
 * Whether a value reads as it was given. A list's strings are on lines of their own, indented;
 * expat makes a space of each line end and tab (XML 1.0, 3.3.3).
 */
static bool reads_as(const char *text, const char *given, char line_end)
{
    while (*given != '\0') {
        if (*text != (*given == '\n' ? line_end : *given)) {
            return false;
        }
        bool line = *given == '\n';
        text++;
        given++;
        while (line && is_blank(*text)) {
            text++;
        }
        while (line && is_blank(*given)) {
            given++;
        }
    }
    return *text == '\0';
}

static bool is_right(const struct metabase_edit *edit, const struct metabase_tag *tag, bool custom,
                     const char *const pair[2])
{
    const char *value = edit->value;
    char *text = tag_text(tag, pair[0]);
    if (custom) {
        value = query_value_in_custom(&edit->query, tag, value);
    }
    bool right = value != NULL && text != NULL && reads_as(text, value, '\n') &&
                 reads_as(pair[1], value, ' ');
    if (text != NULL) {
        wipe(text, strlen(text));
        free(text);
    }
    return right;
}

/* Takes an attribute that is edited; false where none is. */
static bool take_edited(struct reading *reading, const struct metabase_tag *tag,
                        const char *const pair[2], bool custom)
{
    bool edited = false;
    for (size_t i = 0; i < reading->count && !reading->inherited; i++) {
        const struct metabase_edit *edit = &reading->edits[i];
        if (!metabase_same_location(edit->location, reading->location)) {
            continue;
        }
        const char *attribute =
            custom ? query_in_custom(&edit->query, tag) : query_in_node(&edit->query, tag);
        if (attribute == NULL || strcmp(attribute, pair[0]) != 0) {
            continue;
        }
        edited = true;
        if (reading->right != NULL) {
            reading->right[i] = is_right(edit, tag, custom, pair);
            reading->wrong = reading->wrong || !reading->right[i];
        }
    }
    return edited;
}

/* A <Custom> whose value is removed goes as a whole. */
static bool is_removed(const struct reading *reading, const struct metabase_tag *tag)
{
    for (size_t i = 0; i < reading->count && !reading->inherited; i++) {
        const struct metabase_edit *edit = &reading->edits[i];
        if (edit->value == NULL && metabase_same_location(edit->location, reading->location) &&
            query_in_custom(&edit->query, tag) != NULL) {
            return true;
        }
    }
    return false;
}

static void read_tag(struct reading *reading, const struct metabase_tag *tag, bool custom)
{
    note(reading, tag->name);
    for (const char **pair = tag->attributes; *pair != NULL; pair += 2) {
        if (!take_edited(reading, tag, pair, custom)) {
            note(reading, pair[0]);
            note(reading, pair[1]);
        }
    }
}

static bool read_node(void *context, const char *location, const struct metabase_tag *tag)
{
    struct reading *reading = context;
    strcpy(reading->location, location);
    reading->inherited = tag->inherited;
    read_tag(reading, tag, false);
    return true;
}

static bool read_custom(void *context, const struct metabase_tag *tag)
{
    struct reading *reading = context;
    if (!is_removed(reading, tag)) {
        read_tag(reading, tag, true);
    } else if (reading->right != NULL) {
        reading->wrong = true;
    }
    return true;
}

static bool read_whole(const struct metabase_text *text, struct reading *reading,
                       struct fault *fault)
{
    struct metabase_handler handler = {reading, read_node, read_custom, NULL, NULL};
    return metabase_scan(text, &handler, fault);
}

static bool all_right(const struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (reading->edits[i].value != NULL && !reading->right[i]) {
            return false;
        }
    }
    return !reading->wrong;
}

bool metabase_verify(const struct metabase_text *old, const struct metabase_text *edited,
                     const struct metabase_edit *edits, size_t count, struct fault *fault)
{
    struct fault why = {""};
    struct reading before = {.edits = edits, .count = count, .others = HASH_BEGIN};
    struct reading after = before;
    after.right = calloc(count + 1, sizeof *after.right);
    if (after.right == NULL) {
        return fault_set(fault, "%s: no memory; it is unchanged", old->name);
    }
    bool read = read_whole(old, &before, &why) && read_whole(edited, &after, &why);
    bool done = read && all_right(&after) && before.others == after.others;
    free(after.right);
    return done ||
           fault_set(fault,
                     "%s: the new text does not read back as it should%s%.300s; it is unchanged",
                     old->name, read ? "" : ": ", why.text);
}
