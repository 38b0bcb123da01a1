/* MetaBase.xml: what is read, what is in force at a node, what can be enrolled. */
#include "machine_folder.h"

#include <stdlib.h>

#include "enrolment/import_plan.h"
#include "metabase/metabase_scan.h"
#include "new_machine.h"

#define HEAD "<configuration xmlns=\"urn:microsoft-catalog:XML_Metabase_V64_0\"><MBProperty>\n"
#define TAIL "</MBProperty></configuration>\n"

static bool read_text(const char *text, struct metabase *metabase, struct fault *fault)
{
    char folder[FOLDER_MAX];
    char path[4096];
    folder_new(folder);
    folder_write(folder, "MetaBase.xml", text);
    assert_true(path_join(path, sizeof path, folder, "MetaBase.xml"));
    struct metabase_text file = metabase_file(path);
    bool read = metabase_read(&file, METABASE_ALL, metabase, fault);
    folder_remove(folder);
    return read;
}

static struct metabase metabase_of(const char *text)
{
    struct metabase metabase;
    struct fault fault = {""};
    if (!read_text(text, &metabase, &fault)) {
        fail_msg("%s", fault.text);
    }
    return metabase;
}

static void properties_come_from_the_node_its_ancestors_or_the_schema(void **state)
{
    (void)state;
    struct metabase m = metabase_of(
        "\xEF\xBB\xBF<?xml version =\"1.0\"?>\n" HEAD
        "<IIsFtpService Location =\"/LM/MSFTPSVC\" AnonymousUserName=\"IUSR_A\"/>\n"
        "<IIsFtpServer Location=\"/LM/MSFTPSVC/1\" AnonymousPasswordSync=\"FALSE\">\n"
        "<Custom Name=\"x\" ID=\"6021\" Value=\"secret\" Type=\"STRING\"/></IIsFtpServer>\n" TAIL);
    struct effective name = metabase_effective(&m, "/lm/msftpsvc/1/ROOT/", ANONYMOUS_USER_NAME);
    assert_string_equal(name.value, "IUSR_A");
    assert_string_equal(name.from->location, "/LM/MSFTPSVC");
    assert_string_equal(metabase_effective(&m, "/LM/MSFTPSVC/1", ANONYMOUS_USER_PASS).value,
                        "secret");
    assert_string_equal(metabase_effective(&m, "/LM/MSFTPSVC", ANONYMOUS_USER_PASS).value, "");
    assert_false(metabase_effective_bool(&m, "/LM/MSFTPSVC/1/ROOT", ANONYMOUS_PASSWORD_SYNC));
    assert_true(metabase_effective_bool(&m, "/LM/MSFTPSVC/2", ANONYMOUS_PASSWORD_SYNC));
    assert_null(metabase_effective(&m, "/LM/MSFTPSVC/2", ANONYMOUS_PASSWORD_SYNC).from);
    assert_true(metabase_effective_bool(&m, "/", ALLOW_ANONYMOUS));
    assert_false(metabase_effective_bool(&m, "", ANONYMOUS_ONLY));
    assert_string_equal(metabase_effective(&m, "nonsense", ANONYMOUS_USER_NAME).value, "");
    assert_int_equal(metabase_find(&m, "/LM/MSFTPSVC/1")->line, 4);
    metabase_release(&m);
}

/* All nine properties on a path of three levels, set or not at each: the nearest wins. */
static void the_nearest_setting_wins_at_every_combination_of_levels(void **state)
{
    (void)state;
    static const char *const locations[] = {"/LM/A", "/LM/A/B", "/LM/A/B/C"};
    for (int property = 0; property < PROPERTY_COUNT; property++) {
        const struct property_schema *schema = &property_schema[property];
        for (int levels = 0; levels < 8; levels++) {
            char text[2048];
            const char *expected = schema->absent;
            size_t used = (size_t)snprintf(text, sizeof text, HEAD);
            for (int level = 0; level < 3; level++) {
                static const char *const names[] = {"a", "b", "c"};
                const char *value = schema->type != TYPE_BOOL ? names[level]
                                    : level % 2 == 0          ? "FALSE"
                                                              : "TRUE";
                if ((levels & 1 << level) != 0) {
                    expected = value;
                    used += (size_t)snprintf(text + used, sizeof text - used,
                                             "<IIsConfigObject Location=\"%s\" %s=\"%s\"/>\n",
                                             locations[level], schema->name, value);
                }
            }
            snprintf(text + used, sizeof text - used, TAIL);
            struct metabase m = metabase_of(text);
            assert_string_equal(metabase_effective(&m, "/LM/A/B/C", property).value, expected);
            metabase_release(&m);
        }
    }
}

