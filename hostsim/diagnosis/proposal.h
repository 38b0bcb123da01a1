/* Which account a node is to name, where the one that it names will not do. */
#ifndef HOSTSIM_PROPOSAL_H
#define HOSTSIM_PROPOSAL_H

#include "causes.h"

struct proposal {
    char name[256];                    /* without a domain */
    const struct sam_account *account; /* NULL: it has to be made */
    bool rename;                       /* the node is to name it; false: it does already */
};

/*
 * Proposes an account that SAM has: this computer's IUSR_, or the one of that name without its
 * domain, or the only other IUSR_. Where there is none, one is to be made. False where the node's
 * own account will do: nothing is proposed then.
 */
bool proposal_find(const struct node_check *check, struct proposal *proposal);

/*
 * Whether the account is named after another computer, as IUSR_OLDNAME, or is another domain's.
 * (Q190005)
 */
bool proposal_is_another_computers(const struct node_check *check);
bool proposal_is_another_domains(const struct node_check *check);

/* Makes the mends of a proposal: has the account made, and has the node name it. */
void proposal_mend_account(const struct node_check *check, const struct proposal *proposal,
                           struct mend *mend);
void proposal_mend_name(const struct node_check *check, const struct proposal *proposal,
                        struct mend *mend);

#endif
