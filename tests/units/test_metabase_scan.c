/* MetaBase.xml as a stream: what the handler is called with, and what is refused, and where. */
#include "metabase_forms.h"

#include <errno.h>

#include "metabase/metabase_scan.h"

#define PART 65536 /* bytes that are parsed at once */
#define HEAD "<configuration>\n<MBProperty>\n"
#define TAIL "\n</MBProperty>\n</configuration>\n"

/* What the handler was called with, a line a call. */
struct seen {
    char text[16384];
    size_t used;
    int calls;
    int stops_at; /* the call that returns false, from 1 on */
    struct fault *fault;
    const char *file; /* where offsets are of; NULL: they are not looked at */
};

struct place {
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
};

static int begin(void **state)
{
    static struct place place;
    folder_new(place.folder);
    *state = &place;
    return path_join(place.path, sizeof place.path, place.folder, "MetaBase.xml") ? 0 : -1;
}

static int end(void **state)
{
    const struct place *place = *state;
    folder_remove(place->folder);
    return 0;
}

__attribute__((format(printf, 2, 3))) static bool note(struct seen *seen, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    seen->used += (size_t)vsnprintf(seen->text + seen->used, sizeof seen->text - seen->used, format,
                                    arguments);
    va_end(arguments);
    assert_true(seen->used < sizeof seen->text);
    return ++seen->calls != seen->stops_at || fault_set(seen->fault, "stopped");
}

static void look_at_text(const struct seen *seen, const struct metabase_tag *tag)
{
    assert_int_equal(tag->text[0], '<');
    assert_int_equal(tag->text[tag->size - 1], '>');
    if (seen->file != NULL) {
        assert_memory_equal(seen->file + tag->offset, tag->text, tag->size);
    }
}

static bool see_node(void *context, const char *location, const struct metabase_tag *tag)
{
    struct seen *seen = context;
    const char *comment = tag_value(tag, "ServerComment");
    look_at_text(seen, tag);
    return note(seen, "%lu %s [%s]%s %s\n", tag->line, tag->name, location,
                tag->inherited ? " inherited" : "", comment == NULL ? "-" : comment);
}

static bool see_custom(void *context, const struct metabase_tag *tag)
{
    look_at_text(context, tag);
    assert_false(tag->inherited);
    return note(context, "%lu %s %s\n", tag->line, tag->name, tag_value(tag, "ID"));
}

static bool see_end(void *context)
{
    return note(context, "end\n");
}

static bool scan(const struct metabase_text *text, struct seen *seen, struct fault *fault)
{
    struct metabase_handler handler = {seen, see_node, see_custom, see_end, NULL};
    seen->fault = fault;
    return metabase_scan(text, &handler, fault);
}

static bool scan_memory(const char *text, struct seen *seen, struct fault *fault)
{
    struct metabase_text given = metabase_in_memory("memory", text, strlen(text));
    seen->file = text;
    return scan(&given, seen, fault);
}

/* As a file, and as text in memory: both say the same, but for the name. */
static void expect_fault(const struct place *place, const char *text, const char *expected)
{
    char said[1024];
    struct fault fault = {""};
    struct seen seen = {.used = 0};
    struct metabase_text file = metabase_file(place->path);
    assert_false(scan_memory(text, &seen, &fault));
    snprintf(said, sizeof said, "memory:%s", expected);
    assert_string_equal(fault.text, said);
    folder_write(place->folder, "MetaBase.xml", text);
    assert_false(scan(&file, &(struct seen){.used = 0}, &fault));
    snprintf(said, sizeof said, "%s:%s", place->path, expected);
    assert_string_equal(fault.text, said);
}

