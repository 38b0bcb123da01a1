/* put: one property of one node. */
#include <stdlib.h>
#include <string.h>

#include "lsass/ntlm.h"
#include "metabase/metabase.h"
#include "metabase_source.h"
#include "secret.h"
#include "show.h"

/* What is to be put, and what it would replace. */
struct putting {
    const struct metabase_source *source;
    char location[LOCATION_MAX];
    struct property_query query;
    struct schema_property as; /* the schema's, or what the node itself shows it to be */
    struct lookup now;
    char *value;
};

/* A property that the schema does not know can be put where it is already: as it is there. */
static bool settle_type(struct putting *putting, struct fault *fault)
{
    if (!putting->now.node_exists) {
        return fault_set(fault, "%s: there is no node %s (0x80070003, the path does not exist)",
                         putting->source->text.name, metabase_location_text(putting->location));
    }
    if (putting->query.known != NULL) {
        putting->as = *putting->query.known;
        return true;
    }
    if (putting->now.source != LOOKUP_HERE) {
        return fault_set(fault, "%s is not in the schema: name MBSchema.xml with --schema",
                         putting->query.name);
    }
    putting->as =
        (struct schema_property){.name = putting->query.name,
                                 .type = putting->now.type,
                                 .attributes = putting->now.secure ? ATTRIBUTE_SECURE : 0};
    return true;
}

/* The words of the command line: a list's strings, or the one value. */
static char *joined(int count, char **words)
{
    size_t size = 1;
    for (int i = 0; i < count; i++) {
        size += strlen(words[i]) + 1;
    }
    char *text = calloc(1, size);
    for (int i = 0; text != NULL && i < count; i++) {
        strcat(strcat(text, i == 0 ? "" : "\n"), words[i]);
    }
    return text;
}

/* Arguments are seen by every other process: a secret comes by standard input. */
static bool read_secret(const struct putting *putting, char **given, struct fault *fault)
{
    char secret[SECRET_MAX];
    if (!secret_read(putting->query.name, secret, fault)) {
        return false;
    }
    *given = strdup(secret);
    wipe(secret, sizeof secret);
    return *given != NULL || fault_set(fault, "no memory");
}

static bool take_value(struct putting *putting, int count, char **words, struct fault *fault)
{
    bool stdin_asked = count == 0 || (count == 1 && strcmp(words[0], "-") == 0);
    char *given = NULL;
    if (schema_is_secure(&putting->as)) {
        if (!stdin_asked) {
            return fault_set(fault,
                             "%s is a secret: it is read from standard input, not from the command "
                             "line, which other processes can see; give - in its place",
                             putting->query.name);
        }
        if (!read_secret(putting, &given, fault)) {
            return false;
        }
    } else if (count == 0 || (count > 1 && !metabase_type_is_list(putting->as.type))) {
        return fault_set(fault, "%s is a %s: expected one value", putting->query.name,
                         metabase_type_name(putting->as.type));
    } else {
        given = joined(count, words);
    }
    putting->value = given == NULL ? NULL : schema_value(&putting->as, given, fault);
    if (given == NULL) {
        fault_set(fault, "no memory");
    } else {
        wipe(given, strlen(given));
        free(given);
    }
    return putting->value != NULL;
}

/* IIS encrypts its secrets as soon as it has a session key; a clear one is for machine folders. */
static bool may_replace(const struct options *options, const struct putting *putting,
                        struct fault *fault)
{
    bool encrypted = putting->now.source == LOOKUP_HERE && putting->now.secure &&
                     metabase_encrypted(putting->now.value);
    return !encrypted || options->force ||
           fault_set(fault,
                     "%s at %s is encrypted by its own server, which would not understand a clear "
                     "one: set it there with IIS's own tools, or use --force",
                     putting->query.name, metabase_location_text(putting->location));
}

static void print_plan(const struct putting *putting)
{
    printf("%s: %s (%s) ", metabase_location_text(putting->location), putting->query.name,
           metabase_type_name(putting->as.type));
    if (putting->now.value == NULL) {
        fputs("unset", stdout);
    } else {
        show_value(stdout, putting->as.type, schema_is_secure(&putting->as), putting->now.value, 4);
    }
    fputs(putting->now.source == LOOKUP_INHERITED ? " (inherited)"
          : putting->now.source == LOOKUP_DEFAULT ? " (default)"
                                                  : "",
          stdout);
    fputs(" -> ", stdout);
    show_value(stdout, putting->as.type, schema_is_secure(&putting->as), putting->value, 4);
    putchar('\n');
}

/* A value as find and get show it; null where there is none. */
static json_t *value_json(const struct putting *putting, const char *value)
{
    json_t *shown =
        value == NULL ? NULL : show_json(putting->as.type, schema_is_secure(&putting->as), value);
    json_t *json = shown == NULL ? json_null() : json_incref(json_object_get(shown, "value"));
    json_decref(shown);
    return json;
}

static json_t *put_json(const struct putting *putting, bool differs, bool applied)
{
    return json_pack("{s:s, s:s, s:s, s:b, s:o, s:s, s:o, s:b, s:b}", "node",
                     metabase_location_text(putting->location), "property", putting->query.name,
                     "type", metabase_type_name(putting->as.type), "secret",
                     schema_is_secure(&putting->as), "before",
                     value_json(putting, putting->now.value), "before_source",
                     show_source(putting->now.source), "after", value_json(putting, putting->value),
                     "differs", differs, "changed", differs && applied);
}

static enum exit_code put(const struct options *options, struct putting *putting, int count,
                          char **words)
{
    struct fault fault;
    if (!settle_type(putting, &fault) || !may_replace(options, putting, &fault) ||
        !take_value(putting, count, words, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    if (putting->now.source == LOOKUP_HERE && strcmp(putting->now.value, putting->value) == 0) {
        say(options, "%s: %s is that already. Nothing is changed.\n",
            metabase_location_text(putting->location), putting->query.name);
        return options->json ? show_print(put_json(putting, false, false)) : EXIT_DONE;
    }
    if (!options->json) {
        print_plan(putting);
    }
    struct metabase_edit edit = {putting->location, putting->query, putting->value};
    enum exit_code code = metabase_source_apply(options, putting->source, &edit, 1);
    return code == EXIT_DONE && options->json ? show_print(put_json(putting, true, options->apply))
                                              : code;
}

enum exit_code command_put(const struct options *options, int count, char **arguments)
{
    struct metabase_source source;
    struct putting putting = {.source = &source};
    struct fault fault;
    if (!metabase_source_open(options, &source, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code;
    if (!metabase_path(&source.schema, arguments[0], putting.location, &putting.query, &fault) ||
        !metabase_lookup(&source.text, putting.location, &putting.query, &putting.now, &fault)) {
        code = complain(EXIT_USAGE, &fault);
    } else {
        code = put(options, &putting, count - 1, arguments + 1);
        lookup_release(&putting.now);
    }
    if (putting.value != NULL) {
        wipe(putting.value, strlen(putting.value));
        free(putting.value);
    }
    metabase_source_close(&source);
    return code;
}
