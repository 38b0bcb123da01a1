/*
 * The watch, on a metabase and a store that are made up: whatever happens and whichever calls fail,
 * it reads and writes only what it has joined, waits no longer than it says, follows a change
 * within so many waits, and leaves what it joined. Each import does to each account what Q259353,
 * Q190005 and the README's words about an import say, which are written here a second time.
 */
#include "fuzz.h"

#include "enrolment/import_rule.h"
#include "watch/watch_loop.h"

#define ACCOUNTS 4
#define WAITS_MOST (WATCH_SETTLE_MOST + 2) /* between a notice and the import */

/* What the metabase says of an account. */
struct named {
    bool is;
    struct import_said said;
};

/* What the store has of it. */
struct kept {
    bool is;
    struct record record;
};

struct world {
    struct input input;
    struct named metabase[ACCOUNTS];
    struct kept store[ACCOUNTS];
    bool forget;
    bool joined;
    bool stopped;
    bool told;      /* of a change that was not imported yet */
    unsigned waits; /* since then */
    bool missed;    /* a change that no notice told of */
    int64_t now;
};

static struct owf_pair some_secret(struct input *input)
{
    struct owf_pair secret = {.has_nt = false};
    uint32_t which = input_number(input, 1) % 4;
    secret.has_nt = which != 0;
    secret.has_lm = which >= 2;
    memset(secret.nt, secret.has_nt ? (int)which : 0, sizeof secret.nt);
    memset(secret.lm, secret.has_lm ? (int)which : 0, sizeof secret.lm);
    return secret;
}

static void change_metabase(struct world *world)
{
    uint32_t form = input_number(&world->input, 1);
    struct named *named = &world->metabase[form % ACCOUNTS];
    named->is = form / 4 % 4 != 0;
    named->said = (struct import_said){.verdict = form / 16 % 5, .sync = form >> 7};
    if (named->said.verdict == IMPORT_SECRET) {
        named->said.secret = some_secret(&world->input);
        named->said.secret.has_nt = true;
    }
}

static bool same(const struct owf_pair *a, const struct owf_pair *b)
{
    return a->has_nt == b->has_nt && a->has_lm == b->has_lm && memcmp(a->nt, b->nt, 16) == 0 &&
           memcmp(a->lm, b->lm, 16) == 0;
}

static bool has_secret(const struct record *record)
{
    return record->secret.has_nt || record->secret.has_lm;
}

static bool differ(const struct kept *before, const struct kept *after)
{
    return !before->is || before->record.sync != after->record.sync ||
           !same(&before->record.secret, &after->record.secret);
}

/* What the store is to have of an account after an import. */
static struct kept as_documented(const struct named *named, const struct kept *before, bool forget,
                                 int64_t now)
{
    struct kept after = *before;
    if (!named->is) {
        after.is = before->is && !before->record.imported; /* a person's stays */
        return after;
    }
    if (named->said.verdict != IMPORT_SECRET && named->said.verdict != IMPORT_NO_SECRET) {
        return after; /* cannot be read, disagrees, or a domain's: left as it is */
    }
    if (!before->is) {
        after = (struct kept){.is = true, .record = {.imported = true}};
    }
    after.record.sync = named->said.sync;
    if (named->said.verdict == IMPORT_SECRET) {
        after.record.secret = named->said.secret;
    } else if (forget) {
        after.record.secret = (struct owf_pair){.has_nt = false}; /* state 3 keeps it otherwise */
    }
    if (differ(before, &after)) {
        after.record.stored_at = now;
    }
    return after;
}

static enum import_action action_of(const struct named *named, const struct kept *before,
                                    const struct kept *after, bool forget)
{
    if (!named->is) {
        return before->record.imported ? IMPORT_REMOVED : IMPORT_FOREIGN;
    }
    if (named->said.verdict != IMPORT_SECRET && named->said.verdict != IMPORT_NO_SECRET) {
        return IMPORT_LEFT_ALONE;
    }
    if (!before->is) {
        return IMPORT_ADDED;
    }
    if (named->said.verdict == IMPORT_NO_SECRET && has_secret(&before->record)) {
        return forget ? IMPORT_FORGOTTEN : IMPORT_KEPT;
    }
    return differ(before, after) ? IMPORT_REPLACED : IMPORT_UNCHANGED;
}

