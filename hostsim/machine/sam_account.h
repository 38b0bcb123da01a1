/* One account of sam.json, read. For sam.c and sam_override.c. */
#ifndef HOSTSIM_SAM_ACCOUNT_H
#define HOSTSIM_SAM_ACCOUNT_H

#include "sam.h"

/* What reading one account needs to say where it stands. */
struct sam_place {
    const char *path;
    const char *text; /* sam.json's; NULL: it is not from there, and path says what it is */
    size_t index;     /* of the account in it */
    struct fault *fault;
};

/*
 * Reads one account. json is an object of sam.json's keys; the account points into it, so it must
 * outlive the account. Fills *account, which the caller releases, whatever the result. False, with
 * file, line and member, where it is not as sam.h has it.
 */
bool sam_account_read(const struct sam_place *place, json_t *json, struct sam_account *account);

/* Wipes and frees, but for the JSON object that it came from. */
void sam_account_release(struct sam_account *account);

/*
 * Sets the place's fault: which member is expected to be what. member may be NULL: what is then
 * expected of the whole account. Returns false always.
 */
bool sam_expected(const struct sam_place *place, const char *member, const char *what);

#endif
