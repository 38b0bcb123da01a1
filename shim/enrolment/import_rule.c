#include "import_rule.h"

#include <string.h>

static bool has_secret(const struct owf_pair *secret)
{
    return secret->has_nt || secret->has_lm;
}

static bool same_secret(const struct owf_pair *a, const struct owf_pair *b)
{
    return a->has_nt == b->has_nt && a->has_lm == b->has_lm &&
           (!a->has_nt || memcmp(a->nt, b->nt, OWF_SIZE) == 0) &&
           (!a->has_lm || memcmp(a->lm, b->lm, OWF_SIZE) == 0);
}

static struct import_step without_change(enum import_action action)
{
    return (struct import_step){.action = action};
}

/* Who enrolled it first does not change, and the time does only with what is stored. */
static struct import_step with_record(enum import_action action, const struct import_said *said,
                                      const struct record *stored, const struct owf_pair *secret,
                                      int64_t now)
{
    struct import_step step = {
        .action = action,
        .record = {.sync = said->sync,
                   .imported = stored == NULL || stored->imported,
                   .stored_at = now,
                   .secret = *secret},
    };
    step.writes =
        stored == NULL || stored->sync != said->sync || !same_secret(&stored->secret, secret);
    return step;
}

static struct import_step for_secret(const struct import_said *said, const struct record *stored,
                                     int64_t now)
{
    struct import_step step = with_record(stored == NULL ? IMPORT_ADDED : IMPORT_REPLACED, said,
                                          stored, &said->secret, now);
    step.action = step.writes ? step.action : IMPORT_UNCHANGED;
    return step;
}

static struct import_step for_no_secret(const struct import_said *said, const struct record *stored,
                                        bool forget, int64_t now)
{
    const struct owf_pair none = {.has_nt = false};
    if (stored == NULL) {
        return with_record(IMPORT_ADDED, said, stored, &none, now);
    }
    if (!has_secret(&stored->secret)) {
        struct import_step step = with_record(IMPORT_REPLACED, said, stored, &none, now);
        step.action = step.writes ? step.action : IMPORT_UNCHANGED;
        return step;
    }
    return with_record(forget ? IMPORT_FORGOTTEN : IMPORT_KEPT, said, stored,
                       forget ? &none : &stored->secret, now);
}

struct import_step import_rule(const struct import_said *said, const struct record *stored,
                               bool forget, int64_t now)
{
    if (said == NULL) {
        return without_change(stored->imported ? IMPORT_REMOVED : IMPORT_FOREIGN);
    }
    switch (said->verdict) {
    case IMPORT_SECRET:
        return for_secret(said, stored, now);
    case IMPORT_NO_SECRET:
        return for_no_secret(said, stored, forget, now);
    case IMPORT_ENCRYPTED:
    case IMPORT_DISAGREE:
    case IMPORT_DOMAIN:
        break;
    }
    return without_change(IMPORT_LEFT_ALONE);
}
