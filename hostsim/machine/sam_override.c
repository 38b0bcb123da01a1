#include "sam_override.h"

#include <string.h>

#include "sam_account.h"

/* Puts the given members over the account's own, of which no secret is left. */
static json_t *merged(const struct sam_account *account, const char *name, json_t *members)
{
    static const char *const secrets[] = {"password", "nt_hash", "lm_hash", NULL};
    json_t *json = account == NULL ? json_object() : json_copy(account->json);
    if (account == NULL) {
        json_object_set_new(json, "name", json_string(name));
    }
    for (const char *const *secret = secrets; *secret != NULL; secret++) {
        json_object_del(json, *secret);
    }
    json_object_update(json, members);
    return json;
}

/* Whether the account's name or rid is not what it was before. */
static bool is_moved(const struct sam_override *override)
{
    return override->added || override->place->rid != override->before.rid ||
           strcmp(override->place->name, override->before.name) != 0;
}

bool sam_override_apply(struct sam *sam, const char *name, json_t *members,
                        struct sam_override *override, struct fault *fault)
{
    struct sam_place place = {.path = "account", .fault = fault};
    struct sam_account *account = sam_find(sam, name);
    struct sam_account fresh;
    *override = (struct sam_override){.changed = sam->changed};
    if (!json_is_object(members)) {
        return fault_set(fault, "account: expected an object of sam.json's keys");
    }
    if (account == NULL && sam->count == sam->capacity) {
        return fault_set(fault, "account: another one is added already");
    }
    override->json = merged(account, name, members);
    if (!sam_account_read(&place, override->json, &fresh)) {
        sam_account_release(&fresh);
        return false;
    }
    override->place = account == NULL ? &sam->accounts[sam->count] : account;
    override->before = *override->place;
    override->added = account == NULL;
    sam->count += override->added ? 1 : 0;
    /* Without a new secret the old one holds, wherever it came from. */
    if (account != NULL && !fresh.owfs.has_nt && !fresh.owfs.has_lm) {
        fresh.owfs = account->owfs;
    }
    *override->place = fresh;
    if (is_moved(override)) {
        sam_index(sam);
    }
    return true;
}

void sam_override_undo(struct sam *sam, struct sam_override *override)
{
    if (override->place != NULL) {
        bool moved = is_moved(override);
        sam_account_release(override->place);
        *override->place = override->before;
        sam->count -= override->added ? 1 : 0;
        if (moved) {
            sam_index(sam);
        }
        sam->changed = override->changed;
    }
    json_decref(override->json);
    *override = (struct sam_override){.place = NULL};
}
