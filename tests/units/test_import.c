/*
 * What an import does to the store, row by row. The rows are written from the documents (Q259353,
 * and what README says of import), not from the rule's code. tests/e2e/iissubactl_tool.py has the
 * same as a story.
 */
#include "support.h"

#include "enrolment/import_rule.h"

#define NOW 1000
#define BEFORE 500

/* The secrets of two passwords, and none. */
enum held { NONE, OLD, NEW };

static struct owf_pair secret_of(enum held held)
{
    return held == NONE  ? (struct owf_pair){.has_nt = false}
           : held == OLD ? secret_of_password(WIDE(u"Old-1"))
                         : secret_of_password(WIDE(u"New-2"));
}

enum who { NOBODY, PERSON, IMPORTED };

static void each_row_of_the_rule(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int said; /* -1: the metabase does not name it; else the verdict */
        bool sync;
        enum held in_metabase;
        enum who enrolled;
        bool stored_sync;
        enum held stored;
        bool forget;
        enum import_action action;
        bool writes;
        enum held secret; /* of what is written */
    } rows[] = {
        {"new", IMPORT_SECRET, true, NEW, NOBODY, false, NONE, false, IMPORT_ADDED, true, NEW},
        {"new, sync off", IMPORT_SECRET, false, NEW, NOBODY, false, NONE, false, IMPORT_ADDED, true,
         NEW},
        {"new, state 3", IMPORT_NO_SECRET, true, NONE, NOBODY, false, NONE, false, IMPORT_ADDED,
         true, NONE},
        {"the same again", IMPORT_SECRET, true, NEW, IMPORTED, true, NEW, false, IMPORT_UNCHANGED,
         false, NONE},
        {"a changed password", IMPORT_SECRET, true, NEW, IMPORTED, true, OLD, false,
         IMPORT_REPLACED, true, NEW},
        {"a changed password, of a person's", IMPORT_SECRET, true, NEW, PERSON, true, OLD, false,
         IMPORT_REPLACED, true, NEW},
        {"a first password", IMPORT_SECRET, true, NEW, IMPORTED, true, NONE, false, IMPORT_REPLACED,
         true, NEW},
        {"sync turned off", IMPORT_SECRET, false, OLD, IMPORTED, true, OLD, false, IMPORT_REPLACED,
         true, OLD},
        {"state 3 keeps", IMPORT_NO_SECRET, true, NONE, IMPORTED, true, OLD, false, IMPORT_KEPT,
         false, OLD},
        {"state 3 keeps, out of state 2", IMPORT_NO_SECRET, true, NONE, IMPORTED, false, OLD, false,
         IMPORT_KEPT, true, OLD},
        {"state 4 keeps", IMPORT_NO_SECRET, false, NONE, IMPORTED, true, OLD, false, IMPORT_KEPT,
         true, OLD},
        {"state 3 keeps a person's", IMPORT_NO_SECRET, true, NONE, PERSON, true, OLD, false,
         IMPORT_KEPT, false, OLD},
        {"state 3, to be forgotten", IMPORT_NO_SECRET, true, NONE, IMPORTED, true, OLD, true,
         IMPORT_FORGOTTEN, true, NONE},
        {"nothing to forget", IMPORT_NO_SECRET, true, NONE, IMPORTED, true, NONE, true,
         IMPORT_UNCHANGED, false, NONE},
        {"forgetting leaves what is known", IMPORT_SECRET, true, NEW, IMPORTED, true, NEW, true,
         IMPORT_UNCHANGED, false, NONE},
        {"encrypted", IMPORT_ENCRYPTED, true, NONE, NOBODY, false, NONE, false, IMPORT_LEFT_ALONE,
         false, NONE},
        {"encrypted, enrolled", IMPORT_ENCRYPTED, false, NONE, IMPORTED, true, OLD, true,
         IMPORT_LEFT_ALONE, false, NONE},
        {"disagreeing", IMPORT_DISAGREE, true, NONE, IMPORTED, true, OLD, false, IMPORT_LEFT_ALONE,
         false, NONE},
        {"a domain's", IMPORT_DOMAIN, true, NONE, NOBODY, false, NONE, false, IMPORT_LEFT_ALONE,
         false, NONE},
        {"gone, an import's", -1, false, NONE, IMPORTED, true, OLD, false, IMPORT_REMOVED, false,
         NONE},
        {"gone, a person's", -1, false, NONE, PERSON, true, OLD, false, IMPORT_FOREIGN, false,
         NONE},
        {"gone, a person's, forgetting", -1, false, NONE, PERSON, true, OLD, true, IMPORT_FOREIGN,
         false, NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct import_said said = {.verdict = rows[i].said < 0 ? 0 : rows[i].said,
                                   .sync = rows[i].sync,
                                   .secret = secret_of(rows[i].in_metabase)};
        struct record stored = {.sync = rows[i].stored_sync,
                                .imported = rows[i].enrolled == IMPORTED,
                                .stored_at = BEFORE,
                                .secret = secret_of(rows[i].stored)};
        struct import_step step;
        memset(&step, 0xFF, sizeof step);
        import_rule(rows[i].said < 0 ? NULL : &said, rows[i].enrolled == NOBODY ? NULL : &stored,
                    rows[i].forget, NOW, &step);
        if (step.action != rows[i].action || step.writes != rows[i].writes) {
            fail_msg("%s: action %d, writes %d", rows[i].row, step.action, step.writes);
        }
        if (rows[i].writes) {
            struct owf_pair expected = secret_of(rows[i].secret);
            assert_memory_equal(&step.record.secret, &expected, sizeof expected);
            assert_int_equal(step.record.sync, rows[i].sync);
            assert_int_equal(step.record.imported, rows[i].enrolled != PERSON);
            assert_int_equal(step.record.stored_at, NOW);
        }
    }
}

