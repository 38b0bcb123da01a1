/*
 * An account that is other than it is for one logon (sam_override.h): what holds until it is
 * undone, what becomes of its secrets, and that nothing is left of it.
 */
#include "sam_text.h"

#include "sam_override.h"

/* MS-NLMP 4.2.2.1: the OWFs of "Password". */
#define LM_HEX "e52cac67419a9a224a3b108f3fa6cb6d"
#define NT_HEX "a4f49c406510bdcab6824ee7c30fd852"

static json_t *members_of(const char *text)
{
    json_t *members = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(members);
    return members;
}

static bool put_over(struct sam *sam, const char *name, const char *text,
                     struct sam_override *override, struct fault *fault)
{
    json_t *members = members_of(text);
    *fault = (struct fault){""};
    bool done = sam_override_apply(sam, name, members, override, fault);
    json_decref(members);
    return done;
}

static void an_override_holds_until_it_is_undone(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *members;
        const char *found; /* how the account is called then */
        uint32_t rid;
        const char *lm; /* NULL: no LM hash */
    } cases[] = {
        {"USER", "{}", "user", 1001, LM_HEX},
        {"user", "{\"code_page\": 7}", "user", 1001, LM_HEX},
        {"user", "{\"nt_hash\": \"" NT_HEX "\"}", "user", 1001, NULL},
        {"user", "{\"rid\": 5}", "user", 5, LM_HEX},
        {"user", "{\"name\": \"other\"}", "other", 1001, LM_HEX},
        {"new", "{\"rid\": 6}", "new", 6, NULL},
        {"new", "{\"rid\": 6, \"lm_hash\": \"" LM_HEX "\"}", "new", 6, LM_HEX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sam sam = sam_text_with("\"password\": \"Password\"");
        struct sam_override over;
        struct fault fault;
        assert_true(put_over(&sam, cases[i].name, cases[i].members, &over, &fault));
        const struct sam_account *account = sam_find(&sam, cases[i].found);
        assert_non_null(account);
        assert_ptr_equal(sam_find_rid(&sam, cases[i].rid), account);
        assert_int_equal(account->code_page, i == 1 ? 7 : 0);
        assert_int_equal(account->owfs.has_lm, cases[i].lm != NULL);
        assert_int_equal(sam.count, cases[i].name[0] == 'n' ? 2 : 1);
        assert_int_equal(sam_find(&sam, "user") == NULL, i == 4);
        sam.changed = true;
        sam_override_undo(&sam, &over);
        sam_override_undo(&sam, &over);
        assert_false(sam.changed);
        assert_int_equal(sam.count, 1);
        assert_ptr_equal(sam_find(&sam, "user"), &sam.accounts[0]);
        assert_ptr_equal(sam_find_rid(&sam, 1001), &sam.accounts[0]);
        assert_null(sam_find(&sam, "new"));
        assert_null(sam_find(&sam, "other"));
        assert_null(sam_find_rid(&sam, cases[i].rid == 1001 ? 0 : cases[i].rid));
        assert_hex(sam.accounts[0].owfs.lm, OWF_SIZE, LM_HEX);
        sam_release(&sam);
    }
}

/* Hashes that came from a dump are in no member, and stay where no new secret is given. */
static void a_dumps_hashes_stay_in_an_override(void **state)
{
    (void)state;
    struct sam sam = sam_text_with("");
    struct sam_override over;
    struct fault fault;
    from_hex(LM_HEX, sam.accounts[0].owfs.lm);
    sam.accounts[0].owfs.has_lm = true;
    assert_true(put_over(&sam, "user", "{\"code_page\": 7}", &over, &fault));
    assert_true(sam.accounts[0].owfs.has_lm);
    assert_hex(sam.accounts[0].owfs.lm, OWF_SIZE, LM_HEX);
    sam_override_undo(&sam, &over);
    assert_true(put_over(&sam, "user", "{\"nt_hash\": \"" NT_HEX "\"}", &over, &fault));
    assert_false(sam.accounts[0].owfs.has_lm);
    sam_override_undo(&sam, &over);
    sam_release(&sam);
}

static void an_override_that_is_broken_changes_nothing(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"user", "1", "account: expected an object of sam.json's keys"},
        {"user", "[]", "account: expected an object of sam.json's keys"},
        {"user", "{\"rid\": -1}", "account: expected rid to be a whole number, not negative"},
        {"user", "{\"logon_hours\": \"0g\"}", "account: expected logon_hours to be hex digits"},
        {"new", "{}", "account: expected a name and a rid in each account"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sam sam = sam_text_with("");
        struct sam_override over;
        struct fault fault;
        assert_false(put_over(&sam, cases[i][0], cases[i][1], &over, &fault));
        assert_string_equal(fault.text, cases[i][2]);
        assert_null(over.place);
        assert_int_equal(sam.count, 1);
        sam.changed = true;
        sam_override_undo(&sam, &over);
        assert_true(sam.changed); /* by somebody else */
        assert_int_equal(sam.count, 1);
        assert_ptr_equal(sam_find(&sam, "user"), &sam.accounts[0]);
        assert_int_equal(sam.accounts[0].rid, 1001);
        sam_release(&sam);
    }
}

/* A new secret replaces all old ones; anything else leaves them, and the members given are read
 * alone. */