static void every_form_of_a_file_reads_as_the_same_text(void **state)
{
    const struct place *place = *state;
    struct both text =
        BOTH("<?xml version=\"1.0\"?>\r\n<configuration>\r\n<MBProperty>\r\n"
             "<IIsFtpServer\tLocation=\"/LM/\u00FC\"\r\n\tServerComment=\"\u20AC\U0001F600\u00FF\">"
             "\r\n<Custom ID=\"1\" Value=\"\u0100\"/></IIsFtpServer>\r\n"
             "<IIsComputer Location=\"/LM\"/></MBProperty></configuration>");
    static const char expected[] =
        "4 IIsFtpServer [/LM/\u00FC] \u20AC\U0001F600\u00FF\n6 Custom 1\nend\n"
        "7 IIsComputer [/LM] -\nend\n";
    for (int form = 0; form < METABASE_FORMS; form++) {
        struct formed formed;
        struct decoded decoded;
        struct metabase_text file = metabase_file(place->path);
        struct metabase_text held;
        struct fault fault = {""};
        struct seen streamed = {.used = 0};
        struct seen whole = {.used = 0, .file = text.utf8};
        formed_of((enum text_form)form, text, &formed);
        folder_write_formed(place->folder, &formed);
        streamed.file = form < TEXT_UTF16_LE ? formed.bytes : text.utf8;
        assert_true(scan(&file, &streamed, &fault));
        assert_string_equal(streamed.text, expected);
        struct contents contents = {formed.bytes, formed.size};
        assert_true(metabase_text_of("a name", &contents, &decoded, &held, &fault));
        assert_string_equal(held.name, "a name");
        assert_int_equal(held.form, form);
        assert_int_equal(held.size, strlen(text.utf8));
        assert_memory_equal(held.text, text.utf8, held.size);
        assert_true(scan(&held, &whole, &fault));
        assert_string_equal(whole.text, expected);
        decoded_release(&decoded);
        assert_string_equal(fault.text, "");
    }
}

static void utf16_that_is_broken_is_refused_with_its_line(void **state)
{
    const struct place *place = *state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *says;
    } cases[] = {
        {"\xFF\xFE\x0A\x00<", 5, ":2: expected whole UTF-16 units"},
        {"\xFE\xFF\x00\x0A\x00\x0A\xD8", 7, ":3: expected whole UTF-16 units"},
        {"\xFE\xFF\x00<\xD8\x00\x00<", 8, ":1: expected a character, and not half of a surrogate"},
        {"\xFF\xFE<\x00\x0A\x00\x00\xDC", 8, ":2: expected a character, and not half of a"},
        {"\xFF\xFE<\x00\x00\x00", 6, ":1: expected text without NUL"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct contents contents = {(char *)cases[i].bytes, cases[i].size};
        struct formed formed = {.size = cases[i].size};
        struct metabase_text file = metabase_file(place->path);
        struct metabase_text text;
        struct decoded decoded;
        struct fault fault = {""};
        struct seen seen = {.used = 0};
        assert_false(metabase_text_of("M", &contents, &decoded, &text, &fault));
        assert_int_equal(fault.text[0], 'M');
        assert_memory_equal(fault.text + 1, cases[i].says, strlen(cases[i].says));
        memcpy(formed.bytes, cases[i].bytes, cases[i].size);
        folder_write_formed(place->folder, &formed);
        fault.text[0] = '\0';
        assert_false(scan(&file, &seen, &fault));
        assert_non_null(strstr(fault.text, cases[i].says));
        assert_memory_equal(fault.text, place->path, strlen(place->path));
    }
}

