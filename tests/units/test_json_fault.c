/* What is said of a text that is no JSON: in words of our own, and nothing of the text
 * (json_fault.h). */
#include "support.h"

#include "json_fault.h"

static const char *fault_of(const char *text)
{
    json_error_t error;
    assert_null(json_loads(text, JSON_REJECT_DUPLICATES, &error));
    return json_fault(&error);
}

static void each_way_to_be_no_json_has_its_words(void **state)
{
    (void)state;
    static char deep[5000];
    memset(deep, '[', sizeof deep - 1);
    assert_string_equal(fault_of("[\"\xFF\"]"), "UTF-8 text");
    assert_string_equal(fault_of("["), "JSON, and it ends too early");
    assert_string_equal(fault_of("{\"a\": 1, \"a\": 2}"), "each JSON key once in an object");
    assert_string_equal(fault_of(deep), "JSON that is nested less deeply");
    assert_string_equal(fault_of("[secret]"), "JSON");
    assert_string_equal(fault_of("1"), "JSON");
    assert_string_equal(fault_of("[1e999]"), "JSON");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_to_be_no_json_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
