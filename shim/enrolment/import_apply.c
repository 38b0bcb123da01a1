#include "import_apply.h"

#include <stdlib.h>
#include <string.h>

#include "enrolment.h"
#include "text/array.h"

/* An account that the store has and the plan does not name. */
struct stranger {
    char *name;
    struct record record;
};

struct applying {
    struct registry *registry;
    const struct import_plan *plan;
    bool forget;
    int64_t now;
    import_teller *tell;
    void *context;
    size_t *changes;
    struct fault *fault;
    struct stranger *strangers;
    size_t count;
    size_t capacity;
    bool no_memory;
};

static void collect_stranger(void *context, const char *name, bool readable,
                             const struct record *record)
{
    struct applying *applying = context;
    if (!readable || import_plan_find(applying->plan, name) != NULL) {
        return;
    }
    char *copy = strdup(name);
    if (copy == NULL || !array_grow((void **)&applying->strangers, applying->count,
                                    &applying->capacity, sizeof *applying->strangers)) {
        free(copy);
        applying->no_memory = true;
        return;
    }
    applying->strangers[applying->count++] = (struct stranger){copy, *record};
}

static bool say(const struct import_account *account, struct import_said *said, struct fault *fault)
{
    *said = (struct import_said){.verdict = account->verdict, .sync = account->sync};
    return account->verdict != IMPORT_SECRET ||
           enrolment_secret(account->secret, &said->secret, fault);
}

static bool apply_account(const struct applying *applying, const struct import_account *account)
{
    struct import_said said;
    struct import_step step;
    struct record stored;
    enum enrolment_found found = ENROLMENT_ABSENT;
    if (account->verdict != IMPORT_DOMAIN &&
        !enrolment_get(applying->registry, account->name, &found, &stored, applying->fault)) {
        return false;
    }
    bool done = say(account, &said, applying->fault);
    import_rule(&said, found == ENROLMENT_READ ? &stored : NULL, applying->forget, applying->now,
                &step);
    if (done && step.writes) {
        done = enrolment_put(applying->registry, account->name, &step.record, applying->fault);
        (*applying->changes)++;
    }
    if (done) {
        applying->tell(applying->context, account->name, account, step.action,
                       found != ENROLMENT_ABSENT);
    }
    wipe(&said, sizeof said);
    wipe(&stored, sizeof stored);
    wipe(&step, sizeof step);
    return done;
}

static bool apply_stranger(const struct applying *applying, const struct stranger *stranger)
{
    bool was_there;
    struct import_step step;
    import_rule(NULL, &stranger->record, applying->forget, applying->now, &step);
    if (step.action == IMPORT_REMOVED) {
        if (!enrolment_remove(applying->registry, stranger->name, &was_there, applying->fault)) {
            return false;
        }
        *applying->changes += was_there;
    }
    applying->tell(applying->context, stranger->name, NULL, step.action, true);
    return true;
}

bool import_apply(struct registry *registry, const struct import_plan *plan, bool forget,
                  int64_t now, import_teller *tell, void *context, size_t *changes,
                  struct fault *fault)
{
    struct applying applying = {.registry = registry,
                                .plan = plan,
                                .forget = forget,
                                .now = now,
                                .tell = tell,
                                .context = context,
                                .changes = changes,
                                .fault = fault};
    *changes = 0;
    bool done = enrolment_each(registry, collect_stranger, &applying, fault) &&
                (!applying.no_memory || fault_set(fault, "no memory"));
    for (size_t i = 0; i < plan->count && done; i++) {
        done = apply_account(&applying, &plan->accounts[i]);
    }
    for (size_t i = 0; i < applying.count; i++) {
        done = done && apply_stranger(&applying, &applying.strangers[i]);
        wipe(&applying.strangers[i].record, sizeof applying.strangers[i].record);
        free(applying.strangers[i].name);
    }
    free(applying.strangers);
    return done;
}