static void broken_files_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
        const char *says;
    } cases[] = {
        {"", 1, "well-formed"},
        {"<configuration>\n<MBProperty>", 2, "well-formed"},
        {"<other/>", 1, "<configuration>"},
        {"<configuration>\n<other/></configuration>", 2, "<MBProperty>"},
        {HEAD "<IIsFtpServer/>" TAIL, 2, "Location=\"/...\", found none"},
        {HEAD "<IIsFtpServer Location=\"LM\"/>" TAIL, 2, "Location"},
        {HEAD "<IIsFtpServer Location=\"/LM\"><x/></IIsFtpServer>" TAIL, 2, "<Custom>"},
        {HEAD "<IIsFtpServer Location=\"/LM\">\n<Custom/></IIsFtpServer>" TAIL, 3, "ID"},
        {HEAD "\n<a Location=\"/LM\" AllowAnonymous=\"true\"/>" TAIL, 3, "TRUE or FALSE"},
        {HEAD "<IIsFtpServer Location=\"/LM\"/>\n<IIsFtpServer Location=\"/lm/\"/>" TAIL, 3,
         "each Location once"},
        {"<!DOCTYPE x [<!ENTITY a \"b\">]>\n<configuration/>", 1, "document type"},
        {HEAD "<a Location=\"/\xFF\"/>" TAIL, 2, "well-formed"},
        {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<configuration/>", 1,
         "UTF-8, found ISO-8859-1"},
        {"<x:configuration/>", 1, "xmlns:x, found none"},
        {"<x:configuration xmlns:x=\"u\">\n<MBProperty/></x:configuration>", 2,
         "the prefix of <configuration>, found MBProperty"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct metabase metabase;
        struct fault fault = {""};
        char place[32];
        snprintf(place, sizeof place, "MetaBase.xml:%u: expected ", cases[i].line);
        if (read_text(cases[i].text, &metabase, &fault) || strstr(fault.text, place) == NULL ||
            strstr(fault.text, cases[i].says) == NULL) {
            fail_msg("case %u: \"%s\"", (unsigned)i, fault.text);
        }
    }
}

static void all_elements_may_have_the_prefix_that_the_first_declares(void **state)
{
    (void)state;
    struct metabase m =
        metabase_of("<x:configuration xmlns:x=\"u\"><x:MBProperty>"
                    "<x:IIsFtpServer Location=\"/LM/MSFTPSVC/1\" AnonymousUserName=\"a\"/>"
                    "</x:MBProperty></x:configuration>");
    assert_string_equal(metabase_effective(&m, "/LM/MSFTPSVC/1", ANONYMOUS_USER_NAME).value, "a");
    assert_string_equal(metabase_find(&m, "/LM/MSFTPSVC/1")->key_type, "IIsFtpServer");
    metabase_release(&m);
}

/* Of an export: what the node sets itself counts, whichever of the two comes first. */
static void a_node_has_what_it_sets_and_what_it_inherits_from_outside(void **state)
{
    (void)state;
#define OWN "<IIsFtpServer Location=\"/LM/X\" AnonymousUserPass=\"own\" Path=\"p\"/>"
#define ABOVE                                                                 \
    "<IIsInheritedProperties Location=\"/LM/X\" AnonymousUserName=\"above\" " \
    "AnonymousUserPass=\"other\"/>"
    static const char *const files[] = {HEAD OWN ABOVE TAIL, HEAD ABOVE OWN TAIL};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct metabase m = metabase_of(files[i]);
        assert_int_equal(m.count, 1);
        assert_string_equal(metabase_effective(&m, "/LM/X", ANONYMOUS_USER_NAME).value, "above");
        assert_string_equal(metabase_effective(&m, "/LM/X", ANONYMOUS_USER_PASS).value, "own");
        assert_string_equal(metabase_effective(&m, "/LM/X", CONTENT_PATH).value, "p");
        assert_true(m.nodes[0].is_set && m.nodes[0].inherits);
        assert_string_equal(m.nodes[0].key_type, "IIsFtpServer");
        metabase_release(&m);
    }
    struct metabase metabase;
    struct fault fault = {""};
    assert_false(read_text(HEAD OWN "\n" OWN TAIL, &metabase, &fault));
    assert_non_null(strstr(fault.text, ":3: expected each Location once, found /LM/X"));
    assert_false(read_text(HEAD ABOVE "\n" ABOVE TAIL, &metabase, &fault));
    assert_non_null(strstr(fault.text, ":3: expected each Location once, found /LM/X"));
}

