/*
 * What a metabase says of IIS's anonymous accounts (import_plan.h; Q259353, Q190005): which nodes
 * name an account, what is in force there, which of them decide, and what they come to.
 */
#include "support.h"

#include "enrolment/import_plan.h"

#define ENCRYPTED "49634462000000000000000000000000"

struct world {
    struct metabase metabase;
    struct import_plan plan;
};

static void begin(struct world *world, const char *nodes)
{
    char text[4096];
    struct fault fault = {""};
    int size = snprintf(text, sizeof text,
                        "<configuration><MBProperty>%s</MBProperty></configuration>", nodes);
    struct metabase_text source = metabase_in_memory("MetaBase.xml", text, (size_t)size);
    if (!metabase_read(&source, METABASE_ALL, &world->metabase, &fault)) {
        fail_msg("%s", fault.text);
    }
    memset(&world->plan, 0xFF, sizeof world->plan);
    assert_true(import_plan_make(&world->metabase, &world->plan));
}

static void end(struct world *world)
{
    static const struct import_plan empty;
    import_plan_release(&world->plan);
    assert_null(world->plan.accounts);
    assert_int_equal(world->plan.count, empty.count);
    assert_int_equal(world->plan.capacity, empty.capacity);
    assert_null(import_plan_find(&world->plan, "a"));
    import_plan_release(&world->plan);
    metabase_release(&world->metabase);
}

/* A node of the FTP service: what it sets, as attributes. */
#define NODE(location, sets) "<IIsFtpServer Location=\"/LM/MSFTPSVC" location "\" " sets "/>"
#define NAME(name) "AnonymousUserName=\"" name "\" "
#define PASS(secret) "AnonymousUserPass=\"" secret "\" "
#define SYNC(on) "AnonymousPasswordSync=\"" on "\" "

static void nothing_that_is_set_is_an_empty_plan(void **state)
{
    (void)state;
    static const char *const nodes[] = {"", NODE("", "ServerComment=\"x\""), NODE("", SYNC("TRUE")),
                                        NODE("", PASS("p")), NODE("", NAME("") PASS("p"))};
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++) {
        struct world world;
        begin(&world, nodes[i]);
        assert_int_equal(world.plan.count, 0);
        end(&world);
    }
}

/* Each of the three makes a node one of the account's; another property does not. */
static void the_nodes_of_an_account_are_those_that_set_one_of_the_three(void **state)
{
    (void)state;
    static const struct {
        const char *location;
        bool sync;
        const char *secret;
    } expected[] = {{"/LM/MSFTPSVC", true, "first"},
                    {"/LM/MSFTPSVC/1", false, "first"},
                    {"/LM/MSFTPSVC/2", true, "second"},
                    {"/LM/MSFTPSVC/3", true, "first"},
                    {"/LM/MSFTPSVC/4", true, ""}};
    struct world world;
    begin(&world, NODE("", NAME("a") PASS("first")) NODE("/1", SYNC("FALSE"))
                      NODE("/2", PASS("second")) NODE("/3", NAME("A"))
                          NODE("/4", PASS("") SYNC("TRUE")) NODE("/5", "ServerComment=\"x\""));
    assert_int_equal(world.plan.count, 1);
    const struct import_account *account = &world.plan.accounts[0];
    assert_string_equal(account->name, "a");
    assert_int_equal(account->count, 5);
    for (size_t i = 0; i < account->count; i++) {
        assert_string_equal(account->nodes[i].node->location, expected[i].location);
        assert_int_equal(account->nodes[i].sync, expected[i].sync);
        assert_string_equal(account->nodes[i].secret, expected[i].secret);
    }
    end(&world);
}

static void an_account_is_found_by_its_name_in_either_case(void **state)
{
    (void)state;
    char nodes[4096] = "";
    struct world world;
    for (int i = 0; i < 20; i++) {
        size_t used = strlen(nodes);
        snprintf(nodes + used, sizeof nodes - used,
                 "<IIsFtpServer Location=\"/LM/MSFTPSVC/%d\" AnonymousUserName=\"User%d\" "
                 "AnonymousUserPass=\"p%d\"/>",
                 i + 1, i, i);
    }
    begin(&world, nodes);
    assert_int_equal(world.plan.count, 20);
    for (int i = 0; i < 20; i++) {
        char name[16];
        char secret[16];
        snprintf(name, sizeof name, "%s%d", i % 2 == 0 ? "USER" : "user", i);
        snprintf(secret, sizeof secret, "p%d", i);
        const struct import_account *found = import_plan_find(&world.plan, name);
        assert_ptr_equal(found, &world.plan.accounts[i]); /* in the metabase's order */
        assert_int_equal(found->count, 1);
        assert_string_equal(found->secret, secret);
    }
    static const char *const others[] = {"User", "User20", "User1 ", "", "ser1"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_null(import_plan_find(&world.plan, others[i]));
    }
    end(&world);
}