/* XML 1.0, 4.3.3: what the declaration names has to be what the file is in. */
static void an_encoding_that_is_declared_is_the_file_s(void **state)
{
    const struct place *place = *state;
    static const struct {
        bool wide; /* a UTF-16 file takes it, and else a UTF-8 one */
        bool narrow;
        const char *says;
        struct both text;
    } cases[] = {
#define DECLARED(name) "<?xml version=\"1.0\" encoding=\"" name "\"?>\n" HEAD TAIL
        {true, true, "", {HEAD TAIL, u"" HEAD TAIL}},
        {false, true, "found utf-8", {DECLARED("utf-8"), u"" DECLARED("utf-8")}},
        {false, true, "found UTF-8", {DECLARED("UTF-8"), u"" DECLARED("UTF-8")}},
        {true, false, "found UTF-16", {DECLARED("UTF-16"), u"" DECLARED("UTF-16")}},
        {true, false, "found utf-16", {DECLARED("utf-16"), u"" DECLARED("utf-16")}},
        {false, false, "found US-ASCII", {DECLARED("US-ASCII"), u"" DECLARED("US-ASCII")}},
        {false, false, "found ISO-8859-1", {DECLARED("ISO-8859-1"), u"" DECLARED("ISO-8859-1")}},
        {false, false, "found utf-1", {DECLARED("utf-1"), u"" DECLARED("utf-1")}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int form = 0; form < METABASE_FORMS; form++) {
            bool is_wide = form == TEXT_UTF16_LE || form == TEXT_UTF16_BE;
            bool takes = is_wide ? cases[i].wide : cases[i].narrow;
            char says[128];
            struct formed formed;
            struct metabase_text file = metabase_file(place->path);
            struct fault fault = {""};
            snprintf(says, sizeof says, ":1: expected UTF-%s, %s", is_wide ? "16" : "8",
                     cases[i].says);
            formed_of((enum text_form)form, cases[i].text, &formed);
            folder_write_formed(place->folder, &formed);
            assert_int_equal(scan(&file, &(struct seen){.used = 0}, &fault), takes);
            assert_true(takes == (strstr(fault.text, says) == NULL));
        }
    }
}

static void what_is_neither_utf8_nor_marked_is_refused(void **state)
{
    const struct place *place = *state;
    static const char ansi[] = "<configuration>\n<MBProperty><a Location=\"/\xFC\"/>";
    expect_fault(place, ansi, "2: expected well-formed XML, found not well-formed (invalid token)");
    for (int form = TEXT_UTF16_LE; form <= TEXT_UTF16_BE; form++) {
        struct formed formed;
        struct metabase_text file = metabase_file(place->path);
        struct fault fault = {""};
        formed_of((enum text_form)form, BOTH(HEAD TAIL), &formed);
        formed.size -= 2;
        memmove(formed.bytes, formed.bytes + 2, formed.size);
        folder_write_formed(place->folder, &formed);
        assert_false(scan(&file, &(struct seen){.used = 0}, &fault));
        assert_non_null(strstr(fault.text, ":1: expected UTF-8, or UTF-16 with its mark, found "
                                           "another encoding"));
    }
}

