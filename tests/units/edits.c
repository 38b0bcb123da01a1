/*
 * Makes sets of edits, for e2e/touching.py to hold against its own. Standard input has cases: the
 * path of a MetaBase.xml; then an edit a line, "LOCATION\tPROPERTY\t=VALUE", or "...\t-" to remove
 * it; then an empty line. The new text is written to PATH.out, and its fault is printed where there
 * is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metabase/metabase_edit.h"

#define EDITS_MAX 8
#define LINE_MAX_BYTES 4096

struct given {
    char lines[EDITS_MAX][LINE_MAX_BYTES];
    struct metabase_edit edits[EDITS_MAX];
    size_t count;
};

static bool read_line(char line[LINE_MAX_BYTES])
{
    if (fgets(line, LINE_MAX_BYTES, stdin) == NULL) {
        return false;
    }
    line[strcspn(line, "\n")] = '\0';
    return true;
}

static void read_edits(const struct schema *schema, struct given *given)
{
    struct fault fault;
    for (given->count = 0; read_line(given->lines[given->count]) && *given->lines[given->count];
         given->count++) {
        struct metabase_edit *edit = &given->edits[given->count];
        char *name = strchr(given->lines[given->count], '\t');
        *name++ = '\0';
        char *value = strchr(name, '\t');
        *value++ = '\0';
        edit->location = given->lines[given->count];
        edit->value = *value == '=' ? value + 1 : NULL;
        if (!property_query_of(schema, name, &edit->query, &fault)) {
            abort();
        }
    }
}

int main(void)
{
    static struct given given;
    struct schema schema;
    struct fault fault;
    char path[LINE_MAX_BYTES];
    char out[LINE_MAX_BYTES + 4];
    if (!schema_builtin(&schema)) {
        return 1;
    }
    while (read_line(path)) {
        struct contents edited;
        read_edits(&schema, &given);
        snprintf(out, sizeof out, "%s.out", path);
        if (!metabase_edit(path, given.edits, given.count, &edited, &fault)) {
            printf("%s: %s\n", path, fault.text);
            continue;
        }
        FILE *file = fopen(out, "wb");
        if (file == NULL || fwrite(edited.text, 1, edited.size, file) != edited.size) {
            return 1;
        }
        fclose(file);
        contents_release(&edited);
    }
    schema_release(&schema);
    return 0;
}
