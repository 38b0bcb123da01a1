/*
 * The metabase where there is no memory: it is said, nothing is left, and nothing is half done. A
 * secret is wiped before its memory is given back, then and always.
 */
#include "failing_memory.h"
#include "metabase_forms.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include <expat.h>

#include "metabase/metabase.h"
#include "metabase/metabase_edit.h"
#include "metabase/metabase_listing.h"
#include "metabase/metabase_redact.h"
#include "metabase/metabase_scan.h"
#include "metabase/metabase_verify.h"
#include "metabase/metabase_words.h"

#define SECRET "kept-from-all"
#define OTHER_SECRET SECRET "-2"
#define TEXT                                                                                      \
    "<configuration>\n<MBProperty>\n"                                                             \
    "<IIsComputer Location=\"/LM\" Other=\"lm\" AnonymousPasswordSync=\"TRUE\"/>\n"               \
    "<IIsFtpService Location=\"/LM/A\" AllowAnonymous=\"TRUE\" AnonymousUserPass=\"" SECRET       \
    "\">\n"                                                                                       \
    "<Custom Name=\"Down\" ID=\"70002\" Value=\"own\" Type=\"STRING\" Attributes=\"INHERIT\"/>\n" \
    "<Custom Name=\"x\" ID=\"6022\" Value=\"0\" Type=\"DWORD\" Attributes=\"INHERIT\"/>\n"        \
    "<Custom Name=\"y\" ID=\"7502\" Value=\"" SECRET                                              \
    "\" Type=\"STRING\" Attributes=\"SECURE\"/>\n"                                                \
    "<Custom Name=\"y\" ID=\"7502\" Value=\"" SECRET                                              \
    "\" Type=\"STRING\" Attributes=\"SECURE\"/>\n"                                                \
    "</IIsFtpService>\n"                                                                          \
    "<IIsInheritedProperties Location=\"/LM/A\" UNCPassword=\"" SECRET "\"/>\n"                   \
    "<IIsFtpServer Location=\"/LM/A/1\" ServerComment=\"x\"/>\n"                                  \
    "<IIsInheritedProperties Location=\"/LM/A/1/B\" UNCPassword=\"" SECRET "\"/>\n"               \
    "<IIsFtpVirtualDir Location=\"/LM/A/1/B\" Path=\"p\"/>\n"                                     \
    "<IIsFtpServer Location=\"/LM/2\"/><IIsFtpServer Location=\"/LM/3\"/>\n"                      \
    "<IIsFtpServer Location=\"/LM/4\"/><IIsFtpServer Location=\"/LM/5\"/>\n"                      \
    "<IIsFtpVirtualDir Location=\"/LM/A/1/C\"/>\n"                                                \
    "<IIsInheritedProperties Location=\"/LM/A/1/C\" Path=\"p\"/>\n"                               \
    "</MBProperty>\n</configuration>\n"

/* Also where there is no memory to look at a value with. */
#define UNVERIFIED ": the new text does not read back as it should; it is unchanged"

struct place {
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct schema schema;
    struct metabase_text text;
    int unverified;
};

/* Given back with the secret still in it: so many blocks. The compiler thinks it knows free. */
static volatile unsigned not_wiped;

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
    if (memory != NULL) {
        not_wiped = not_wiped +
                    (memmem(memory, malloc_usable_size(memory), SECRET, strlen(SECRET)) != NULL);
    }
    __real_free(memory);
}

static bool parser_fails;
static bool buffer_fails;
static bool seek_fails;
static bool tell_fails;

XML_Parser __real_XML_ParserCreate(const XML_Char *encoding);
XML_Parser __wrap_XML_ParserCreate(const XML_Char *encoding);
XML_Parser __wrap_XML_ParserCreate(const XML_Char *encoding)
{
    return parser_fails ? NULL : __real_XML_ParserCreate(encoding);
}

void *__real_XML_GetBuffer(XML_Parser parser, int size);
void *__wrap_XML_GetBuffer(XML_Parser parser, int size);
void *__wrap_XML_GetBuffer(XML_Parser parser, int size)
{
    return buffer_fails ? NULL : __real_XML_GetBuffer(parser, size);
}

int __real_fseek(FILE *file, long offset, int from);
int __wrap_fseek(FILE *file, long offset, int from);
int __wrap_fseek(FILE *file, long offset, int from)
{
    return seek_fails ? -1 : __real_fseek(file, offset, from);
}

long __real_ftell(FILE *file);
long __wrap_ftell(FILE *file);
long __wrap_ftell(FILE *file)
{
    return tell_fails ? -1 : __real_ftell(file);
}

static int begin(void **state)
{
    static struct place place;
    folder_new(place.folder);
    *state = &place;
    return path_join(place.path, sizeof place.path, place.folder, "MetaBase.xml") &&
                   schema_builtin(&place.schema)
               ? 0
               : -1;
}

