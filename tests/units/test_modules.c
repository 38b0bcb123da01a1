/* The modules of the stack, each by itself: what it says of a credential, and what it notes. */
#include "support.h"

#include "lsass/modules.h"

static struct made_request made;
static struct request request;

/* A judgement by SAM's owfs and the metabase's, each of one password. */
struct judged {
    struct judgement judgement;
    struct account account;
    struct owf_pair sam;
    struct owf_pair metabase;
};

static void prepare(struct judged *judged, enum form form, struct wide presented, struct wide sam,
                    struct wide metabase)
{
    make_request(&made, form, presented, WIDE(NLMP_USER), WIDE(NLMP_DOMAIN), NULL);
    assert_true(request_read(&made.info, &request));
    memset(judged, 0, sizeof *judged);
    judged->sam = secret_of_password(sam);
    judged->metabase = secret_of_password(metabase);
    judged->account.nt_owf = (struct bytes){judged->sam.nt, OWF_SIZE};
    judged->account.lm_owf = (struct bytes){judged->sam.lm, OWF_SIZE};
    judged->judgement.request = &request;
    judged->judgement.account = &judged->account;
    judged->judgement.metabase = &judged->metabase;
    judged->judgement.metabase_stored = true;
}

static void assert_noted(const struct judged *judged, bool cleartext, bool blank, bool by_level)
{
    assert_int_equal(judged->judgement.cleartext, cleartext);
    assert_int_equal(judged->judgement.blank, blank);
    assert_int_equal(judged->judgement.refused_by_level, by_level);
}

static void they_are_known_by_their_names(void **state)
{
    (void)state;
    static const struct module expected[] = {
        {"metabase", module_metabase}, {"sam", module_sam}, {"caller", module_caller}};
    assert_int_equal(MODULE_COUNT, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(module_table[i].name, expected[i].name);
        assert_true(module_table[i].judge == expected[i].judge);
    }
}

static void each_module_admits_by_its_own_secret(void **state)
{
    (void)state;
    struct wide one = WIDE(u"first-pw");
    struct wide other = WIDE(u"other-pw");
    for (int form = 0; form < FORM_COUNT; form++) {
        struct judged judged;
        prepare(&judged, (enum form)form, one, one, other);
        assert_int_equal(module_metabase(&judged.judgement), OUTCOME_REFUSE);
        assert_noted(&judged, false, false, false);
        assert_int_equal(module_caller(&judged.judgement), OUTCOME_ADMIT);
        assert_noted(&judged, false, false, false);
        assert_int_equal(module_sam(&judged.judgement), OUTCOME_ADMIT);
        assert_noted(&judged, form == FORM_CLEARTEXT, false, false);
        prepare(&judged, (enum form)form, one, other, one);
        assert_int_equal(module_sam(&judged.judgement), OUTCOME_REFUSE);
        assert_noted(&judged, false, false, false);
        assert_int_equal(module_metabase(&judged.judgement), OUTCOME_ADMIT);
        assert_noted(&judged, form == FORM_CLEARTEXT, false, false);
    }
}

/* A decoy has owfs, but they are nobody's. */
static void where_none_is_stored_the_metabase_s_module_refuses(void **state)
{
    (void)state;
    struct judged judged;
    prepare(&judged, FORM_NTLMV2, WIDE(u"first-pw"), WIDE(u"other-pw"), WIDE(u"first-pw"));
    judged.judgement.metabase_stored = false;
    assert_int_equal(module_metabase(&judged.judgement), OUTCOME_REFUSE);
    assert_noted(&judged, false, false, false);
}

static void a_form_that_the_level_refuses_is_noted(void **state)
{
    (void)state;
    module_judge *const modules[] = {module_metabase, module_sam};
    for (size_t i = 0; i < 2; i++) {
        for (unsigned level = 0; level <= 5; level++) {
            struct judged judged;
            prepare(&judged, FORM_LM, WIDE(u"pw"), WIDE(u"pw"), WIDE(u"pw"));
            judged.judgement.lm_level = level;
            assert_int_equal(modules[i](&judged.judgement),
                             level < 4 ? OUTCOME_ADMIT : OUTCOME_REFUSE);
            assert_noted(&judged, false, false, level >= 4);
            prepare(&judged, FORM_NTLMV1, WIDE(u"pw"), WIDE(u"pw"), WIDE(u"pw"));
            judged.judgement.lm_level = level;
            assert_int_equal(modules[i](&judged.judgement),
                             level < 5 ? OUTCOME_ADMIT : OUTCOME_REFUSE);
            assert_noted(&judged, false, false, level >= 5);
        }
    }
}

/* LimitBlankPasswordUse: noted where the password is blank and its use is limited. */
static void a_blank_password_is_noted_where_it_is_limited(void **state)
{
    (void)state;
    module_judge *const modules[] = {module_metabase, module_sam};
    static const struct wide passwords[] = {WIDE(u""), WIDE(u"pw")};
    for (int form = 0; form < FORM_COUNT; form++) {
        for (int i = 0; i < 8; i++) {
            struct judged judged;
            struct wide password = passwords[i / 4];
            prepare(&judged, (enum form)form, password, password, password);
            judged.judgement.limits_blank = (i & 1) != 0;
            assert_int_equal(modules[(i & 2) != 0](&judged.judgement), OUTCOME_ADMIT);
            assert_noted(&judged, form == FORM_CLEARTEXT, (i & 1) != 0 && password.units == 0,
                         false);
        }
    }
}

/* What a module above has noted is still so when the next has judged. */
static void what_was_noted_stays(void **state)
{
    (void)state;
    module_judge *const modules[] = {module_metabase, module_sam, module_caller};
    static const struct wide passwords[] = {WIDE(u"wrong"), WIDE(u"right-pw")};
    for (size_t i = 0; i < 6; i++) {
        struct judged judged;
        struct wide right = WIDE(u"right-pw");
        prepare(&judged, FORM_NTLMV2, passwords[i % 2], right, right);
        judged.judgement.cleartext = true;
        judged.judgement.blank = true;
        judged.judgement.refused_by_level = true;
        modules[i / 2](&judged.judgement);
        assert_noted(&judged, true, true, true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_known_by_their_names),
        cmocka_unit_test(each_module_admits_by_its_own_secret),
        cmocka_unit_test(where_none_is_stored_the_metabase_s_module_refuses),
        cmocka_unit_test(a_form_that_the_level_refuses_is_noted),
        cmocka_unit_test(a_blank_password_is_noted_where_it_is_limited),
        cmocka_unit_test(what_was_noted_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
