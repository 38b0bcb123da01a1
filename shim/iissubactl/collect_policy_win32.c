/* Lockout and password age (netapi32), and the rights that a logon depends on (the LSA's policy).
 */

#include "collect.h"
#include "collect_names.h"
#include "files/buffer.h"

#include <lm.h>
#include <ntsecapi.h>

/* secedit writes minutes and days, and -1 for ever. */
static long in_units(DWORD seconds, DWORD unit)
{
    return seconds == TIMEQ_FOREVER ? -1 : (long)(seconds / unit);
}

static void add_access(struct buffer *text, struct gathered *gathered)
{
    USER_MODALS_INFO_0 *age = NULL;
    USER_MODALS_INFO_3 *lockout = NULL;
    buffer_print(text, "[System Access]\r\n");
    NET_API_STATUS status = NetUserModalsGet(NULL, 0, (BYTE **)&age);
    if (status == NERR_Success) {
        buffer_print(text, "MaximumPasswordAge = %ld\r\n",
                     in_units(age->usrmod0_max_passwd_age, 24 * 60 * 60));
        buffer_print(text, "ForceLogoffWhenHourExpire = %d\r\n",
                     age->usrmod0_force_logoff == TIMEQ_FOREVER ? 0 : 1);
        NetApiBufferFree(age);
    } else {
        collect_miss(gathered, "the password age (NetUserModalsGet 0: error %lu)", status);
    }
    status = NetUserModalsGet(NULL, 3, (BYTE **)&lockout);
    if (status == NERR_Success) {
        buffer_print(text, "LockoutBadCount = %lu\r\n", lockout->usrmod3_lockout_threshold);
        buffer_print(text, "ResetLockoutCount = %ld\r\n",
                     in_units(lockout->usrmod3_lockout_observation_window, 60));
        buffer_print(text, "LockoutDuration = %ld\r\n",
                     in_units(lockout->usrmod3_lockout_duration, 60));
        NetApiBufferFree(lockout);
    } else {
        collect_miss(gathered, "lockout (NetUserModalsGet 3: error %lu)", status);
    }
}

static NTSTATUS add_right(struct buffer *text, LSA_HANDLE policy, const char *name,
                          const wchar_t *right)
{
    LSA_ENUMERATION_INFORMATION *holders = NULL;
    ULONG count = 0;
    USHORT bytes = (USHORT)(wcslen(right) * sizeof(wchar_t));
    LSA_UNICODE_STRING wanted = {bytes, (USHORT)(bytes + sizeof(wchar_t)), (wchar_t *)right};
    NTSTATUS status = LsaEnumerateAccountsWithUserRight(policy, &wanted, (void **)&holders, &count);
    if (status != 0) {
        return status;
    }
    buffer_print(text, "%s = ", name);
    for (ULONG i = 0; i < count; i++) {
        char sid[256];
        if (sid_text(holders[i].Sid, sid, sizeof sid)) {
            buffer_print(text, "%s*%s", i == 0 ? "" : ",", sid);
        }
    }
    buffer_print(text, "\r\n");
    LsaFreeMemory(holders);
    return 0;
}

/* STATUS_NO_MORE_ENTRIES and STATUS_OBJECT_NAME_NOT_FOUND: nobody holds it. */
static bool nobody_holds_it(NTSTATUS status)
{
    return status == (NTSTATUS)0x8000001A || status == (NTSTATUS)0xC0000034;
}

static void add_rights(struct buffer *text, struct gathered *gathered)
{
    static const struct {
        const char *name;
        const wchar_t *right;
    } rights[] = {
        {"SeNetworkLogonRight", L"SeNetworkLogonRight"},
        {"SeDenyNetworkLogonRight", L"SeDenyNetworkLogonRight"},
        {"SeInteractiveLogonRight", L"SeInteractiveLogonRight"},
        {"SeDenyInteractiveLogonRight", L"SeDenyInteractiveLogonRight"},
        {"SeBatchLogonRight", L"SeBatchLogonRight"},
        {"SeDenyBatchLogonRight", L"SeDenyBatchLogonRight"},
        {"SeServiceLogonRight", L"SeServiceLogonRight"},
        {"SeDenyServiceLogonRight", L"SeDenyServiceLogonRight"},
        {"SeTcbPrivilege", L"SeTcbPrivilege"},
    };
    LSA_OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes};
    LSA_HANDLE policy;
    size_t held = 0;
    struct buffer found = {.text = NULL};
    NTSTATUS status = LsaOpenPolicy(NULL, &attributes,
                                    POLICY_LOOKUP_NAMES | POLICY_VIEW_LOCAL_INFORMATION, &policy);
    if (status != 0) {
        collect_miss(gathered, "the user rights (LsaOpenPolicy: %08lx)", (unsigned long)status);
        return;
    }
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++) {
        status = add_right(&found, policy, rights[i].name, rights[i].right);
        held += status == 0;
        if (status != 0 && !nobody_holds_it(status)) {
            collect_miss(gathered, "who holds %s (LsaEnumerateAccountsWithUserRight: %08lx)",
                         rights[i].name, (unsigned long)status);
        }
    }
    LsaClose(policy);
    /* A server where nobody has any right is one that does not tell; without the section all have.
     */
    if (held > 0) {
        buffer_string(text, "[Privilege Rights]\r\n");
        buffer_string(text, found.text);
    } else {
        collect_miss(gathered, "the user rights: none was given");
    }
    buffer_release(&found);
}

void collect_policy(struct gathered *gathered)
{
    struct buffer text = {.text = NULL};
    buffer_string(&text, "[Unicode]\r\nUnicode=yes\r\n");
    add_access(&text, gathered);
    add_rights(&text, gathered);
    buffer_string(&text, "[Version]\r\nsignature=\"$CHICAGO$\"\r\nRevision=1\r\n");
    if (!buffer_take(&text, &gathered->contents)) {
        collect_miss(gathered, "the policy, for want of memory");
    }
}