static int end(void **state)
{
    struct place *place = *state;
    schema_release(&place->schema);
    folder_remove(place->folder);
    return 0;
}

static void write_form(const struct place *place, enum text_form form)
{
    struct formed formed;
    formed_of(form, BOTH(TEXT), &formed);
    folder_write_formed(place->folder, &formed);
}

/* The one that is opened next. */
static int next_descriptor(void)
{
    int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(next);
    return next;
}

static void assert_no_memory(const struct fault *fault)
{
    if (strstr(fault->text, "no memory") == NULL &&
        strstr(fault->text, "Cannot allocate memory") == NULL) {
        fail_msg("\"%s\"", fault->text);
    }
}

static void assert_in_file(const struct place *place, const struct fault *fault)
{
    assert_no_memory(fault);
    assert_memory_equal(fault->text, place->path, strlen(place->path));
}

static bool lists(void *context)
{
    struct place *place = context;
    struct metabase_listing listing;
    struct fault fault = {""};
    bool exists = true;
    if (!metabase_list(&place->text, &place->schema, "", true, &listing, &exists, &fault)) {
        assert_no_memory(&fault);
        assert_int_equal(listing.count + listing.capacity, 0);
        assert_null(listing.nodes);
        return false;
    }
    assert_int_equal(listing.count, 9);
    metabase_listing_release(&listing);
    assert_int_equal(listing.count, 0);
    assert_null(listing.nodes);
    return true;
}

static bool reads(void *context)
{
    struct place *place = context;
    struct metabase metabase;
    struct fault fault = {""};
    if (!metabase_read(&place->text, METABASE_ALL, &metabase, &fault)) {
        assert_in_file(place, &fault);
        assert_int_equal(metabase.count + metabase.capacity, 0);
        assert_null(metabase.nodes);
        return false;
    }
    assert_int_equal(metabase.count, 9);
    metabase_release(&metabase);
    assert_int_equal(metabase.count, 0);
    assert_null(metabase.nodes);
    return true;
}

static bool looks_up(struct place *place, const char *name, const char *expected)
{
    struct property_query query;
    struct lookup lookup;
    struct fault fault = {""};
    assert_true(property_query_of(&place->schema, name, &query, &fault));
    if (!metabase_lookup(&place->text, "/LM/A", &query, &lookup, &fault)) {
        assert_no_memory(&fault);
        assert_null(lookup.value);
        assert_null(lookup.from);
        return false;
    }
    assert_string_equal(lookup.value, expected);
    lookup_release(&lookup);
    assert_null(lookup.value);
    assert_null(lookup.from);
    return true;
}

static bool looks_up_what_is_set(void *context)
{
    return looks_up(context, "AnonymousUserPass", SECRET);
}

static bool looks_up_a_bool(void *context)
{
    return looks_up(context, "AnonymousPasswordSync", "FALSE");
}

static bool looks_up_a_default(void *context)
{
    return looks_up(context, "AnonymousOnly", "FALSE");
}

static bool redacts(void *context)
{
    struct place *place = context;
    struct contents redacted = {place->path, 1};
    struct fault fault = {""};
    if (!metabase_redact(&place->text, &place->schema, &redacted, &fault)) {
        assert_no_memory(&fault);
        assert_null(redacted.text);
        assert_int_equal(redacted.size, 0);
        return false;
    }
    assert_null(memmem(redacted.text, redacted.size, SECRET, strlen(SECRET)));
    contents_release(&redacted);
    return true;
}

/*
 * An attribute that is there, one that is not, a <Custom> that goes, and so many new ones that the
 * list of places has to grow for them.
 */
#define EDITS 12

static void make_edits(const struct place *place, struct metabase_edit edits[EDITS])
{
    static const char *const names[EDITS] = {"AnonymousUserPass", "WAMUserPass", "70002"};
    static const char *const locations[EDITS] = {"/LM/A", "/LM/A/1", "/LM/A"};
    struct fault fault;
    for (int i = 0; i < EDITS; i++) {
        char free_name[16];
        snprintf(free_name, sizeof free_name, "Free%d", i);
        edits[i] = (struct metabase_edit){
            i < 3 ? locations[i] : "/LM", {"", 0, NULL}, i == 2 ? NULL : OTHER_SECRET};
        assert_true(property_query_of(&place->schema, i < 3 ? names[i] : free_name, &edits[i].query,
                                      &fault));
    }
}

static bool edits_file(void *context)
{
    struct place *place = context;
    struct metabase_edit edits[EDITS];
    struct contents edited = {place->path, 1};
    struct fault fault = {""};
    make_edits(place, edits);
    if (!metabase_edit(place->path, edits, EDITS, &edited, &fault)) {
        if (strstr(fault.text, UNVERIFIED) == NULL) {
            assert_in_file(place, &fault);
        } else {
            place->unverified++;
        }
        assert_null(edited.text);
        assert_int_equal(edited.size, 0);
        return false;
    }
    contents_release(&edited);
    return true;
}

