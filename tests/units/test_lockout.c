/*
 * Account lockout, with each boundary from both sides (lockout.h; KB 297157, KB5020282). No file is
 * read here.
 */
#include "support.h"

#include "lockout.h"

#define NOW 127000000000000000
#define SPAN (30 * NT_MINUTE)

struct world {
    struct sam sam;
    struct policy policy;
    struct sam_account *user;
    struct sam_account *administrator;
};

/* Three wrong passwords, each within half an hour, lock out for half an hour. */
static void begin(struct world *world)
{
    static char text[] = "[{\"name\": \"user\", \"rid\": 1001},"
                         " {\"name\": \"Administrator\", \"rid\": 500}]";
    struct contents contents = {text, sizeof text - 1};
    struct fault fault = {""};
    *world = (struct world){
        .sam = {.path = "sam.json"},
        .policy = {.lockout_threshold = 3, .lockout_window = SPAN, .lockout_duration = SPAN}};
    assert_true(sam_parse(&contents, &world->sam, &fault));
    world->user = sam_find(&world->sam, "user");
    world->administrator = sam_find(&world->sam, "Administrator");
    assert_false(world->sam.changed);
}

static bool count_at(struct world *world, struct sam_account *account, int64_t now)
{
    world->sam.changed = false;
    bool locked = lockout_count(&world->sam, &world->policy, account, now);
    assert_true(world->sam.changed);
    assert_true(account->bad_password_time == now);
    return locked;
}

static void a_lockout_lasts_to_its_last_moment(void **state)
{
    (void)state;
    struct world world;
    static const struct {
        int64_t locked_at;
        int64_t duration;
        int64_t now;
        bool in_force;
    } cases[] = {
        {0, SPAN, NOW, false},
        {0, NT_NEVER, NOW, false},
        {NOW, SPAN, NOW, true},
        {NOW, SPAN, NOW + SPAN - 1, true},
        {NOW, SPAN, NOW + SPAN, false},
        {NOW, SPAN, NOW + SPAN + 1, false},
        {NOW, NT_NEVER, NOW + 1000 * SPAN, true},
        {NOW, SPAN, NOW - SPAN, true}, /* the clock went back */
        {1, SPAN, SPAN, true},
        {1, SPAN, SPAN + 1, false},
    };
    begin(&world);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world.policy.lockout_duration = cases[i].duration;
        world.user->lockout_time = cases[i].locked_at;
        world.user->bad_password_count = 3;
        world.user->bad_password_time = 7;
        assert_int_equal(lockout_in_force(&world.policy, world.user, cases[i].now),
                         cases[i].in_force);
        /* Lifted is what is over, and nothing else is touched. */
        bool lifted = cases[i].locked_at != 0 && !cases[i].in_force;
        world.sam.changed = false;
        lockout_lift(&world.sam, &world.policy, world.user, cases[i].now);
        assert_int_equal(world.sam.changed, lifted);
        assert_true(world.user->lockout_time == (lifted ? 0 : cases[i].locked_at));
        assert_int_equal(world.user->bad_password_count, lifted ? 0 : 3);
        assert_true(world.user->bad_password_time == 7);
    }
    sam_release(&world.sam);
}

static void the_administrator_is_locked_out_where_the_policy_says_so(void **state)
{
    (void)state;
    struct world world;
    begin(&world);
    for (int allowed = 0; allowed < 2; allowed++) {
        world.policy.administrator_lockout = allowed != 0;
        world.administrator->bad_password_count = 2;
        world.administrator->lockout_time = 0;
        assert_int_equal(count_at(&world, world.administrator, NOW), allowed);
        assert_int_equal(world.administrator->bad_password_count, 3);
        assert_true(world.administrator->lockout_time == (allowed ? NOW : 0));
        world.administrator->lockout_time = NOW;
        assert_int_equal(lockout_in_force(&world.policy, world.administrator, NOW), allowed);
        lockout_lift(&world.sam, &world.policy, world.administrator, NOW);
        assert_true(world.administrator->lockout_time == (allowed ? NOW : 0));
        /* Another is locked out either way. */
        world.user->bad_password_count = 2;
        assert_true(count_at(&world, world.user, NOW));
    }
    sam_release(&world.sam);
}

