/*
 * secpol.inf: a security template, or what `secedit /export /cfg` writes, as far as a logon depends
 * on it. Its syntax is an INF file's (inf.h). Keys of [System Access], [Event Audit] and [Privilege
 * Rights] that secedit does not document, and those that are there twice, are errors. A section
 * that it does not document is passed over, and named in the notices.
 *
 * Without the file: no lockout, no maximum age, Guest as SAM has it, everything audited, and every
 * right for every account.
 *
 * Sources: secedit's security template format (Windows 2000 Resource Kit), ntsecapi.h for the
 * rights, KB 243330 for well-known SIDs.
 */
#ifndef HOSTSIM_POLICY_H
#define HOSTSIM_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "files/buffer.h"
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

/* The lines of [Registry Values] that are followed: values of Lsa's own key (lsa_values.h). */
enum policy_value {
    POLICY_LM_LEVEL,
    POLICY_LIMIT_BLANK,
    POLICY_CRASH_ON_AUDIT_FAIL,
    POLICY_VALUE_COUNT
};
#define POLICY_UNSAID (-1)

struct policy {
    uint32_t lockout_threshold;  /* LockoutBadCount; 0: never */
    int64_t lockout_window;      /* ResetLockoutCount; 100 ns; 0: never forgotten */
    int64_t lockout_duration;    /* LockoutDuration; 100 ns; NT_NEVER: until unlocked */
    int64_t maximum_age;         /* MaximumPasswordAge; 100 ns; NT_NEVER: none */
    int64_t force_logoff;        /* ForceLogoffWhenHourExpire: 0, or NT_NEVER */
    bool guest_enabled;          /* EnableGuestAccount; true where it is not said: SAM decides */
    bool administrator_lockout;  /* AllowAdministratorLockout: RID 500 too (KB5020282) */
    char *rights[RIGHT_COUNT];   /* [Privilege Rights]: holders, with commas; NULL: none */
    unsigned audit[AUDIT_COUNT]; /* [Event Audit]: AUDIT_SUCCESS, AUDIT_FAILURE; both if absent */
    int64_t values[POLICY_VALUE_COUNT]; /* [Registry Values]; POLICY_UNSAID: no such line */
    bool has_rights;                    /* [Privilege Rights] is there: who is not named has not */
    struct buffer notices;              /* what was passed over, a line each */
};

/*
 * Reads a folder's secpol.inf. Where there is none *policy is as the head of this file says. The
 * caller releases *policy. False, with file and line, where it is broken: there is then nothing to
 * release.
 */
bool policy_read(const char *folder, struct policy *policy, struct fault *fault);

/* Does the same from a file's contents, which stay the caller's. path is for the fault. */
bool policy_parse(const char *path, const struct contents *contents, struct policy *policy,
                  struct fault *fault);

/*
 * Takes a line of [Registry Values] into the policy, where it is one of those that are followed.
 * False where such a line is not "4,NUMBER".
 */
bool policy_take_value(struct policy *policy, const char *key, const char *value);

/* Frees what the policy holds. */
void policy_release(struct policy *policy);

/*
 * Whether an account holds a right: by its name or SID, through a group, or as everyone does. For a
 * right to deny: whether the account is denied. An account's SID is reported by its last part, its
 * rid, for the machine's own SID is not known.
 */
bool policy_grants(const struct policy *policy, enum right right,
                   const struct sam_account *account);

#define POLICY_HOLDER_MAX 256

/*
 * The next of a list of holders that is the account, or that it is a member of, by its name where
 * that is known, else by its SID. *rest is the list at first, and what is left of it afterwards.
 * False where there is none.
 */
bool policy_next_holder(const char **rest, enum right right, const struct sam_account *account,
                        char holder[POLICY_HOLDER_MAX]);

/*
 * Whether an account is a member of a group. group is a name. The account's groups may name it so,
 * or by its well-known SID.
 */
bool policy_member_of(const struct sam_account *account, const char *group);

/* Whether an account is the built-in administrator, or a member of Administrators. */
bool policy_is_administrator(const struct sam_account *account);

/* What secedit calls a right: "SeNetworkLogonRight". It is static. */
const char *policy_right_name(enum right right);

/* The SID of the group that every logon by a right is in: "S-1-5-2" (KB 243330). It is static. */
const char *policy_right_group(enum right right);

/* When an account's password must be changed: an NT time; 0 at once, NT_NEVER not at all. */
int64_t policy_password_must_change(const struct policy *policy, const struct sam_account *account);

/*
 * Whether a service's account holds a right. sid is as "S-1-5-20". Only who is named holds it:
 * without secpol.inf nobody does.
 */
bool policy_grants_sid(const struct policy *policy, enum right right, const char *sid);

#endif