static bool verifies(void *context)
{
    struct place *place = context;
    struct metabase_edit edit = {"/LM/A/1", {"ServerComment", 0, NULL}, "x"};
    struct metabase_text text = metabase_in_memory("m", TEXT, sizeof TEXT - 1);
    struct fault fault = {""};
    if (!metabase_verify(&text, &text, &edit, 1, &fault)) {
        if (strstr(fault.text, UNVERIFIED) == NULL) {
            assert_string_equal(fault.text, "m: no memory; it is unchanged");
        } else {
            place->unverified++;
        }
        return false;
    }
    return true;
}

static void each_says_so_and_leaves_nothing(void **state)
{
    struct place *place = *state;
    static const struct {
        memory_attempt *attempt;
        int least; /* allocations, from a file that is converted */
    } cases[] = {{lists, 20},
                 {reads, 20},
                 {looks_up_what_is_set, 4},
                 {looks_up_a_bool, 4},
                 {looks_up_a_default, 3},
                 {redacts, 5},
                 {edits_file, 12},
                 {verifies, 2}};
    for (int form = 0; form < METABASE_FORMS; form++) {
        write_form(place, (enum text_form)form);
        place->text = metabase_file(place->path);
        int before = next_descriptor();
        place->unverified = 0;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            not_wiped = 0;
            int calls = memory_each_fails(cases[i].attempt, place);
            assert_true(form < TEXT_UTF16_LE || calls >= cases[i].least);
            if (not_wiped > 0) {
                fail_msg("%u of %u", not_wiped, (unsigned)i);
            }
            assert_int_equal(next_descriptor(), before);
        }
        assert_int_equal(place->unverified, EDITS); /* each value that is there */
    }
}

static void without_a_parser_or_its_buffer_it_is_said(void **state)
{
    struct place *place = *state;
    struct metabase_text memory = metabase_in_memory(place->path, TEXT, sizeof TEXT - 1);
    int before = next_descriptor();
    write_form(place, TEXT_UTF8);
    for (int i = 0; i < 3; i++) {
        memory_attempt *const attempts[] = {lists, reads, looks_up_a_default, redacts, edits_file};
        struct schema schema;
        struct contents contents = {(char *)"<MetaData/>", 11};
        struct fault fault = {""};
        place->text = i == 1 ? memory : metabase_file(place->path);
        parser_fails = i < 2;
        buffer_fails = i == 2;
        for (size_t a = 0; a < sizeof attempts / sizeof attempts[0]; a++) {
            bool streams = attempts[a] != edits_file && attempts[a] != redacts;
            assert_int_equal(attempts[a](place), i == 2 && !streams);
        }
        assert_int_equal(schema_parse("S", &contents, &schema, &fault), i == 2);
        assert_string_equal(fault.text, i == 2 ? "" : "S: no memory");
        parser_fails = buffer_fails = false;
        schema_release(&schema);
        assert_int_equal(next_descriptor(), before);
    }
}

struct told {
    size_t done;
    size_t whole;
    int nodes;
};

static bool count_node(void *context, const char *location, const struct metabase_tag *tag)
{
    (void)location;
    (void)tag;
    ((struct told *)context)->nodes++;
    return true;
}

static void tell(void *context, size_t done, size_t whole)
{
    ((struct told *)context)->done = done;
    ((struct told *)context)->whole = whole;
}

static void a_size_that_cannot_be_asked_for_is_0_and_the_file_is_read(void **state)
{
    struct place *place = *state;
    struct metabase_text text = metabase_file(place->path);
    struct fault fault = {""};
    write_form(place, TEXT_UTF8);
    for (int i = 0; i < 3; i++) {
        struct told told = {1, 1, 0};
        struct metabase_handler handler = {&told, count_node, NULL, NULL, tell};
        seek_fails = i == 0;
        tell_fails = i == 1;
        bool done = metabase_scan(&text, &handler, &fault);
        seek_fails = tell_fails = false;
        assert_true(done);
        assert_int_equal(told.nodes, 12);
        assert_int_equal(told.done, sizeof TEXT - 1);
        assert_int_equal(told.whole, i == 2 ? sizeof TEXT - 1 : 0);
    }
}

static void a_folder_is_no_file(void **state)
{
    struct place *place = *state;
    char says[FOLDER_MAX + 32];
    struct fault fault = {""};
    struct metabase_text text = metabase_file(place->folder);
    struct metabase_handler handler = {NULL, count_node, NULL, NULL, NULL};
    snprintf(says, sizeof says, "%s: Is a directory", place->folder);
    assert_false(metabase_scan(&text, &handler, &fault));
    assert_string_equal(fault.text, says);
}

