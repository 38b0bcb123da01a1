/* Several edits of one node at once, whose places in the text touch. */
#include "machine_folder.h"

#include <stdlib.h>

#include "metabase/metabase.h"
#include "metabase/metabase_edit.h"

/* Four attributes that can touch, in every order, and every set of edits of them at once. */
#define TOUCHING 4
#define ORDERS 24
#define EDIT_SETS 81 /* each of the four: left alone, set, or removed */

/* By IISSUBA_TOUCHING one in that many, which is an odd number. */
static int one_in(void)
{
    const char *number = getenv("IISSUBA_TOUCHING");
    return number == NULL ? 1 : atoi(number);
}

static const enum property touching[TOUCHING] = {ALLOW_ANONYMOUS, ANONYMOUS_PASSWORD_SYNC,
                                                 ANONYMOUS_USER_NAME, ANONYMOUS_USER_PASS};

static const char *touching_value(int which, bool edited)
{
    return which < 2 ? (edited ? "FALSE" : "TRUE") : edited ? "another" : "old";
}

/* The order of that number: of what is left, one after the other. */
static void order_of(int number, int order[TOUCHING])
{
    int left[TOUCHING] = {0, 1, 2, 3};
    for (int i = 0; i < TOUCHING; i++) {
        int at = number % (TOUCHING - i);
        number /= TOUCHING - i;
        order[i] = left[at];
        memmove(&left[at], &left[at + 1], (size_t)(TOUCHING - i - at - 1) * sizeof left[0]);
    }
}

#define HEAD \
    "<?xml version=\"1.0\"?>%s<configuration><MBProperty>%s<IIsFtpServer Location=\"/LM/X\""
#define TAIL "%s\t\tServerComment=\"kept\"%s/>%s</MBProperty></configuration>%s"

static int write_touching(char *text, size_t size, int present, const int order[TOUCHING],
                          const char *end)
{
    int used = snprintf(text, size, HEAD, end, end);
    for (int i = 0; i < TOUCHING; i++) {
        if ((present >> order[i] & 1) != 0) {
            used +=
                snprintf(text + used, size - (size_t)used, "%s\t\t%s=\"%s\"", end,
                         property_schema[touching[order[i]]].name, touching_value(order[i], false));
        }
    }
    return used + snprintf(text + used, size - (size_t)used, TAIL, end, end, end, end);
}

/* The edits of that number: 0 leaves alone, 1 sets, 2 removes. */
static size_t touching_edits(const struct schema *schema, int number,
                             struct metabase_edit edits[TOUCHING])
{
    struct fault fault = {""};
    size_t count = 0;
    for (int i = 0; i < TOUCHING; i++, number /= 3) {
        if (number % 3 != 0) {
            edits[count] = (struct metabase_edit){
                "/LM/X", {"", 0, NULL}, number % 3 == 1 ? touching_value(i, true) : NULL};
            assert_true(property_query_of(schema, property_schema[touching[i]].name,
                                          &edits[count].query, &fault));
            count++;
        }
    }
    return count;
}

static void check_touching(const char *path, const struct contents *edited, int present, int number)
{
    struct metabase metabase;
    struct fault fault = {""};
    assert_int_equal(strncmp(edited->text, "<?xml version=\"1.0\"?>", 21), 0);
    assert_non_null(strstr(edited->text, "ServerComment=\"kept\""));
    assert_non_null(strstr(edited->text, "/></MBProperty>") == NULL
                        ? strstr(edited->text, "</MBProperty></configuration>")
                        : edited->text);
    struct metabase_text file = metabase_file(path);
    if (!metabase_read(&file, METABASE_ALL, &metabase, &fault)) {
        fail_msg("%s", fault.text);
    }
    const struct metabase_node *node = metabase_find(&metabase, "/LM/X");
    for (int i = 0; i < TOUCHING; i++, number /= 3) {
        const char *expected = number % 3 == 1           ? touching_value(i, true)
                               : number % 3 == 2         ? NULL
                               : (present >> i & 1) != 0 ? touching_value(i, false)
                                                         : NULL;
        const char *value = node == NULL ? NULL : node->values[touching[i]];
        if (expected == NULL) {
            assert_null(value);
        } else {
            assert_string_equal(value, expected);
        }
    }
    metabase_release(&metabase);
}

static void edits_that_touch_come_out_right_in_any_order_of_attributes(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct schema schema;
    folder_new(folder);
    snprintf(path, sizeof path, "%s/MetaBase.xml", folder);
    assert_true(schema_builtin(&schema));
    for (int run = 0; run < 16 * ORDERS * EDIT_SETS; run++) {
        char text[2048];
        int order[TOUCHING];
        struct metabase_edit edits[TOUCHING];
        struct contents edited;
        struct fault fault = {""};
        int present = run % 16;
        if ((present != 15 && run % 29 != 0) || run % one_in() != 0) {
            continue; /* all sets and orders of all four; of fewer, some */
        }
        int number = run / 16 / ORDERS;
        order_of(run / 16 % ORDERS, order);
        write_touching(text, sizeof text, present, order, run % 2 == 0 ? "\n" : "\r\n");
        folder_write(folder, "MetaBase.xml", text);
        size_t count = touching_edits(&schema, number, edits);
        if (!metabase_edit(path, edits, count, &edited, &fault)) {
            fail_msg("%s", fault.text);
        }
        assert_int_equal(edited.size, strlen(edited.text));
        folder_write(folder, "MetaBase.xml", edited.text);
        check_touching(path, &edited, present, number);
        contents_release(&edited);
    }
    schema_release(&schema);
    folder_remove(folder);
}

static void one_property_is_not_edited_twice_at_once(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct schema schema;
    struct contents edited;
    struct fault fault = {""};
    struct metabase_edit edits[2];
    folder_new(folder);
    snprintf(path, sizeof path, "%s/MetaBase.xml", folder);
    folder_write(folder, "MetaBase.xml",
                 "<configuration><MBProperty><IIsFtpServer Location=\"/LM/X\" "
                 "AnonymousUserName=\"old\"/></MBProperty></configuration>");
    assert_true(schema_builtin(&schema));
    for (int i = 0; i < 2; i++) {
        edits[i] = (struct metabase_edit){"/LM/X", {"", 0, NULL}, i == 0 ? "a" : NULL};
        assert_true(property_query_of(&schema, "AnonymousUserName", &edits[i].query, &fault));
    }
    assert_false(metabase_edit(path, edits, 2, &edited, &fault));
    assert_non_null(strstr(fault.text, "unchanged"));
    schema_release(&schema);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_that_touch_come_out_right_in_any_order_of_attributes),
        cmocka_unit_test(one_property_is_not_edited_twice_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