static void a_secret_replaces_all_others_and_nothing_else_does(void **state)
{
    (void)state;
    static const struct {
        const char *own;
        const char *members;
        const char *nt; /* NULL: none */
        const char *lm;
    } cases[] = {
        {"\"password\": \"Password\"", "{}", NT_HEX, LM_HEX},
        {"\"password\": \"Password\"", "{\"flags\": []}", NT_HEX, LM_HEX},
        {"\"password\": \"Password\"", "{\"nt_hash\": \"" LM_HEX "\"}", LM_HEX, NULL},
        {"\"password\": \"Password\"", "{\"lm_hash\": \"" NT_HEX "\"}", NULL, NT_HEX},
        {"\"nt_hash\": \"" LM_HEX "\"", "{\"lm_hash\": \"" NT_HEX "\"}", NULL, NT_HEX},
        {"\"lm_hash\": \"" NT_HEX "\"", "{\"nt_hash\": \"" NT_HEX "\"}", NT_HEX, NULL},
        {"\"nt_hash\": \"" LM_HEX "\", \"lm_hash\": \"" NT_HEX "\"", "{\"password\": \"Password\"}",
         NT_HEX, LM_HEX},
        {"\"nt_hash\": \"" LM_HEX "\", \"lm_hash\": \"" NT_HEX "\"", "{\"code_page\": 1}", LM_HEX,
         NT_HEX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sam sam = sam_text_with(cases[i].own);
        struct sam_override over;
        struct fault fault;
        json_t *members = members_of(cases[i].members);
        json_t *as_given = json_deep_copy(members);
        json_t *own = json_deep_copy(sam.accounts[0].json);
        assert_true(sam_override_apply(&sam, "user", members, &over, &fault));
        const struct owf_pair *owfs = &sam.accounts[0].owfs;
        assert_int_equal(owfs->has_nt, cases[i].nt != NULL);
        assert_int_equal(owfs->has_lm, cases[i].lm != NULL);
        if (cases[i].nt != NULL) {
            assert_hex(owfs->nt, OWF_SIZE, cases[i].nt);
        }
        if (cases[i].lm != NULL) {
            assert_hex(owfs->lm, OWF_SIZE, cases[i].lm);
        }
        assert_true(json_equal(members, as_given));
        sam_override_undo(&sam, &over);
        assert_true(json_equal(sam.accounts[0].json, own));
        json_decref(members);
        json_decref(as_given);
        json_decref(own);
        sam_release(&sam);
    }
}

/* There is room for one: until it is undone, no other account can be added. */
static void one_account_is_added_at_a_time(void **state)
{
    (void)state;
    struct sam sam = sam_text_with("");
    struct sam_override first;
    struct sam_override second;
    struct fault fault;
    assert_true(put_over(&sam, "new", "{\"rid\": 6}", &first, &fault));
    assert_true(put_over(&sam, "user", "{\"rid\": 7}", &second, &fault));
    sam_override_undo(&sam, &second);
    assert_false(put_over(&sam, "newer", "{\"rid\": 7}", &second, &fault));
    assert_string_equal(fault.text, "account: another one is added already");
    sam_override_undo(&sam, &second);
    assert_int_equal(sam.count, 2);
    assert_non_null(sam_find_rid(&sam, 6));
    sam_override_undo(&sam, &first);
    assert_true(put_over(&sam, "newer", "{\"rid\": 7}", &second, &fault));
    assert_string_equal(sam_find_rid(&sam, 7)->name, "newer");
    sam_override_undo(&sam, &second);
    sam_release(&sam);
}

/* Its name may be given in either case, and is found as it is called then. */
static void an_override_may_change_how_the_name_is_written(void **state)
{
    (void)state;
    struct sam sam = sam_text_with("");
    struct sam_override over;
    struct fault fault;
    assert_true(put_over(&sam, "USER", "{\"name\": \"UsER\"}", &over, &fault));
    assert_string_equal(sam_find(&sam, "user")->name, "UsER");
    sam_override_undo(&sam, &over);
    assert_string_equal(sam_find(&sam, "USER")->name, "user");
    assert_true(put_over(&sam, "USER", "{\"code_page\": 1}", &over, &fault));
    assert_string_equal(sam_find(&sam, "user")->name, "user");
    sam_override_undo(&sam, &over);
    assert_true(put_over(&sam, "nobody", "{\"rid\": 0}", &over, &fault));
    assert_string_equal(sam_find_rid(&sam, 0)->name, "nobody");
    sam_override_undo(&sam, &over);
    assert_null(sam_find_rid(&sam, 0));
    assert_true(put_over(&sam, "Stranger", "{\"rid\": 9}", &over, &fault));
    assert_string_equal(sam_find(&sam, "stranger")->name, "Stranger");
    assert_null(over.before.name);
    sam_override_undo(&sam, &over);
    assert_null(sam_find(&sam, "stranger"));
    sam_release(&sam);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_override_holds_until_it_is_undone),
        cmocka_unit_test(a_dumps_hashes_stay_in_an_override),
        cmocka_unit_test(an_override_that_is_broken_changes_nothing),
        cmocka_unit_test(a_secret_replaces_all_others_and_nothing_else_does),
        cmocka_unit_test(one_account_is_added_at_a_time),
        cmocka_unit_test(an_override_may_change_how_the_name_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