static void clients_are_served_from_services_and_sites_alone(void **state)
{
    (void)state;
    static const char *const served[] = {"/LM/MSFTPSVC", "/lm/w3svc", "/LM/W3SVC/1",
                                         "/LM/W3SVC/27/ROOT/a", "/LM/MSFTPSVC/1/ROOT"};
    static const char *const others[] = {"",
                                         "/LM",
                                         "/LM/SMTPSVC/1",
                                         "/LM/W3SVC/",
                                         "/LM/W3SVC/Info",
                                         "/LM/W3SVC/1x",
                                         "/LM/W3SVCX",
                                         "/LM/W3SVC1",
                                         "/LM/W3SVC/AppPools/1",
                                         "/LM/MSFTPSVC/x1"};
    for (size_t i = 0; i < sizeof served / sizeof served[0]; i++) {
        assert_true(metabase_serves(served[i]));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(metabase_serves(others[i]));
    }
}

struct progress {
    size_t done;
    size_t whole;
    unsigned times;
};

static void note_progress(void *context, size_t done, size_t whole)
{
    struct progress *progress = context;
    assert_true(done > progress->done);
    *progress = (struct progress){done, whole, progress->times + 1};
}

static bool pass_over(void *context, const char *location, const struct metabase_tag *tag)
{
    (void)context;
    (void)location;
    (void)tag;
    return true;
}

static void a_file_that_is_read_in_parts_is_told_of_up_to_its_size(void **state)
{
    (void)state;
    static char text[150000];
    char folder[FOLDER_MAX];
    char path[4096];
    struct fault fault = {""};
    struct progress progress = {0, 0, 0};
    struct metabase_handler handler = {&progress, pass_over, NULL, NULL, note_progress};
    int filled = (int)sizeof text - 1000;
    int size = snprintf(text, sizeof text, HEAD "<!--%*s-->" TAIL, filled, "x");
    folder_new(folder);
    folder_write(folder, "MetaBase.xml", text);
    assert_true(path_join(path, sizeof path, folder, "MetaBase.xml"));
    struct metabase_text file = metabase_file(path);
    assert_true(metabase_scan(&file, &handler, &fault));
    assert_int_equal(progress.done, size);
    assert_int_equal(progress.whole, size);
    assert_true(progress.times > 1);
    folder_remove(folder);
}

struct plan_case {
    const char *nodes;
    const char *name;
    enum import_verdict verdict;
    bool sync;
};

