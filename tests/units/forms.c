/*
 * Not a test by itself: e2e/file_forms.py gives it files of every form and compares what was read.
 *
 * Standard input has files, each after a line "KIND SIZE"; standard output gets a line of JSON for
 * each: what was read, or {"error": ...}. What the project writes back is written, read again, and
 * "again" says whether it was the same. The folder that is named is for files that have to be ones.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metabase/metabase.h"
#include "metabase/metabase_edit.h"
#include "policy.h"
#include "registry/regfile.h"
#include "sam.h"
#include "text/hex.h"

static const char *folder;
static char *accounts; /* sam.json's text for "hashes" */

static json_t *hex_of(const void *bytes, size_t size)
{
    char *text = malloc(2 * size + 1);
    hex_write(bytes, size, text);
    text[2 * size] = '\0';
    json_t *json = json_string(text);
    free(text);
    return json;
}

static json_t *error_of(const struct fault *fault)
{
    return json_pack("{s:s}", "error", fault->text);
}

static json_t *dump_key(const struct regfile_key *key)
{
    json_t *values = json_array();
    for (size_t i = 0; i < key->count; i++) {
        const struct regfile_value *value = &key->values[i];
        json_array_append_new(
            values, json_pack("[o,i,o,s?]", hex_of(value->name, 2 * value->name_units),
                              (int)value->type, hex_of(value->data, value->size), value->before));
    }
    return json_pack("[o,o,s?]", hex_of(key->path, 2 * wide_of(key->path).units), values,
                     key->before);
}

static json_t *dump_registry(const struct regfile *file)
{
    json_t *keys = json_array();
    for (size_t i = 0; i < file->count; i++) {
        json_array_append_new(keys, dump_key(&file->keys[i]));
    }
    return json_pack("[o,s?]", keys, file->after);
}

static json_t *read_registry(const struct contents *contents)
{
    struct regfile file;
    struct regfile second;
    struct contents once = {NULL, 0};
    struct contents twice = {NULL, 0};
    struct fault fault = {""};
    if (!regfile_parse(&file, "file", contents, &fault)) {
        return error_of(&fault);
    }
    json_t *dump = dump_registry(&file);
    bool again = regfile_write(&file, &once) && regfile_parse(&second, "again", &once, &fault);
    if (again) {
        json_t *other = dump_registry(&second);
        again = json_equal(dump, other) && regfile_write(&second, &twice) &&
                once.size == twice.size && memcmp(once.text, twice.text, once.size) == 0;
        json_decref(other);
        regfile_release(&second);
    }
    json_t *answer = json_pack("{s:o,s:b,s:s,s:o}", "read", dump, "again", again, "why", fault.text,
                               "written", hex_of(once.text, once.size));
    contents_release(&once);
    contents_release(&twice);
    regfile_release(&file);
    return answer;
}

static json_t *read_hashes(const struct contents *contents)
{
    struct fault fault = {""};
    struct sam sam = {.path = "sam.json"};
    struct contents json = {accounts, strlen(accounts)};
    if (!sam_parse(&json, &sam, &fault) || !sam_parse_hashes(&sam, "file", contents, &fault)) {
        sam_release(&sam);
        return error_of(&fault);
    }
    json_t *read = json_object();
    for (size_t i = 0; i < sam.count; i++) {
        const struct owf_pair *owfs = &sam.accounts[i].owfs;
        json_object_set_new(read, sam.accounts[i].name,
                            json_pack("[o,o]",
                                      owfs->has_lm ? hex_of(owfs->lm, OWF_SIZE) : json_null(),
                                      owfs->has_nt ? hex_of(owfs->nt, OWF_SIZE) : json_null()));
    }
    json_t *answer = json_pack("{s:o,s:s}", "read", read, "notices",
                               sam.notices.text == NULL ? "" : sam.notices.text);
    sam_release(&sam);
    return answer;
}

static json_t *read_template(const struct contents *contents)
{
    struct fault fault = {""};
    struct policy policy;
    if (!policy_parse("file", contents, &policy, &fault)) {
        return error_of(&fault);
    }
    json_t *rights = json_object();
    for (int i = 0; i < RIGHT_COUNT; i++) {
        if (policy.rights[i] != NULL) {
            json_object_set_new(rights, policy_right_name((enum right)i),
                                json_string(policy.rights[i]));
        }
    }
    json_t *answer = json_pack(
        "{s:o,s:i,s:b,s:[i,i,i],s:s}", "rights", rights, "threshold", (int)policy.lockout_threshold,
        "guest", policy.guest_enabled, "audit", (int)policy.audit[0], (int)policy.audit[1],
        (int)policy.audit[2], "notices", policy.notices.text == NULL ? "" : policy.notices.text);
    policy_release(&policy);
    return answer;
}