static void the_threshold_locks_at_its_number_and_not_before(void **state)
{
    (void)state;
    struct world world;
    static const struct {
        uint32_t threshold;
        uint32_t before;
        bool locks;
    } cases[] = {
        {0, 0, false},     {0, 1000000, false}, {1, 0, true},           {1, 5, true},
        {3, 0, false},     {3, 1, false},       {3, 2, true},           {3, 3, true},
        {999, 997, false}, {999, 998, true},    {0, UINT32_MAX, false},
    };
    begin(&world);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world.policy.lockout_threshold = cases[i].threshold;
        world.user->bad_password_count = cases[i].before;
        world.user->lockout_time = 0;
        assert_int_equal(count_at(&world, world.user, NOW), cases[i].locks);
        assert_true(world.user->lockout_time == (cases[i].locks ? NOW : 0));
    }
    sam_release(&world.sam);
}

static void a_wrong_password_is_forgotten_when_its_window_is_over(void **state)
{
    (void)state;
    struct world world;
    static const struct {
        int64_t window;
        int64_t last; /* before NOW; -1: none is known */
        uint32_t expected;
    } cases[] = {
        {SPAN, 0, 3},      {SPAN, SPAN - 1, 3}, {SPAN, SPAN, 1}, {SPAN, SPAN + 1, 1},
        {0, SPAN * 99, 3}, {SPAN, -1, 3},       {1, 0, 3},       {1, 1, 1},
    };
    begin(&world);
    world.policy.lockout_threshold = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world.policy.lockout_window = cases[i].window;
        world.user->bad_password_count = 2;
        world.user->bad_password_time = cases[i].last < 0 ? 0 : NOW - cases[i].last;
        count_at(&world, world.user, NOW);
        assert_int_equal(world.user->bad_password_count, cases[i].expected);
    }
    sam_release(&world.sam);
}

static void the_count_does_not_wrap(void **state)
{
    (void)state;
    struct world world;
    begin(&world);
    world.user->bad_password_count = UINT32_MAX - 1;
    for (int i = 0; i < 3; i++) {
        assert_true(count_at(&world, world.user, NOW));
        assert_true(world.user->bad_password_count == UINT32_MAX);
    }
    sam_release(&world.sam);
}

static void a_right_password_forgets_the_wrong_ones(void **state)
{
    (void)state;
    struct world world;
    begin(&world);
    for (uint32_t count = 0; count < 3; count++) {
        world.user->bad_password_count = count;
        world.user->bad_password_time = NOW;
        world.user->lockout_time = 5;
        world.sam.changed = false;
        lockout_forget(&world.sam, world.user);
        assert_int_equal(world.sam.changed, count != 0);
        assert_int_equal(world.user->bad_password_count, 0);
        assert_true(world.user->bad_password_time == (count != 0 ? 0 : NOW));
        assert_true(world.user->lockout_time == 5);
    }
    sam_release(&world.sam);
}

/* What is changed is what sam.json will have. */
static void each_change_is_in_what_is_written(void **state)
{
    (void)state;
    struct world world;
    begin(&world);
    for (int i = 0; i < 3; i++) {
        lockout_count(&world.sam, &world.policy, world.user, NOW + i);
    }
    const json_t *json = world.user->json;
    assert_int_equal(json_integer_value(json_object_get(json, "bad_password_count")), 3);
    assert_non_null(json_object_get(json, "bad_password_time"));
    assert_non_null(json_object_get(json, "lockout_time"));
    lockout_lift(&world.sam, &world.policy, world.user, NOW + 2 + SPAN);
    assert_int_equal(json_integer_value(json_object_get(json, "bad_password_count")), 0);
    sam_release(&world.sam);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lockout_lasts_to_its_last_moment),
        cmocka_unit_test(the_administrator_is_locked_out_where_the_policy_says_so),
        cmocka_unit_test(the_threshold_locks_at_its_number_and_not_before),
        cmocka_unit_test(a_wrong_password_is_forgotten_when_its_window_is_over),
        cmocka_unit_test(the_count_does_not_wrap),
        cmocka_unit_test(a_right_password_forgets_the_wrong_ones),
        cmocka_unit_test(each_change_is_in_what_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
