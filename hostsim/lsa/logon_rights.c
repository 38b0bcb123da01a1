#include "logon_rights.h"

bool logon_rights_allow(const struct policy *policy, enum logon_type type,
                        const struct sam_account *account)
{
    enum right needed = RIGHT_NETWORK;
    enum right denied = RIGHT_DENY_NETWORK;
    switch (type) {
    case LOGON_TYPE_INTERACTIVE:
        needed = RIGHT_INTERACTIVE;
        denied = RIGHT_DENY_INTERACTIVE;
        break;
    case LOGON_TYPE_BATCH:
        needed = RIGHT_BATCH;
        denied = RIGHT_DENY_BATCH;
        break;
    case LOGON_TYPE_SERVICE:
        needed = RIGHT_SERVICE;
        denied = RIGHT_DENY_SERVICE;
        break;
    case LOGON_TYPE_NETWORK:
    case LOGON_TYPE_NETWORK_CLEARTEXT: /* KB 812614: no local right, the network one */
        break;
    }
    return policy_grants(policy, needed, account) && !policy_grants(policy, denied, account);
}