static bool builds_in(void *context)
{
    (void)context;
    struct schema schema;
    bool done = schema_builtin(&schema);
    assert_true(done == (schema.count > 0));
    assert_true(done == (schema.properties != NULL));
    schema_release(&schema);
    return done;
}

static bool parses_schema(void *context)
{
    static const char text[] =
        "<MetaData>\n<Property InternalName=\"A\" ID=\"1\" Type=\"DWORD\" DefaultValue=\"2\">\n"
        "<Flag InternalName=\"F\" Value=\"1\"/>\n</Property>\n</MetaData>";
    (void)context;
    struct contents contents = {(char *)text, sizeof text - 1};
    struct schema schema;
    struct fault fault = {""};
    bool done = schema_parse("S", &contents, &schema, &fault);
    if (!done) {
        assert_true(strcmp(fault.text, "S:2: expected more memory, found none") == 0 ||
                    strcmp(fault.text, "S:3: expected more memory, found none") == 0);
        assert_int_equal(schema.count, 0);
        assert_null(schema.properties);
    }
    schema_release(&schema);
    return done;
}

/* How many allocations it takes to refuse a schema. */
static int taken_by(const char *text)
{
    struct contents contents = {(char *)text, strlen(text)};
    struct schema schema;
    struct fault fault = {""};
    memory_failing_call = 1000;
    assert_false(schema_parse("S", &contents, &schema, &fault));
    int taken = 1000 - memory_failing_call;
    memory_failing_call = -1;
    return taken;
}

static void a_schema_that_is_refused_is_not_read_on(void **state)
{
    (void)state;
#define PROPERTY(name, type) "<Property InternalName=\"" name "\" ID=\"1\" Type=\"" type "\"/>"
    int taken = taken_by("<MetaData>" PROPERTY("A", "DWORD") PROPERTY("B", "none") "</MetaData>");
    assert_int_equal(taken, 3); /* the list, A's name, and its default */
    assert_int_equal(taken_by("<MetaData>" PROPERTY("A", "DWORD") PROPERTY("B", "none")
                                  PROPERTY("C", "DWORD") "</MetaData>"),
                     taken);
}

static bool makes_value(void *context)
{
    struct schema_property *property = context;
    static const char *const values[] = {"1", "1", "00", "a"};
    struct fault fault = {""};
    char *value = schema_value(property, values[property->id], &fault);
    free(value);
    assert_string_equal(fault.text, "");
    return value != NULL;
}

static void a_schema_without_memory_is_empty_and_a_value_none(void **state)
{
    (void)state;
    assert_true(memory_each_fails(builds_in, NULL) > 30);
    assert_int_equal(memory_each_fails(parses_schema, NULL), 5);
    static const enum metabase_type types[] = {TYPE_BOOL, TYPE_DWORD, TYPE_BINARY, TYPE_STRING};
    for (unsigned i = 0; i < 4; i++) {
        struct schema_property property = {.name = (char *)"P", .id = i, .type = types[i]};
        assert_int_equal(memory_each_fails(makes_value, &property), 1);
    }
}

static void count_property(void *context, const struct set_property *property, const char *from)
{
    (void)property;
    (void)from;
    ++*(int *)context;
}

static void what_is_in_force_without_memory_is_not_told(void **state)
{
    struct place *place = *state;
    struct metabase_listing listing;
    struct fault fault = {""};
    bool exists;
    int seen = 0;
    place->text = metabase_in_memory("m", TEXT, sizeof TEXT - 1);
    assert_true(
        metabase_list(&place->text, &place->schema, "/LM/A", false, &listing, &exists, &fault));
    memory_failing_call = 0;
    assert_false(metabase_listing_each(&listing, "/LM/A", count_property, &seen));
    memory_failing_call = -1;
    assert_int_equal(seen, 0);
    assert_true(metabase_listing_each(&listing, "/LM/A", count_property, &seen));
    assert_int_equal(seen, 7);
    metabase_listing_release(&listing);
}

static void a_secret_that_is_given_back_is_found(void **state)
{
    (void)state;
    char *secret = strdup(SECRET);
    not_wiped = 0;
    free(secret);
    assert_int_equal(not_wiped, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_says_so_and_leaves_nothing),
        cmocka_unit_test(without_a_parser_or_its_buffer_it_is_said),
        cmocka_unit_test(a_size_that_cannot_be_asked_for_is_0_and_the_file_is_read),
        cmocka_unit_test(a_folder_is_no_file),
        cmocka_unit_test(a_schema_without_memory_is_empty_and_a_value_none),
        cmocka_unit_test(a_schema_that_is_refused_is_not_read_on),
        cmocka_unit_test(what_is_in_force_without_memory_is_not_told),
        cmocka_unit_test(a_secret_that_is_given_back_is_found),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