static json_t *dump_metabase(const struct metabase *metabase)
{
    json_t *nodes = json_object();
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        json_t *values = json_object();
        for (int p = 0; p < PROPERTY_COUNT; p++) {
            if (node->values[p] != NULL) {
                json_object_set_new(values, property_schema[p].name, json_string(node->values[p]));
            }
        }
        json_object_set_new(nodes, node->location, json_pack("[s,o]", node->key_type, values));
    }
    return nodes;
}

/* Sets a property to another value in the file; the new contents are written there. */
static bool put(const char *path, const struct metabase_node *node, const char *value,
                struct fault *fault)
{
    struct contents edited;
    struct metabase_edit edit = {node->location, {"AnonymousUserName", 6020, NULL}, value};
    bool done = metabase_edit(path, &edit, 1, &edited, fault) &&
                file_replace(path, edited.text, edited.size, fault);
    contents_release(&edited);
    return done;
}

/* There and back, at each node: every byte has to be as it was. */
static bool edit_all(const char *path, const struct contents *contents,
                     const struct metabase *metabase, struct fault *fault)
{
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        struct metabase_text text = metabase_file(path);
        struct metabase changed;
        struct contents now;
        struct property_query query = {"AnonymousUserName", 6020, NULL};
        struct lookup was;
        if (!node->is_set) {
            continue;
        }
        if (!metabase_lookup(&text, node->location, &query, &was, fault)) {
            return false;
        }
        bool here = was.source == LOOKUP_HERE;
        char *before = here ? strdup(was.value) : NULL;
        lookup_release(&was);
        bool done = put(path, node, "Changed <\xC3\xA4>", fault) &&
                    metabase_read(&text, METABASE_ALL, &changed, fault);
        if (done) {
            const struct metabase_node *found = metabase_find(&changed, node->location);
            done = found != NULL && found->values[ANONYMOUS_USER_NAME] != NULL &&
                   strcmp(found->values[ANONYMOUS_USER_NAME], "Changed <\xC3\xA4>") == 0;
            metabase_release(&changed);
        }
        done = done && put(path, node, before, fault);
        free(before);
        if (!done || !file_read_existing(path, &now, fault)) {
            return false;
        }
        bool same = now.size == contents->size && memcmp(now.text, contents->text, now.size) == 0;
        contents_release(&now);
        if (!same) {
            return fault_set(fault, "%s: another file than before", node->location);
        }
    }
    return true;
}

static json_t *read_metabase(const struct contents *contents)
{
    char path[FILE_PATH_MAX];
    struct fault fault = {""};
    struct metabase metabase;
    path_join(path, sizeof path, folder, "file");
    struct metabase_text text = metabase_file(path);
    if (!file_replace(path, contents->text, contents->size, &fault) ||
        !metabase_read(&text, METABASE_ALL, &metabase, &fault)) {
        return error_of(&fault);
    }
    bool again = edit_all(path, contents, &metabase, &fault);
    json_t *answer = json_pack("{s:o,s:b,s:s}", "read", dump_metabase(&metabase), "again", again,
                               "why", fault.text);
    metabase_release(&metabase);
    return answer;
}

static json_t *read_sam(const struct contents *contents)
{
    char path[FILE_PATH_MAX];
    struct fault fault = {""};
    struct sam sam;
    struct sam second;
    path_join(path, sizeof path, folder, "sam.json");
    if (!file_replace(path, contents->text, contents->size, &fault) ||
        !sam_read(folder, &sam, &fault)) {
        return error_of(&fault);
    }
    sam.changed = true;
    bool again = sam_save(&sam, &fault) && sam_read(folder, &second, &fault);
    if (again) {
        again = json_equal(sam.root, second.root) && sam.form == second.form;
        sam_release(&second);
    }
    json_t *answer =
        json_pack("{s:O,s:b,s:s}", "read", sam.root, "again", again, "why", fault.text);
    sam_release(&sam);
    return answer;
}

static json_t *answer_to(const char *kind, const struct contents *contents)
{
    if (strcmp(kind, "accounts") == 0) {
        free(accounts);
        accounts = strdup(contents->text);
        return json_object();
    }
    return strcmp(kind, "registry") == 0   ? read_registry(contents)
           : strcmp(kind, "hashes") == 0   ? read_hashes(contents)
           : strcmp(kind, "template") == 0 ? read_template(contents)
           : strcmp(kind, "metabase") == 0 ? read_metabase(contents)
                                           : read_sam(contents);
}

int main(int argc, char **argv)
{
    char kind[16];
    size_t size;
    if (argc != 2) {
        return 2;
    }
    folder = argv[1];
    while (scanf("%15s %zu", kind, &size) == 2 && getchar() == '\n') {
        struct contents contents = {malloc(size + 1), size};
        if (contents.text == NULL || fread(contents.text, 1, size, stdin) != size) {
            return 2;
        }
        contents.text[size] = '\0';
        json_t *answer = answer_to(kind, &contents);
        json_dumpf(answer, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(answer);
        contents_release(&contents);
    }
    free(accounts);
    return 0;
}
