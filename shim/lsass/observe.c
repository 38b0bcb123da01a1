#include "observe.h"

#include <stdatomic.h>

#include "credential.h"

/* What was told since `until` was set. One logon at a time is at it. */
static struct {
    int64_t until;
    size_t count;
    struct {
        uint32_t account; /* its name's hash; where two are alike, less is told */
        struct presented form;
    } forms[OBSERVE_MOST];
} told;

static atomic_flag busy = ATOMIC_FLAG_INIT; /* it stays so after a fault: nothing more is told */

bool observe_is_on(int64_t until, int64_t now)
{
    return now < until && until - now <= OBSERVE_LONGEST;
}

/* request_read has seen that the sizes are a UNICODE_STRING's. */
static struct presented lengths_of(const struct request *request)
{
    return (struct presented){.nt = (uint16_t)request->nt.size,
                              .lm = (uint16_t)request->lm.size,
                              .cleartext_allowed = request->cleartext_allowed};
}

struct presented presented_of(const struct request *request)
{
    struct presented presented = lengths_of(request);
    presented.blank = credential_check(request, &owf_pair_of_nothing, 0).proven;
    return presented;
}

/* By which forms are told apart. */
static struct presented form_of(const struct request *request)
{
    struct presented form = lengths_of(request);
    if (!form.cleartext_allowed && form.nt >= PROOF_SIZE + V2_BLOB_LEAST) {
        form.nt = PROOF_SIZE + V2_BLOB_LEAST;
    }
    return form;
}

static bool is_new(uint32_t account, const struct presented *form)
{
    size_t of_account = 0;
    bool known = false;
    for (size_t i = 0; i < told.count; i++) {
        const struct presented *other = &told.forms[i].form;
        bool same = told.forms[i].account == account;
        of_account += same;
        known = known || (same && other->nt == form->nt && other->lm == form->lm &&
                          other->cleartext_allowed == form->cleartext_allowed);
    }
    return !known && of_account < OBSERVE_FORMS && told.count < OBSERVE_MOST;
}

static void tell(struct wide account, const struct request *request)
{
    uint32_t hash = wide_hash(account);
    struct presented form = form_of(request);
    if (!is_new(hash, &form)) {
        return;
    }
    struct presented presented = presented_of(request);
    if (event_deliver(EVENT_OBSERVED, account, 0, &presented)) {
        told.forms[told.count].account = hash;
        told.forms[told.count++].form = form;
    }
}

void observe_presented(int64_t until, struct wide account, const struct request *request)
{
    if (atomic_flag_test_and_set(&busy)) {
        return;
    }
    if (told.until != until) {
        told.until = until;
        told.count = 0;
    }
    tell(account.units > EVENT_NAME_MAX ? wide_part(account, 0, EVENT_NAME_MAX) : account, request);
    atomic_flag_clear(&busy);
}
