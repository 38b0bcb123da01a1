/* An account of the SAM as it would be with other fields: for one logon, and not written back. */
#ifndef HOSTSIM_SAM_OVERRIDE_H
#define HOSTSIM_SAM_OVERRIDE_H

#include "sam.h"

struct sam_override {
    struct sam_account *place; /* NULL: nothing is overridden */
    struct sam_account before;
    bool added;
    bool changed; /* sam->changed as it was */
    json_t *json; /* the account's, merged */
};

/*
 * Puts members (an object of sam.json's) over those of the account of that name; one that does not
 * exist is made of them, and then they need a rid. Undone by sam_override_undo, whatever the
 * answer; nothing else may add accounts in between. False, with what was expected, where they are
 * broken.
 */
bool sam_override_apply(struct sam *sam, const char *name, json_t *members,
                        struct sam_override *override, struct fault *fault);
void sam_override_undo(struct sam *sam, struct sam_override *override);

#endif