static void what_stands_where_it_may_not_is_refused_with_its_line(void **state)
{
    static const char *const cases[][2] = {
        {"", "1: expected well-formed XML, found no element found"},
        {"\n<Configuration/>", "2: expected <configuration>, found Configuration"},
        {"<configuration>\n\n<MbProperty/></configuration>",
         "3: expected <MBProperty>, found MbProperty"},
        {HEAD "<a Location=\"/\">\n<custom ID=\"1\"/></a>" TAIL,
         "4: expected <Custom> or the node's end, found custom"},
        {HEAD "<a Location=\"/\"><Custom ID=\"1\">\n\n<Custom ID=\"2\"/></Custom></a>" TAIL,
         "5: expected the end of <Custom>, found Custom"},
        {HEAD "<a Location=\"/\"><Custom id=\"1\"/></a>" TAIL,
         "3: expected ID in <Custom>, found none"},
        {HEAD "<a location=\"/\"/>" TAIL, "3: expected Location=\"/...\", found none"},
        {HEAD "<a Location=\"\"/>" TAIL, "3: expected Location=\"/...\", found "},
        {HEAD "<a Location=\"..\"/>" TAIL, "3: expected Location=\"/...\", found .."},
        {HEAD "<a Location=\"inherited:LM\"/>" TAIL, "3: expected Location=\"/...\", found LM"},
        {HEAD "<a Location=\"inherited:\"/>" TAIL, "3: expected Location=\"/...\", found "},
        {HEAD "<a Location=\"inherited/\"/>" TAIL,
         "3: expected Location=\"/...\", found inherited/"},
        {HEAD "<a Location=\"/\">" TAIL, "4: expected well-formed XML, found mismatched tag"},
        {HEAD TAIL "<configuration/>",
         "6: expected well-formed XML, found junk after document element"},
        {"\n<!DOCTYPE configuration>\n<configuration/>",
         "2: expected no document type, found configuration"},
        {"<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>", "1: expected no document type, found x"},
        {HEAD "<a Location=\"/\" b=\"&c;\"/>" TAIL,
         "3: expected well-formed XML, found undefined entity"},
        {"<x:configuration/>", "1: expected xmlns:x, found none"},
        {"<x:configuration xmlns:y=\"u\"/>", "1: expected xmlns:x, found none"},
        {"<x:other xmlns:x=\"u\"/>", "1: expected <configuration>, found other"},
        {"<x:configuration xmlns:x=\"u\">\n<y:MBProperty/></x:configuration>",
         "2: expected an element with the prefix of <configuration>, found y:MBProperty"},
        {"<x:configuration xmlns:x=\"u\">\n<MBProperty/></x:configuration>",
         "2: expected an element with the prefix of <configuration>, found MBProperty"},
        {"<x:configuration xmlns:x=\"u\">\n<x:x:MBProperty/></x:configuration>",
         "2: expected an element with the prefix of <configuration>, found x:x:MBProperty"},
        {"<configuration xmlns:x=\"u\">\n<x:MBProperty/></configuration>",
         "2: expected an element with the prefix of <configuration>, found x:MBProperty"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_fault(*state, cases[i][0], cases[i][1]);
    }
}

static void a_prefix_has_62_bytes_at_most(void **state)
{
    (void)state;
    for (int length = 1; length <= 64; length++) {
        char prefix[65] = "";
        char text[2048];
        struct fault fault = {""};
        struct seen seen = {.used = 0};
        memset(prefix, 'p', (size_t)length);
        snprintf(text, sizeof text,
                 "<%s:configuration xmlns:%s=\"u\"><%s:MBProperty><%s:a Location=\"/\">"
                 "<%s:Custom ID=\"7\"/></%s:a></%s:MBProperty></%s:configuration>",
                 prefix, prefix, prefix, prefix, prefix, prefix, prefix, prefix);
        assert_int_equal(scan_memory(text, &seen, &fault), length <= 62);
        if (length <= 62) {
            assert_string_equal(seen.text, "1 a [] -\n1 Custom 7\nend\n");
        } else {
            assert_non_null(strstr(fault.text, "memory:1: expected a shorter prefix, found ppp"));
            assert_string_equal(seen.text, "");
        }
    }
}

static void a_location_has_no_slash_at_its_end_and_an_export_s_mark_is_off(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"<a Location=\"/\"/>", "1 a [] -\nend\n"},
        {"<a Location=\"//\"/>", "1 a [] -\nend\n"},
        {"<a Location=\"/LM\"/>", "1 a [/LM] -\nend\n"},
        {"<a Location=\"/LM//\"/>", "1 a [/LM] -\nend\n"},
        {"<a Location=\".\"/>", "1 a [.] -\nend\n"},
        {"<a Location=\"inherited:/LM/\"/>", "1 a [/LM] inherited -\nend\n"},
        {"<a Location=\"inherited:/\"/>", "1 a [] inherited -\nend\n"},
        {"<IIsInheritedProperties Location=\"/LM\"/>",
         "1 IIsInheritedProperties [/LM] inherited -\nend\n"},
        {"<iisinheritedproperties Location=\"/LM\"/>",
         "1 iisinheritedproperties [/LM] inherited -\nend\n"},
        {"<IIsInherited Location=\"/inherited:\"/>", "1 IIsInherited [/inherited:] -\nend\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        struct fault fault = {""};
        struct seen seen = {.used = 0};
        snprintf(text, sizeof text, "<configuration><MBProperty>%s</MBProperty></configuration>",
                 cases[i][0]);
        assert_true(scan_memory(text, &seen, &fault));
        assert_string_equal(seen.text, cases[i][1]);
    }
}