/* As Windows compares them: beyond ASCII too, and whole. */
static void two_spellings_of_a_name_are_one_account(void **state)
{
    (void)state;
    static const struct {
        const char *first;
        const char *second;
        bool same;
    } cases[] = {
        {"B\xC3\x9CRO", "b\xC3\xBCro", true},
        {"\xD0\x96", "\xD0\xB6", true},
        {"B\xC3\x9CRO", "BURO", false},
        {"a\xC3\xBC",
         "a\xC3\xBC"
         "b",
         false},
        {"[", "{", false},
        {"\xC3\xBC", "\xC3\xB6", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char nodes[512];
        struct world world;
        snprintf(nodes, sizeof nodes,
                 "<IIsFtpServer Location=\"/LM/MSFTPSVC/1\" AnonymousUserName=\"%s\" "
                 "AnonymousUserPass=\"p\"/><IIsFtpServer Location=\"/LM/MSFTPSVC/2\" "
                 "AnonymousUserName=\"%s\" AnonymousUserPass=\"q\"/>",
                 cases[i].first, cases[i].second);
        begin(&world, nodes);
        assert_int_equal(world.plan.count, cases[i].same ? 1 : 2);
        assert_int_equal(world.plan.accounts[0].verdict,
                         cases[i].same ? IMPORT_DISAGREE : IMPORT_SECRET);
        assert_ptr_equal(import_plan_find(&world.plan, cases[i].second),
                         &world.plan.accounts[cases[i].same ? 0 : 1]);
        end(&world);
    }
}

/* An account's name has 256 units; what is longer is none, and is the same byte by byte alone. */
static void names_are_compared_up_to_the_longest_and_beyond(void **state)
{
    (void)state;
    for (size_t units = 255; units <= 258; units++) {
        char nodes[2048];
        char name[260];
        struct world world;
        memset(name, 'x', sizeof name);
        name[units] = '\0';
        snprintf(nodes, sizeof nodes,
                 "<IIsFtpServer Location=\"/LM/MSFTPSVC/1\" AnonymousUserName=\"%s\"/>"
                 "<IIsFtpServer Location=\"/LM/MSFTPSVC/2\" AnonymousUserName=\"%s\"/>"
                 "<IIsFtpServer Location=\"/LM/MSFTPSVC/3\" AnonymousUserName=\"%.*sy\"/>",
                 name, name, (int)units - 1, name);
        begin(&world, nodes);
        assert_int_equal(world.plan.count, 2);
        assert_int_equal(world.plan.accounts[0].count, 2);
        name[0] = 'X';
        assert_ptr_equal(import_plan_find(&world.plan, name),
                         units <= 256 ? &world.plan.accounts[0] : NULL);
        name[0] = 'x';
        name[units - 1] = 'Y';
        assert_ptr_equal(import_plan_find(&world.plan, name),
                         units <= 256 ? &world.plan.accounts[1] : NULL);
        name[units - 1] = 'y';
        assert_ptr_equal(import_plan_find(&world.plan, name), &world.plan.accounts[1]);
        assert_null(import_plan_find(&world.plan, "\xFF"));
        end(&world);
    }
}

/* Of up to three nodes. */
#define ON(location, secret) NODE(location, NAME("a") PASS(secret) SYNC("TRUE"))
#define OFF(location, secret) NODE(location, NAME("a") PASS(secret) SYNC("FALSE"))
static const struct {
    const char *nodes;
    enum import_verdict verdict;
    bool sync;
    const char *secret; /* for IMPORT_SECRET */
} verdicts[] = {
    {ON("/1", "p"), IMPORT_SECRET, true, "p"},
    {OFF("/1", "p"), IMPORT_SECRET, false, "p"},
    {ON("/1", ""), IMPORT_NO_SECRET, true, NULL},
    {OFF("/1", ""), IMPORT_NO_SECRET, false, NULL},
    {ON("/1", "p") ON("/2", "p") ON("/3", "p"), IMPORT_SECRET, true, "p"},
    /* One without a secret contradicts nobody, wherever it stands. */
    {ON("/1", "") ON("/2", "p"), IMPORT_SECRET, true, "p"},
    {ON("/1", "p") ON("/2", ""), IMPORT_SECRET, true, "p"},
    {ON("/1", "p") ON("/2", "") ON("/3", "p"), IMPORT_SECRET, true, "p"},
    {ON("/1", "") ON("/2", ""), IMPORT_NO_SECRET, true, NULL},
    /* Two secrets do, and a third does not mend it. */
    {ON("/1", "p") ON("/2", "P"), IMPORT_DISAGREE, true, NULL},
    {ON("/1", "p") ON("/2", "q") ON("/3", "q"), IMPORT_DISAGREE, true, NULL},
    {ON("/1", "p") ON("/2", "p") ON("/3", "q"), IMPORT_DISAGREE, true, NULL},
    {ON("/1", "p") ON("/2", "q") ON("/3", "p"), IMPORT_DISAGREE, true, NULL},
    {OFF("/1", "p") OFF("/2", "q"), IMPORT_DISAGREE, false, NULL},
    {OFF("/1", "p") OFF("/2", "p"), IMPORT_SECRET, false, "p"},
    /* Where one is synchronized, these alone decide. */
    {ON("/1", "p") OFF("/2", "q"), IMPORT_SECRET, true, "p"},
    {OFF("/1", "q") ON("/2", "p"), IMPORT_SECRET, true, "p"},
    {OFF("/1", "q") OFF("/2", "r") ON("/3", "p"), IMPORT_SECRET, true, "p"},
    {OFF("/1", "q") ON("/2", ""), IMPORT_NO_SECRET, true, NULL},
    {OFF("/1", ENCRYPTED) ON("/2", "p"), IMPORT_SECRET, true, "p"},
    /* What cannot be read is that first of all. */
    {ON("/1", ENCRYPTED), IMPORT_ENCRYPTED, true, NULL},
    {OFF("/1", ENCRYPTED), IMPORT_ENCRYPTED, false, NULL},
    {ON("/1", ENCRYPTED) ON("/2", ENCRYPTED), IMPORT_ENCRYPTED, true, NULL},
    {ON("/1", ENCRYPTED) ON("/2", "p"), IMPORT_ENCRYPTED, true, NULL},
    {ON("/1", "p") ON("/2", ENCRYPTED), IMPORT_ENCRYPTED, true, NULL},
    {ON("/1", ENCRYPTED) ON("/2", ""), IMPORT_ENCRYPTED, true, NULL},
    {ON("/1", "") ON("/2", ENCRYPTED) OFF("/3", "p"), IMPORT_ENCRYPTED, true, NULL},
};

static void what_the_nodes_come_to(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        struct world world;
        begin(&world, verdicts[i].nodes);
        assert_int_equal(world.plan.count, 1);
        const struct import_account *account = &world.plan.accounts[0];
        if (account->verdict != verdicts[i].verdict || account->sync != verdicts[i].sync) {
            fail_msg("%s: verdict %d, sync %d", verdicts[i].nodes, account->verdict, account->sync);
        }
        if (verdicts[i].secret != NULL) {
            assert_string_equal(account->secret, verdicts[i].secret);
        }
        end(&world);
    }
}

