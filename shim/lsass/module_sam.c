#include "modules.h"

static enum outcome judge(struct judgement *judgement, const struct owf_pair *owfs)
{
    struct credential_result result =
        credential_check(judgement->request, owfs, judgement->lm_level);
    judgement->refused_by_level |= result.refused_by_level;
    if (!result.proven) {
        return OUTCOME_REFUSE;
    }
    judgement->cleartext |= result.by == PROVEN_BY_CLEARTEXT;
    judgement_note_blank(judgement, owfs);
    return OUTCOME_ADMIT;
}

enum outcome module_sam(struct judgement *judgement)
{
    struct owf_pair owfs;
    secret_of_account(judgement->account, &owfs);
    enum outcome outcome = judge(judgement, &owfs);
    wipe(&owfs, sizeof owfs);
    return outcome;
}