static void import_one(struct world *world, size_t i)
{
    const struct named *named = &world->metabase[i];
    struct kept *kept = &world->store[i];
    if (!named->is && !kept->is) {
        return;
    }
    struct kept expected = as_documented(named, kept, world->forget, world->now);
    struct import_step step;
    import_rule(named->is ? &named->said : NULL, kept->is ? &kept->record : NULL, world->forget,
                world->now, &step);
    FUZZ_CHECK(step.action == action_of(named, kept, &expected, world->forget));
    if (step.writes) {
        *kept = (struct kept){true, step.record};
    }
    kept->is = kept->is && step.action != IMPORT_REMOVED;
    FUZZ_CHECK(kept->is == expected.is);
    if (kept->is) {
        FUZZ_CHECK(kept->record.sync == expected.record.sync);
        FUZZ_CHECK(kept->record.imported == expected.record.imported);
        FUZZ_CHECK(kept->record.stored_at == expected.record.stored_at);
        FUZZ_CHECK(same(&kept->record.secret, &expected.record.secret));
    }
}

static bool join(void *context)
{
    struct world *world = context;
    FUZZ_CHECK(!world->joined && !world->stopped);
    world->joined = world->input.left > 0 && input_number(&world->input, 1) % 4 != 0;
    world->told = world->joined; /* what happened before is not known */
    world->waits = 0;
    return world->joined;
}

/* A person may enrol or clear an account at any time; that is no news. */
static void somebody(struct world *world)
{
    struct kept *kept = &world->store[input_number(&world->input, 1) % ACCOUNTS];
    *kept = (struct kept){.is = !kept->is};
    kept->record = (struct record){.sync = kept->is, .secret = some_secret(&world->input)};
    kept->record.stored_at = world->now;
}

static enum watch_news wait(void *context, unsigned milliseconds)
{
    struct world *world = context;
    FUZZ_CHECK(!world->stopped && milliseconds > 0 && milliseconds <= WATCH_ASK);
    FUZZ_CHECK(!world->told || ++world->waits <= WAITS_MOST);
    world->now += milliseconds;
    if (world->input.left == 0) {
        world->stopped = true;
        return WATCH_STOP;
    }
    switch (input_number(&world->input, 1) % 8) {
    case 0:
        return world->joined ? WATCH_LOST : WATCH_QUIET;
    case 1:
    case 2:
        change_metabase(world);
        world->waits = world->told ? world->waits : 0;
        world->told = world->joined;
        return world->joined ? WATCH_CHANGED : WATCH_QUIET;
    case 3:
        change_metabase(world);
        world->missed = true;
        return WATCH_QUIET;
    case 4:
        somebody(world);
        return WATCH_QUIET;
    default:
        return WATCH_QUIET;
    }
}

static enum watch_news ask(void *context)
{
    struct world *world = context;
    FUZZ_CHECK(world->joined && !world->stopped);
    if (input_number(&world->input, 1) % 16 == 15) {
        return WATCH_LOST;
    }
    if (world->missed) {
        world->told = true;
        world->waits = 0;
        return WATCH_CHANGED;
    }
    return WATCH_QUIET;
}

static bool import(void *context)
{
    struct world *world = context;
    FUZZ_CHECK(world->joined && !world->stopped && world->told);
    world->waits = 0;
    if (input_number(&world->input, 1) % 8 == 7) {
        return false; /* it is still to be told */
    }
    for (size_t i = 0; i < ACCOUNTS; i++) {
        import_one(world, i);
    }
    world->told = false;
    world->missed = false;
    return true;
}

static void leave(void *context, bool lost)
{
    struct world *world = context;
    FUZZ_CHECK(world->joined && lost == !world->stopped);
    world->joined = false;
    world->told = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct world world = {.input = {data, size}};
    struct watch_port port = {&world, join, wait, ask, import, leave};
    world.forget = input_number(&world.input, 1) % 2 != 0;
    watch_run(&port);
    FUZZ_CHECK(world.stopped && !world.joined);
    return 0;
}