/* Q190005: synchronization is for accounts of this computer, whatever is said of the password. */
static void an_account_of_a_domain_is_that_whatever_its_nodes_say(void **state)
{
    (void)state;
    static const char *const secrets[] = {"", "p", ENCRYPTED};
    static const struct {
        const char *name;
        bool domain;
    } names[] = {{"D\\a", true}, {"\\a", true}, {"a\\", true}, {"a", false}, {"D/a", false}};
    for (size_t i = 0; i < 3 * sizeof names / sizeof names[0]; i++) {
        char nodes[512];
        struct world world;
        snprintf(nodes, sizeof nodes,
                 "<IIsFtpServer Location=\"/LM/MSFTPSVC\" AnonymousUserName=\"%s\" "
                 "AnonymousUserPass=\"%s\"/>",
                 names[i / 3].name, secrets[i % 3]);
        begin(&world, nodes);
        assert_int_equal(world.plan.count, 1);
        assert_string_equal(world.plan.accounts[0].name, names[i / 3].name);
        assert_int_equal(world.plan.accounts[0].verdict == IMPORT_DOMAIN, names[i / 3].domain);
        end(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_that_is_set_is_an_empty_plan),
        cmocka_unit_test(the_nodes_of_an_account_are_those_that_set_one_of_the_three),
        cmocka_unit_test(an_account_is_found_by_its_name_in_either_case),
        cmocka_unit_test(two_spellings_of_a_name_are_one_account),
        cmocka_unit_test(names_are_compared_up_to_the_longest_and_beyond),
        cmocka_unit_test(what_the_nodes_come_to),
        cmocka_unit_test(an_account_of_a_domain_is_that_whatever_its_nodes_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
