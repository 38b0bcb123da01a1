#include "show.h"

#include <stdlib.h>
#include <string.h>

#include "metabase/metabase.h"

/* The next string of a list: IIS puts tabs before each but the first. */
static const char *next_string(const char **at, size_t *length)
{
    const char *from = *at + strspn(*at, "\t ");
    *length = strcspn(from, "\n");
    *at = from + *length + (from[*length] == '\n');
    return from;
}

/* What is encrypted is hidden whatever the schema says, and the key it is encrypted under too. */
static bool is_hidden(bool secure, const char *value)
{
    return *value != '\0' && (secure || metabase_cipher(value));
}

void show_value(FILE *out, enum metabase_type type, bool secure, const char *value, int indent)
{
    if (is_hidden(secure, value)) {
        fputs(metabase_encrypted(value) ? "******** (encrypted by its own server)" : "********",
              out);
        return;
    }
    if (!metabase_type_is_list(type)) {
        fprintf(out, "\"%s\"", value);
        return;
    }
    const char *separator = "";
    for (const char *at = value; *at != '\0'; separator = "\n") {
        size_t length;
        const char *string = next_string(&at, &length);
        fprintf(out, "%s%*s\"%.*s\"", separator, *separator == '\0' ? 0 : indent, "", (int)length,
                string);
    }
}

static json_t *value_json(enum metabase_type type, const char *value)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    if (type == TYPE_BOOL && (strcmp(value, "TRUE") == 0 || strcmp(value, "FALSE") == 0)) {
        return json_boolean(strcmp(value, "TRUE") == 0);
    }
    if (type == TYPE_DWORD && *value != '\0' && *end == '\0') {
        return json_integer((json_int_t)number);
    }
    if (!metabase_type_is_list(type)) {
        return json_string(value);
    }
    json_t *strings = json_array();
    for (const char *at = value; *at != '\0';) {
        size_t length;
        const char *string = next_string(&at, &length);
        json_array_append_new(strings, json_stringn(string, length));
    }
    return strings;
}

json_t *show_json(enum metabase_type type, bool secure, const char *value)
{
    bool hidden = is_hidden(secure, value);
    json_t *json = json_object();
    json_object_set_new(json, "type", json_string(metabase_type_name(type)));
    json_object_set_new(json, "value", hidden ? json_null() : value_json(type, value));
    if (secure || hidden) {
        json_object_set_new(json, "encrypted", json_boolean(metabase_encrypted(value)));
        json_object_set_new(json, "stored", json_boolean(hidden));
    }
    return json;
}

const char *show_source(enum lookup_source source)
{
    switch (source) {
    case LOOKUP_HERE:
        return "here";
    case LOOKUP_INHERITED:
        return "inherited";
    case LOOKUP_DEFAULT:
        return "default";
    case LOOKUP_UNSET:
        break;
    }
    return "unset";
}

enum exit_code show_print(json_t *json)
{
    int failed = json == NULL ? -1 : json_dumpf(json, stdout, JSON_INDENT(2));
    json_decref(json);
    if (failed != 0) {
        struct fault fault;
        fault_set(&fault, "the answer could not be written as JSON");
        return complain(EXIT_FAILED, &fault);
    }
    putchar('\n');
    return EXIT_DONE;
}

enum exit_code show_answer(json_t *json, enum exit_code code)
{
    enum exit_code printed = show_print(json);
    return printed == EXIT_DONE ? code : printed;
}

json_t *show_mend(const struct mend *mend)
{
    return mend->why_none == NULL ? json_string(mend->command) : json_null();
}