static void a_location_has_4095_bytes_at_most(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "/"};
    for (int length = 4094; length <= 4097; length++) {
        for (int i = 0; i < 2; i++) {
            char text[8192];
            struct fault fault = {""};
            struct seen seen = {.used = 0};
            snprintf(text, sizeof text, HEAD "<a Location=\"/%0*d%s\"/>" TAIL, length - 1, 0,
                     ends[i]);
            assert_int_equal(scan_memory(text, &seen, &fault), length <= 4095);
            if (length <= 4095) {
                assert_int_equal(strcspn(strchr(seen.text, '[') + 1, "]"), length);
            } else { /* of what was found 80 bytes */
                char says[256];
                snprintf(says, sizeof says, "memory:3: expected a shorter Location, found /%079d",
                         0);
                assert_string_equal(fault.text, says);
            }
        }
    }
}

/* Six calls: wherever one says no, there is no further one, and the fault is its own. */
static void where_the_handler_stops_nothing_more_is_called(void **state)
{
    (void)state;
    static const char text[] = HEAD "<a Location=\"/a\"/><b Location=\"/b\"><Custom ID=\"1\"/></b>"
                                    "<c Location=\"/c\"></c><>" TAIL;
    static const char *const lines[] = {
        "3 a [/a] -\n", "end\n", "3 b [/b] -\n", "3 Custom 1\n", "end\n", "3 c [/c] -\n", "end\n"};
    char expected[256] = "";
    struct fault fault = {""};
    for (int call = 1; call <= 7; call++) {
        struct seen seen = {.stops_at = call};
        strcat(expected, lines[call - 1]);
        assert_false(scan_memory(text, &seen, &fault));
        assert_string_equal(seen.text, expected);
        assert_string_equal(fault.text, "stopped");
    }
    struct seen seen = {.stops_at = 0};
    assert_false(scan_memory(text, &seen, &fault));
    assert_string_equal(
        fault.text, "memory:3: expected well-formed XML, found not well-formed (invalid token)");
}

static void only_node_has_to_be_handled(void **state)
{
    (void)state;
    static const char text[] = HEAD "<a Location=\"/a\"><Custom ID=\"1\"/></a>"
                                    "<b Location=\"/b\"/>" TAIL;
    struct metabase_text given = metabase_in_memory("memory", text, sizeof text - 1);
    struct fault fault = {""};
    struct seen seen = {.used = 0};
    struct metabase_handler handler = {&seen, see_node, NULL, NULL, NULL};
    assert_true(metabase_scan(&given, &handler, &fault));
    assert_string_equal(seen.text, "3 a [/a] -\n3 b [/b] -\n");
}

struct told {
    size_t done[4];
    size_t whole[4];
    size_t times;
};

static bool pass_over(void *context, const char *location, const struct metabase_tag *tag)
{
    (void)context;
    (void)location;
    (void)tag;
    return true;
}

static void tell(void *context, size_t done, size_t whole)
{
    struct told *told = context;
    assert_true(told->times < 4);
    told->done[told->times] = done;
    told->whole[told->times++] = whole;
}

/* A part is full, or one byte less or more: all of it is read, and nothing twice. */
static void a_file_of_whole_parts_is_read_to_its_end(void **state)
{
    const struct place *place = *state;
    static char text[2 * PART + 64];
    static const size_t sizes[] = {PART - 1, PART, PART + 1, 2 * PART - 1, 2 * PART, 2 * PART + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct told told = {.times = 0};
        struct fault fault = {""};
        struct seen seen = {.used = 0};
        struct metabase_text file = metabase_file(place->path);
        struct metabase_handler handler = {&told, pass_over, NULL, NULL, tell};
        int filled = (int)sizes[i] - (int)strlen(HEAD "<a Location=\"/\" x=\"\"/>" TAIL);
        snprintf(text, sizeof text, HEAD "<a Location=\"/\" x=\"%*s\"/>" TAIL, filled, "");
        assert_int_equal(strlen(text), sizes[i]);
        folder_write(place->folder, "MetaBase.xml", text);
        assert_true(metabase_scan(&file, &handler, &fault));
        assert_int_equal(told.times, sizes[i] / PART + 1);
        for (size_t t = 0; t < told.times; t++) {
            size_t read = (t + 1) * PART;
            assert_int_equal(told.done[t], read < sizes[i] ? read : sizes[i]);
            assert_int_equal(told.whole[t], sizes[i]);
        }
        assert_true(scan_memory(text, &seen, &fault));
        assert_string_equal(seen.text, "3 a [] -\nend\n");
        text[sizes[i] - 2] = ' '; /* without its last > */
        told.times = 0;
        assert_false(scan_memory(text, &seen, &fault));
        folder_write(place->folder, "MetaBase.xml", text);
        assert_false(metabase_scan(&file, &handler, &fault));
        assert_non_null(strstr(fault.text, "MetaBase.xml:5: expected well-formed XML"));
    }
}

