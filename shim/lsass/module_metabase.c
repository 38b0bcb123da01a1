#include "modules.h"

enum outcome module_metabase(struct judgement *judgement)
{
    struct credential_result result;
    credential_check_kept(judgement->request, judgement->metabase, judgement->kept,
                          judgement->lm_level, &result);
    judgement->refused_by_level |= result.refused_by_level;
    if (!judgement->metabase_stored || !result.proven) {
        return OUTCOME_REFUSE;
    }
    judgement->cleartext |= result.by == PROVEN_BY_CLEARTEXT;
    judgement_note_blank(judgement, judgement->metabase);
    return OUTCOME_ADMIT;
}
