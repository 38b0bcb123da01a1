/* The metabase where there is no memory: it is said, nothing is left, and nothing is half done. */
#include "failing_memory.h"
#include "support.h"

#include "metabase/metabase_listing.h"

static const char small[] =
    "<configuration><MBProperty>"
    "<IIsComputer Location=\"/LM\" Other=\"lm\" AnonymousPasswordSync=\"1\"/>"
    "<IIsFtpService Location=\"/LM/A\" AllowAnonymous=\"TRUE\" AnonymousUserPass=\"secret\">"
    "<Custom Name=\"Down\" ID=\"70002\" Value=\"own\" Type=\"STRING\" Attributes=\"INHERIT\"/>"
    "</IIsFtpService>"
    "<IIsFtpServer Location=\"/LM/A/1\" ServerComment=\"x\"/>"
    "</MBProperty></configuration>";

static bool lists(void *context)
{
    struct schema *schema = context;
    struct metabase_text text = metabase_in_memory("live", small, sizeof small - 1);
    struct metabase_listing listing;
    struct fault fault = {""};
    bool exists;
    if (!metabase_list(&text, schema, "", true, &listing, &exists, &fault)) {
        assert_non_null(strstr(fault.text, "no memory"));
        return false;
    }
    assert_int_equal(listing.count, 3);
    metabase_listing_release(&listing);
    return true;
}

static void a_listing_without_memory_says_so_and_leaves_nothing(void **state)
{
    (void)state;
    struct schema schema;
    assert_true(schema_builtin(&schema));
    assert_true(memory_each_fails(lists, &schema) > 10);
    schema_release(&schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_listing_without_memory_says_so_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
