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
        struct import_step step =
            import_rule(rows[i].said < 0 ? NULL : &said,
                        rows[i].enrolled == NOBODY ? NULL : &stored, rows[i].forget, NOW);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_the_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
