/*
 * The modules of the credential stack. Each judges one logon on its own: structs in, an outcome
 * out. The table is static: no foreign code is loaded into lsass.
 */
#ifndef IISSUBA_MODULES_H
#define IISSUBA_MODULES_H

#include "credential.h"

enum outcome { OUTCOME_REFUSE, OUTCOME_ADMIT };

/* What a module may look at, and what it says beside its outcome. */
struct judgement {
    const struct request *request;
    const struct account *account;
    const struct owf_pair *metabase; /* never NULL: a decoy where there is none */
    bool metabase_stored;            /* whether it is not the decoy */
    struct account_keys kept;        /* of the metabase's secret */
    unsigned lm_level;
    bool limits_blank; /* LimitBlankPasswordUse */

    bool blank;            /* set: a blank password proved it, whose use is limited */
    bool cleartext;        /* set: the credential was the password itself */
    bool refused_by_level; /* set: a form was refused because of LmCompatibilityLevel */
};

typedef enum outcome module_judge(struct judgement *judgement);

struct module {
    const char *name;
    module_judge *judge;
};

/* For a module whose secret proved: notes a blank password where its use is limited. */
static inline void judgement_note_blank(struct judgement *judgement, const struct owf_pair *secret)
{
    judgement->blank |= judgement->limits_blank && owf_pair_is_blank(secret);
}

/* The credential matches the metabase's secret. Costs the same where none is stored. */
module_judge module_metabase;
/* The credential matches SAM's own OWFs. */
module_judge module_sam;
/* The caller is believed: only a process with SeTcbPrivilege gets this far (LsaLogonUser). */
module_judge module_caller;

#define MODULE_COUNT 3
extern const struct module module_table[MODULE_COUNT];

#endif
