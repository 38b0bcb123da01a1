#include "proposal.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define IIS_ACCOUNT "IUSR_"

bool proposal_is_another_computers(const struct node_check *check)
{
    const char *name = check->name;
    return (strncasecmp(name, IIS_ACCOUNT, 5) == 0 || strncasecmp(name, "IWAM_", 5) == 0) &&
           strcasecmp(name + 5, check->machine->sam.computer) != 0;
}

bool proposal_is_another_domains(const struct node_check *check)
{
    return *check->domain != '\0' && strcmp(check->domain, ".") != 0 &&
           strcasecmp(check->domain, check->machine->sam.computer) != 0;
}

static bool is_built_in(const struct sam_account *account)
{
    return account != NULL && account->rid == RID_ADMINISTRATOR;
}

/* The only account of SAM that is named as IIS names them. NULL where there is none, or several. */
static const struct sam_account *only_iis_account(const struct sam *sam)
{
    const struct sam_account *found = NULL;
    for (size_t i = 0; i < sam->count; i++) {
        if (strncasecmp(sam->accounts[i].name, IIS_ACCOUNT, 5) == 0) {
            if (found != NULL) {
                return NULL;
            }
            found = &sam->accounts[i];
        }
    }
    return found;
}

static const struct sam_account *existing(const struct node_check *check, const char *own)
{
    const struct sam *sam = &check->machine->sam;
    const struct sam_account *account = sam_find(sam, own);
    if (account == NULL && check->account != NULL && !is_built_in(check->account)) {
        account = check->account;
    }
    if (account == NULL) {
        account = only_iis_account(sam);
    }
    return is_built_in(account) ? NULL : account;
}

/* Whether the account that is named can be made: Windows takes the name. */
static bool can_be_made(const struct node_check *check)
{
    struct mend mend;
    mend_net_user_add(&mend, check->place, check->name);
    return mend.why_none == NULL;
}

bool proposal_find(const struct node_check *check, struct proposal *proposal)
{
    bool foreign = proposal_is_another_domains(check);
    bool missing = check->account == NULL;
    if (!missing && !foreign && !is_built_in(check->account)) {
        return false;
    }
    char own[256];
    snprintf(own, sizeof own, IIS_ACCOUNT "%s", check->machine->sam.computer);
    bool after_another = missing && proposal_is_another_computers(check);
    bool makeable = missing && !foreign && can_be_made(check);
    const struct sam_account *account = makeable && !after_another ? NULL : existing(check, own);
    bool keeps_name = account == NULL && makeable;
    *proposal = (struct proposal){.account = account, .rename = !keeps_name};
    snprintf(proposal->name, sizeof proposal->name, "%s",
             account != NULL ? account->name
             : keeps_name    ? check->name
                             : own);
    return true;
}

void proposal_mend_account(const struct node_check *check, const struct proposal *proposal,
                           struct mend *mend)
{
    mend_net_user_add(mend, check->place, proposal->name);
}

/* Where the name is set, for all that inherit it. */
void proposal_mend_name(const struct node_check *check, const struct proposal *proposal,
                        struct mend *mend)
{
    const struct metabase_node *from =
        metabase_effective(&check->machine->metabase, check->location, ANONYMOUS_USER_NAME).from;
    const char *node = from == NULL ? check->node : *from->location == '\0' ? "/" : from->location;
    mend_put(mend, check->place, node, "AnonymousUserName", proposal->name);
}
