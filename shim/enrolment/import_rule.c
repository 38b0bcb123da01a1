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

/* Who enrolled it first does not change, and the time does only with what is stored. */
static void put_record(enum import_action action, const struct import_said *said,
                       const struct record *stored, const struct owf_pair *secret, int64_t now,
                       struct import_step *step)
{
    step->action = action;
    step->record.sync = said->sync;
    step->record.imported = stored == NULL || stored->imported;
    step->record.stored_at = now;
    step->record.secret = *secret;
    step->writes =
        stored == NULL || stored->sync != said->sync || !same_secret(&stored->secret, secret);
}

/* The account has that secret from here on. */
static void put_secret(const struct import_said *said, const struct record *stored,
                       const struct owf_pair *secret, int64_t now, struct import_step *step)
{
    put_record(stored == NULL ? IMPORT_ADDED : IMPORT_REPLACED, said, stored, secret, now, step);
    step->action = step->writes ? step->action : IMPORT_UNCHANGED;
}

static void without_secret(const struct import_said *said, const struct record *stored, bool forget,
                           int64_t now, struct import_step *step)
{
    const struct owf_pair none = {.has_nt = false};
    if (stored == NULL || !has_secret(&stored->secret)) {
        put_secret(said, stored, &none, now, step);
    } else {
        put_record(forget ? IMPORT_FORGOTTEN : IMPORT_KEPT, said, stored,
                   forget ? &none : &stored->secret, now, step);
    }
}

void import_rule(const struct import_said *said, const struct record *stored, bool forget,
                 int64_t now, struct import_step *step)
{
    *step = (struct import_step){.action = IMPORT_LEFT_ALONE};
    if (said == NULL) {
        step->action = stored->imported ? IMPORT_REMOVED : IMPORT_FOREIGN;
    } else if (said->verdict == IMPORT_SECRET) {
        put_secret(said, stored, &said->secret, now, step);
    } else if (said->verdict == IMPORT_NO_SECRET) {
        without_secret(said, stored, forget, now, step);
    }
}