static void progress_is_of_a_stream_alone(void **state)
{
    const struct place *place = *state;
    for (int form = 0; form < METABASE_FORMS; form++) {
        struct formed formed;
        struct told told = {.times = 0};
        struct fault fault = {""};
        struct metabase_text file = metabase_file(place->path);
        struct metabase_handler handler = {&told, pass_over, NULL, NULL, tell};
        formed_of((enum text_form)form, BOTH(HEAD TAIL), &formed);
        folder_write_formed(place->folder, &formed);
        assert_true(metabase_scan(&file, &handler, &fault));
        assert_int_equal(told.times, form < TEXT_UTF16_LE ? 1 : 0);
        assert_int_equal(told.done[0], form < TEXT_UTF16_LE ? formed.size : 0);
    }
}

static void a_file_that_cannot_be_read_is_said_by_name(void **state)
{
    const struct place *place = *state;
    char path[FOLDER_MAX + 32];
    char says[FOLDER_MAX + 64];
    struct fault fault = {""};
    struct seen seen = {.used = 0};
    snprintf(path, sizeof path, "%s.none", place->path);
    struct metabase_text none = metabase_file(path);
    snprintf(says, sizeof says, "%s: %s", path, strerror(ENOENT));
    assert_false(scan(&none, &seen, &fault));
    assert_string_equal(fault.text, says);
    struct metabase_text folder = metabase_file(place->folder);
    fault.text[0] = '\0';
    assert_false(scan(&folder, &seen, &fault));
    snprintf(says, sizeof says, "%s: ", place->folder);
    assert_memory_equal(fault.text, says, strlen(says));
}

static void what_a_handler_did_not_expect_is_said_with_its_place(void **state)
{
    (void)state;
    struct fault fault = {""};
    struct metabase_tag tag = {.line = 47};
    char expected[256];
    char found[101];
    snprintf(found, sizeof found, "%0100d", 0);
    assert_false(metabase_unexpected(&fault, "F", &tag, "a number", found));
    snprintf(expected, sizeof expected, "F:47: expected a number, found %.80s", found);
    assert_string_equal(fault.text, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_a_file_reads_as_the_same_text),
        cmocka_unit_test(utf16_that_is_broken_is_refused_with_its_line),
        cmocka_unit_test(an_encoding_that_is_declared_is_the_file_s),
        cmocka_unit_test(what_is_neither_utf8_nor_marked_is_refused),
        cmocka_unit_test(what_stands_where_it_may_not_is_refused_with_its_line),
        cmocka_unit_test(a_prefix_has_62_bytes_at_most),
        cmocka_unit_test(a_location_has_no_slash_at_its_end_and_an_export_s_mark_is_off),
        cmocka_unit_test(a_location_has_4095_bytes_at_most),
        cmocka_unit_test(where_the_handler_stops_nothing_more_is_called),
        cmocka_unit_test(only_node_has_to_be_handled),
        cmocka_unit_test(a_file_of_whole_parts_is_read_to_its_end),
        cmocka_unit_test(progress_is_of_a_stream_alone),
        cmocka_unit_test(a_file_that_cannot_be_read_is_said_by_name),
        cmocka_unit_test(what_a_handler_did_not_expect_is_said_with_its_place),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
