/* What a service presents for a node's account, and whether the store and SAM have the same. */
#include <string.h>

#include "causes.h"
#include "enrolment/enrolment.h"
#include "lockout.h"
#include "text/utf.h"

bool check_same_secret(const struct node_check *check, const struct owf_pair *held)
{
    struct owf_pair presented;
    struct fault unwanted;
    if (check->encrypted || !enrolment_secret(check->secret, &presented, &unwanted)) {
        return false;
    }
    bool same = held->has_nt && memcmp(presented.nt, held->nt, OWF_SIZE) == 0;
    wipe(&presented, sizeof presented);
    return same;
}

const struct snapshot_account *check_enrolled(const struct node_check *check)
{
    uint16_t wide[256];
    const struct snapshot *store = check->context->store;
    size_t units = utf8_to_utf16(check->name, strlen(check->name), wide, 256);
    return store == NULL || units > 256 || *check->name == '\0'
               ? NULL
               : snapshot_find(store, (struct wide){(const unsigned char *)wide, units});
}

static bool has_any(const struct owf_pair *owfs)
{
    return owfs->has_nt || owfs->has_lm;
}

/* Against what the service presents for a node. Of a blank password it presents nothing. */
static enum agreement agreement(const struct node_check *check, const struct owf_pair *held)
{
    if (check->encrypted) {
        return AGREEMENT_UNKNOWN;
    }
    bool same = *check->secret == '\0' ? owf_pair_is_blank(held) : check_same_secret(check, held);
    return same ? AGREEMENT_SAME : AGREEMENT_OTHER;
}

/* Against what is stored for the account. */
static enum agreement agreement_with_stored(const struct owf_pair *stored,
                                            const struct owf_pair *held)
{
    if (!stored->has_nt || !held->has_nt) {
        return AGREEMENT_UNKNOWN;
    }
    return memcmp(stored->nt, held->nt, OWF_SIZE) == 0 ? AGREEMENT_SAME : AGREEMENT_OTHER;
}

static const char *presented(const struct node_check *check)
{
    if (check->enrolled != NULL) {
        return !check->sync                        ? "unknown"
               : has_any(&check->enrolled->secret) ? "as stored"
                                                   : "nothing";
    }
    return check->encrypted ? "encrypted" : *check->secret == '\0' ? "nothing" : "password";
}

void note_credentials(struct node_check *check)
{
    const struct snapshot_account *held = check_enrolled(check);
    const struct sam_account *account = check->account;
    const struct policy *policy = &check->machine->policy;
    bool stored = held != NULL && held->readable && has_any(&held->secret);
    struct credentials *credentials = &check->diagnosis->credentials;
    *credentials = (struct credentials){.presented = presented(check),
                                        .stored = AGREEMENT_NONE,
                                        .sam = AGREEMENT_NONE,
                                        .in_sam = account != NULL,
                                        .threshold = policy->lockout_threshold};
    if (stored) {
        credentials->stored = check->enrolled != NULL && check->sync ? AGREEMENT_SAME
                              : check->enrolled != NULL              ? AGREEMENT_UNKNOWN
                                                        : agreement(check, &held->secret);
    }
    if (account != NULL) {
        credentials->locked_out = lockout_in_force(policy, account, check->now);
        credentials->wrong_passwords = account->bad_password_count;
        credentials->sam = !has_any(&account->owfs) ? AGREEMENT_UNKNOWN
                           : check->enrolled != NULL
                               ? agreement_with_stored(&check->enrolled->secret, &account->owfs)
                               : agreement(check, &account->owfs);
    }
}