static void what_cannot_be_verified_is_not_enrolled(void **state)
{
    (void)state;
#define SERVICE "<IIsFtpService Location=\"/LM/MSFTPSVC\" AnonymousUserName=\"IUSR_A\" "
#define SITE "<IIsFtpServer Location=\"/LM/MSFTPSVC/1\" "
#define ENCRYPTED "\"49634462000000000000000000000000\""
    static const struct plan_case cases[] = {
        {SERVICE "AnonymousUserPass=\"p\"/>", "IUSR_A", IMPORT_SECRET, true},
        {SERVICE "/>", "IUSR_A", IMPORT_NO_SECRET, true},
        {SERVICE "AnonymousUserPass=\"\"/>", "IUSR_A", IMPORT_NO_SECRET, true},
        {SERVICE "AnonymousUserPass=" ENCRYPTED "/>", "IUSR_A", IMPORT_ENCRYPTED, true},
        {SERVICE "AnonymousUserPass=\"p\" AnonymousPasswordSync=\"FALSE\"/>", "IUSR_A",
         IMPORT_SECRET, false},
        {SERVICE "AnonymousUserPass=\"p\"/>" SITE "AnonymousUserPass=\"q\"/>", "IUSR_A",
         IMPORT_DISAGREE, true},
        {SERVICE "AnonymousUserPass=\"p\"/>" SITE "AnonymousUserPass=\"p\"/>", "IUSR_A",
         IMPORT_SECRET, true},
        {SERVICE "AnonymousUserPass=\"p\"/>" SITE "AnonymousUserPass=" ENCRYPTED "/>", "IUSR_A",
         IMPORT_ENCRYPTED, true},
        /* The site is not synchronized: its copy is SAM's business, not the shim's. */
        {SERVICE "AnonymousUserPass=\"p\"/>" SITE
                 "AnonymousUserPass=\"q\" AnonymousPasswordSync=\"FALSE\"/>",
         "IUSR_A", IMPORT_SECRET, true},
        {SERVICE "AnonymousUserPass=\"p\"/>" SITE "AnonymousUserName=\"iusr_a\"/>", "IUSR_A",
         IMPORT_SECRET, true},
        {"<IIsFtpService Location=\"/LM/MSFTPSVC\" AnonymousUserName=\"D\\IUSR\" "
         "AnonymousUserPass=\"p\"/>",
         "D\\IUSR", IMPORT_DOMAIN, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[2048];
        struct import_plan plan;
        snprintf(text, sizeof text, HEAD "%s" TAIL, cases[i].nodes);
        struct metabase m = metabase_of(text);
        assert_true(import_plan_make(&m, &plan));
        assert_int_equal(plan.count, 1);
        if (plan.accounts[0].verdict != cases[i].verdict ||
            plan.accounts[0].sync != cases[i].sync ||
            strcmp(plan.accounts[0].name, cases[i].name) != 0) {
            fail_msg("%s: verdict %d, sync %d", cases[i].nodes, plan.accounts[0].verdict,
                     plan.accounts[0].sync);
        }
        import_plan_release(&plan);
        metabase_release(&m);
    }
}

static void a_new_metabase_holds_any_password_that_xml_can(void **state)
{
    static const struct {
        const char *password;
        bool fits;
    } cases[] = {
        {"a<&\">' b\t", true}, {"]]>&amp;", true}, {"\x01", false}, {"a\xEF\xBF\xBE", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        char path[FOLDER_MAX + 16];
        struct fault fault = {""};
        struct metabase metabase;
        struct new_metabase settings = {
            .sync = true, .password = cases[i].password, .second_site_password = cases[i].password};
        folder_new(folder);
        snprintf(path, sizeof path, "%s/MetaBase.xml", folder);
        assert_int_equal(new_machine_metabase(folder, &settings, &fault), cases[i].fits);
        struct metabase_text text = metabase_file(path);
        if (cases[i].fits) {
            assert_true(metabase_read(&text, METABASE_ALL, &metabase, &fault));
            for (const char *const *site =
                     (const char *const[]){"/LM/MSFTPSVC", "/LM/MSFTPSVC/2", NULL};
                 *site != NULL; site++) {
                assert_string_equal(metabase_effective(&metabase, *site, ANONYMOUS_USER_PASS).value,
                                    cases[i].password);
            }
            metabase_release(&metabase);
        }
        folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(properties_come_from_the_node_its_ancestors_or_the_schema),
        cmocka_unit_test(the_nearest_setting_wins_at_every_combination_of_levels),
        cmocka_unit_test(broken_files_are_refused_with_their_line),
        cmocka_unit_test(all_elements_may_have_the_prefix_that_the_first_declares),
        cmocka_unit_test(a_node_has_what_it_sets_and_what_it_inherits_from_outside),
        cmocka_unit_test(clients_are_served_from_services_and_sites_alone),
        cmocka_unit_test(a_file_that_is_read_in_parts_is_told_of_up_to_its_size),
        cmocka_unit_test(what_cannot_be_verified_is_not_enrolled),
        cmocka_unit_test(a_new_metabase_holds_any_password_that_xml_can),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