/* A pair of which every byte is that one. */
static struct owf_pair pair_of(bool has_nt, int nt, bool has_lm, int lm)
{
    struct owf_pair pair = {.has_nt = has_nt, .has_lm = has_lm};
    memset(pair.nt, nt, sizeof pair.nt);
    memset(pair.lm, lm, sizeof pair.lm);
    return pair;
}

/* Of an OWF that is not there the bytes mean nothing. */
static void a_secret_is_another_where_one_owf_is(void **state)
{
    (void)state;
    const struct {
        struct owf_pair stored;
        struct owf_pair said;
        bool same;
    } cases[] = {
        {pair_of(true, 1, true, 2), pair_of(true, 1, true, 2), true},
        {pair_of(true, 1, true, 2), pair_of(true, 3, true, 2), false},
        {pair_of(true, 1, true, 2), pair_of(true, 1, true, 3), false},
        {pair_of(true, 1, true, 2), pair_of(true, 1, false, 2), false},
        {pair_of(true, 1, false, 2), pair_of(true, 1, true, 2), false},
        {pair_of(true, 1, true, 2), pair_of(false, 1, true, 2), false},
        {pair_of(false, 1, true, 2), pair_of(true, 1, true, 2), false},
        {pair_of(true, 1, false, 2), pair_of(true, 1, false, 3), true},
        {pair_of(false, 1, true, 2), pair_of(false, 3, true, 2), true},
        {pair_of(false, 1, true, 2), pair_of(false, 1, true, 3), false},
        {pair_of(true, 1, false, 2), pair_of(true, 3, false, 2), false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct record stored = {.sync = true, .secret = cases[i].stored};
        const struct import_said said = {IMPORT_SECRET, true, cases[i].said};
        struct import_step step;
        import_rule(&said, &stored, false, NOW, &step);
        assert_int_equal(step.writes, !cases[i].same);
        assert_int_equal(step.action, cases[i].same ? IMPORT_UNCHANGED : IMPORT_REPLACED);
    }
    /* To the last byte. */
    for (int lm = 0; lm < 2; lm++) {
        struct record stored = {.sync = true, .secret = pair_of(true, 1, true, 2)};
        const struct import_said said = {IMPORT_SECRET, true, stored.secret};
        struct import_step step;
        (lm == 1 ? stored.secret.lm : stored.secret.nt)[15] = 3;
        import_rule(&said, &stored, false, NOW, &step);
        assert_true(step.writes);
    }
}

/* One OWF is a secret: it is kept, or forgotten. */
static void one_owf_is_kept_as_two_are(void **state)
{
    (void)state;
    const struct import_said said = {.verdict = IMPORT_NO_SECRET, .sync = true};
    for (unsigned i = 0; i < 2 * 4; i++) {
        const struct record stored = {.sync = true,
                                      .secret = pair_of((i & 1) != 0, 1, (i & 2) != 0, 2)};
        struct import_step step;
        bool forget = i >= 4;
        import_rule(&said, &stored, forget, NOW, &step);
        bool has = (i & 3) != 0;
        assert_int_equal(step.action, !has     ? IMPORT_UNCHANGED
                                      : forget ? IMPORT_FORGOTTEN
                                               : IMPORT_KEPT);
        assert_int_equal(step.writes, has && forget);
        assert_int_equal(step.record.secret.has_nt, (i & 1) != 0 && !forget);
        assert_int_equal(step.record.secret.has_lm, (i & 2) != 0 && !forget);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_the_rule),
        cmocka_unit_test(a_secret_is_another_where_one_owf_is),
        cmocka_unit_test(one_owf_is_kept_as_two_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
