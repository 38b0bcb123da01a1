/* How many wrong credentials there were, by account: what guesses.h promises of its fixed table. */
#include "support.h"

#include "lsass/guesses.h"

#define PLACES 256u /* accounts that are counted at once */

static void add(uint32_t account, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        guesses_add(account);
    }
}

/* Of an account that is not counted there was one at least: the one that is reported. */
static void who_takes_a_count_leaves_none(void **state)
{
    (void)state;
    assert_int_equal(guesses_take(1), 1);
    add(1, 1);
    assert_int_equal(guesses_take(1), 1);
    add(1, 3);
    assert_int_equal(guesses_take(1), 3);
    assert_int_equal(guesses_take(1), 1);
    add(1, 1000);
    assert_int_equal(guesses_take(1), 1000);
}

static void as_many_accounts_as_there_are_places_are_counted_at_once(void **state)
{
    (void)state;
    const uint32_t first = 77 * PLACES;
    for (uint32_t i = 0; i < PLACES; i++) {
        add(first + i, i % 7 + 1);
    }
    for (uint32_t i = 0; i < PLACES; i++) {
        assert_int_equal(guesses_take(first + i), i % 7 + 1);
    }
}

/* Four places are looked at, across the table's end too; who has the fewest makes room. */
static void the_one_with_the_fewest_makes_room(void **state)
{
    (void)state;
    static const uint32_t places[] = {0, 1, 100, 252, 253, 254, 255};
    static const unsigned counts[] = {5, 2, 7, 9};
    for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
        for (uint32_t least = 0; least < 4; least++) {
            uint32_t at = (uint32_t)(1000 + 100 * p + 10 * least) * PLACES + places[p];
            uint32_t behind = at + 4;
            uint32_t newcomer = at + 9 * PLACES;
            for (uint32_t i = 0; i < 4; i++) { /* each in the place that is its own */
                add(at + i, counts[(i + 1 + 4 - least) % 4]);
            }
            add(behind, 1);
            add(newcomer, 3);
            for (uint32_t i = 0; i < 4; i++) {
                if (i != least) {
                    assert_int_equal(guesses_take(at + i), counts[(i + 1 + 4 - least) % 4]);
                }
            }
            assert_int_equal(guesses_take(newcomer), 3);
            add(behind, 1);
            assert_int_equal(guesses_take(behind), 2);
            add(at + least, 1); /* it begins anew */
            assert_int_equal(guesses_take(at + least), 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_takes_a_count_leaves_none),
        cmocka_unit_test(as_many_accounts_as_there_are_places_are_counted_at_once),
        cmocka_unit_test(the_one_with_the_fewest_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
