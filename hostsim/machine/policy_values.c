/* The lines of [Registry Values] that a logon depends on: KEY=TYPE,DATA. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy.h"

#define LSA_KEY "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\"

static const char *const names[POLICY_VALUE_COUNT] = {
    [POLICY_LM_LEVEL] = "LmCompatibilityLevel",
    [POLICY_LIMIT_BLANK] = "LimitBlankPasswordUse",
    [POLICY_CRASH_ON_AUDIT_FAIL] = "CrashOnAuditFail",
};

bool policy_take_value(struct policy *policy, const char *key, const char *value)
{
    static const char dword[] = "4,";
    size_t length = sizeof LSA_KEY - 1;
    if (strncasecmp(key, LSA_KEY, length) != 0) {
        return true;
    }
    for (int i = 0; i < POLICY_VALUE_COUNT; i++) {
        if (strcasecmp(key + length, names[i]) == 0) {
            const char *digits = value + sizeof dword - 1;
            bool sound = strncmp(value, dword, sizeof dword - 1) == 0 && *digits != '\0' &&
                         strspn(digits, "0123456789") == strlen(digits) && strlen(digits) < 10;
            policy->values[i] = sound ? strtol(digits, NULL, 10) : POLICY_UNSAID;
            return sound;
        }
    }
    return true;
}
