/*
 * Values of Lsa's own key that a logon depends on. registry.reg decides. Where it does not have a
 * value, the line for it in secpol.inf's [Registry Values] does, for secedit exports what the
 * registry holds. Elsewhere than on Windows a package sees registry.reg alone.
 *
 * Sources: Q147706 (LmCompatibilityLevel), Q140058 and KB 832981 (CrashOnAuditFail), the security
 * options' documentation.
 */
#ifndef HOSTSIM_LSA_VALUES_H
#define HOSTSIM_LSA_VALUES_H

#include "policy.h"

struct lsa_values {
    unsigned lm_level; /* LmCompatibilityLevel, 0 to 5 */
    bool limits_blank; /* LimitBlankPasswordUse */
    bool audit_failed; /* CrashOnAuditFail is 2: the security log was full, only administrators
                          may log on until it is cleared */
};

/*
 * Reads them. folder is the machine folder. What cannot be read is taken for the strictest, but
 * that no audit has failed; machine_open has seen that the registry is sound.
 */
struct lsa_values lsa_values_read(const char *folder, const struct policy *policy);

#endif
