#include "modules.h"

enum outcome module_metabase(struct judgement *judgement)
{
    struct credential_result result =
        credential_check(judgement->request, judgement->metabase, judgement->lm_level);
    judgement->refused_by_level |= result.refused_by_level;
    if (!judgement->metabase_stored || !result.proven) {
        return OUTCOME_REFUSE;
    }
    judgement->cleartext |= result.cleartext;
    return OUTCOME_ADMIT;
}
