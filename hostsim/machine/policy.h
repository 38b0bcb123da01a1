/*
 * secpol.inf: what `secedit /export /cfg` writes, as far as a logon depends on it. UTF-16LE with
 * its mark, or UTF-8. The sections and keys that secedit documents are known; others are errors.
 *
 * Without the file: no lockout, no maximum age, Guest off, and every right for everyone.
 */
#ifndef HOSTSIM_POLICY_H
#define HOSTSIM_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "sam.h"

enum right {
    RIGHT_NETWORK,
    RIGHT_DENY_NETWORK,
    RIGHT_INTERACTIVE,
    RIGHT_DENY_INTERACTIVE,
    RIGHT_BATCH,
    RIGHT_DENY_BATCH,
    RIGHT_SERVICE,
    RIGHT_DENY_SERVICE,
    RIGHT_TCB,
    RIGHT_COUNT
};

/* What is audited, by secedit's keys. */
enum audit_category {
    AUDIT_LOGON,          /* AuditLogonEvents */
    AUDIT_ACCOUNT_LOGON,  /* AuditAccountLogon */
    AUDIT_ACCOUNT_MANAGE, /* AuditAccountManage */
    AUDIT_COUNT
};
#define AUDIT_SUCCESS 1u
#define AUDIT_FAILURE 2u

struct policy {
    uint32_t lockout_threshold;  /* LockoutBadCount; 0: never */
    int64_t lockout_window;      /* ResetLockoutCount; 100 ns; 0: never forgotten */
    int64_t lockout_duration;    /* LockoutDuration; 100 ns; NT_NEVER: until unlocked */
    int64_t maximum_age;         /* MaximumPasswordAge; 100 ns; NT_NEVER: none */
    int64_t force_logoff;        /* ForceLogoffWhenHourExpire: 0, or NT_NEVER */
    bool guest_enabled;          /* EnableGuestAccount; true where it is not said: SAM decides */
    bool administrator_lockout;  /* AllowAdministratorLockout: RID 500 too (KB5020282) */
    unsigned audit[AUDIT_COUNT]; /* [Event Audit]: AUDIT_SUCCESS, AUDIT_FAILURE; both if absent */
    bool has_rights;             /* [Privilege Rights] is there: who is not named has not */
    char *rights[RIGHT_COUNT];   /* holders, separated by commas; NULL: none */
};

bool policy_read(const char *folder, struct policy *policy, struct fault *fault);
/* The same from a text; path is for the fault. The contents are changed. */
bool policy_parse(const char *path, struct contents *contents, struct policy *policy,
                  struct fault *fault);
void policy_release(struct policy *policy);

/* Does the account hold the right, itself or through a group or a well-known SID? */
bool policy_grants(const struct policy *policy, enum right right,
                   const struct sam_account *account);

/* Is the account a member of the group, named so or by its well-known SID? */
bool policy_member_of(const struct sam_account *account, const char *group);

/* Does a service's account (by its SID, "S-1-5-20") hold it? */
bool policy_grants_sid(const struct policy *policy, enum right right, const char *sid);

#endif
