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
 * Puts members over those of the account of that name. members is an object of sam.json's keys; it
 * is only read. An account that does not exist is made of the members, and then they need a rid. A
 * new password or hash replaces all old ones. *override holds what was there; the caller gives it
 * to sam_override_undo, whatever the result. False, with what was expected, where the members are
 * broken, or another account is added so already: the SAM is then as it was.
 */
bool sam_override_apply(struct sam *sam, const char *name, json_t *members,
                        struct sam_override *override, struct fault *fault);

/*
 * Makes the SAM as it was before, and frees the account that was put over it. *override is then
 * empty; zeroed it may be given here as well. What a logon changed of the account meanwhile is
 * lost.
 */
void sam_override_undo(struct sam *sam, struct sam_override *override);

#endif
