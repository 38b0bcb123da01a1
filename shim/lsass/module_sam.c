#include "modules.h"

#include <string.h>

static void copy_owf(struct bytes from, unsigned char to[OWF_SIZE], bool *has)
{
    *has = from.size == OWF_SIZE;
    if (*has) {
        memcpy(to, from.bytes, OWF_SIZE);
    }
}

enum outcome module_sam(struct judgement *judgement)
{
    struct owf_pair owfs = {.has_nt = false};
    copy_owf(judgement->account->nt_owf, owfs.nt, &owfs.has_nt);
    copy_owf(judgement->account->lm_owf, owfs.lm, &owfs.has_lm);
    struct credential_result result =
        credential_check(judgement->request, &owfs, judgement->lm_level);
    wipe(&owfs, sizeof owfs);
    judgement->refused_by_level |= result.refused_by_level;
    judgement->cleartext |= result.cleartext;
    return result.proven ? OUTCOME_ADMIT : OUTCOME_REFUSE;
}
