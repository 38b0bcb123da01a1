#include "logon_rights.h"

#define SID_NETWORK_SERVICE "S-1-5-20"

struct logon_rights logon_rights_of(enum logon_type type)
{
    switch (type) {
    case LOGON_TYPE_INTERACTIVE:
        return (struct logon_rights){RIGHT_INTERACTIVE, RIGHT_DENY_INTERACTIVE};
    case LOGON_TYPE_BATCH:
        return (struct logon_rights){RIGHT_BATCH, RIGHT_DENY_BATCH};
    case LOGON_TYPE_SERVICE:
        return (struct logon_rights){RIGHT_SERVICE, RIGHT_DENY_SERVICE};
    case LOGON_TYPE_NETWORK:
    case LOGON_TYPE_NETWORK_CLEARTEXT: /* KB 812614: no local right, the network one */
        break;
    }
    return (struct logon_rights){RIGHT_NETWORK, RIGHT_DENY_NETWORK};
}

bool logon_rights_allow(const struct policy *policy, enum logon_type type,
                        const struct sam_account *account)
{
    struct logon_rights rights = logon_rights_of(type);
    return policy_grants(policy, rights.needed, account) &&
           !policy_grants(policy, rights.denied, account);
}

bool logon_rights_have_tcb(const struct policy *policy, enum logon_caller caller)
{
    return caller == CALLER_LOCAL_SYSTEM ||
           policy_grants_sid(policy, RIGHT_TCB, SID_NETWORK_SERVICE);
}
