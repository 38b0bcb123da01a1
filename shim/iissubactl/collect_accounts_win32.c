/* The local accounts (netapi32), as sam.json has them. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "collect.h"
#include "collect_names.h"
#include "files/system_error.h"
#include "lsass/clock.h"
#include "text/nt_time.h"

#include <lm.h>

#define NAME_BYTES 1024
#define SECOND 10000000

struct collector {
    struct gathered *gathered;
    json_t *accounts;
};

static void add_flags(json_t *account, DWORD flags)
{
    static const struct {
        DWORD flag; /* lmaccess.h */
        const char *name;
    } known[] = {
        {UF_ACCOUNTDISABLE, "USER_ACCOUNT_DISABLED"},
        {UF_PASSWD_NOTREQD, "USER_PASSWORD_NOT_REQUIRED"},
        {UF_TEMP_DUPLICATE_ACCOUNT, "USER_TEMP_DUPLICATE_ACCOUNT"},
        {UF_NORMAL_ACCOUNT, "USER_NORMAL_ACCOUNT"},
        {UF_INTERDOMAIN_TRUST_ACCOUNT, "USER_INTERDOMAIN_TRUST_ACCOUNT"},
        {UF_WORKSTATION_TRUST_ACCOUNT, "USER_WORKSTATION_TRUST_ACCOUNT"},
        {UF_SERVER_TRUST_ACCOUNT, "USER_SERVER_TRUST_ACCOUNT"},
        {UF_DONT_EXPIRE_PASSWD, "USER_DONT_EXPIRE_PASSWORD"},
    };
    json_t *names = json_array();
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if ((flags & known[i].flag) != 0) {
            json_array_append_new(names, json_string(known[i].name));
        }
    }
    json_object_set_new(account, "flags", names);
}

static void add_time(json_t *account, const char *member, int64_t time)
{
    char text[NT_TIME_TEXT];
    nt_time_format(time - time % SECOND, text);
    json_object_set_new(account, member, json_string(text));
}

/* Seconds since 1970, as netapi32 counts. */
static int64_t of_unix_time(DWORD seconds)
{
    return ((int64_t)seconds + 11644473600) * SECOND;
}

static void add_hours(json_t *account, const BYTE *hours, DWORD units)
{
    char digits[2 * 21 + 1];
    bool all = true;
    if (hours == NULL || units != 168) {
        return;
    }
    for (size_t i = 0; i < 21; i++) {
        snprintf(digits + 2 * i, 3, "%02x", hours[i]);
        all = all && hours[i] == 0xFF;
    }
    json_object_set_new(account, "logon_hours", json_string(all ? "all" : digits));
}

static void add_details(json_t *account, const USER_INFO_3 *info)
{
    char text[NAME_BYTES];
    int64_t now = clock_now().utc;
    add_flags(account, info->usri3_flags);
    if (info->usri3_acct_expires == TIMEQ_FOREVER) {
        json_object_set_new(account, "account_expires", json_string("never"));
    } else {
        add_time(account, "account_expires", of_unix_time(info->usri3_acct_expires));
    }
    if (info->usri3_password_expired != 0) {
        json_object_set_new(account, "password_last_set", json_string("never"));
    } else {
        add_time(account, "password_last_set", now - (int64_t)info->usri3_password_age * SECOND);
    }
    add_hours(account, info->usri3_logon_hours, info->usri3_units_per_week);
    json_object_set_new(account, "workstations",
                        json_string(utf8_of(info->usri3_workstations, text, sizeof text)));
    json_object_set_new(account, "bad_password_count", json_integer(info->usri3_bad_pw_count));
    if ((info->usri3_flags & UF_LOCKOUT) != 0) {
        add_time(account, "lockout_time", now); /* since when is not told */
    }
}

static void add_groups(struct collector *collector, json_t *account, const wchar_t *name,
                       const char *shown)
{
    LOCALGROUP_USERS_INFO_0 *groups = NULL;
    DWORD count = 0;
    DWORD total = 0;
    NET_API_STATUS status = NetUserGetLocalGroups(
        NULL, name, 0, LG_INCLUDE_INDIRECT, (BYTE **)&groups, MAX_PREFERRED_LENGTH, &count, &total);
    if (status != NERR_Success) {
        collect_miss(collector->gathered, "the groups of %s (NetUserGetLocalGroups: error %lu)",
                     shown, status);
        return;
    }
    json_t *names = json_array();
    for (DWORD i = 0; i < count; i++) {
        char text[NAME_BYTES];
        json_array_append_new(names,
                              json_string(utf8_of(groups[i].lgrui0_name, text, sizeof text)));
    }
    json_object_set_new(account, "groups", names);
    NetApiBufferFree(groups);
}

/* The last part of the account's SID. */
static bool find_rid(const wchar_t *name, DWORD *rid)
{
    union {
        SID sid;
        BYTE room[SECURITY_MAX_SID_SIZE];
    } held;
    wchar_t domain[256];
    DWORD size = sizeof held;
    DWORD units = 256;
    SID_NAME_USE use;
    if (!LookupAccountNameW(NULL, name, &held.sid, &size, domain, &units, &use)) {
        return false;
    }
    *rid = *GetSidSubAuthority(&held.sid, (DWORD)*GetSidSubAuthorityCount(&held.sid) - 1);
    return true;
}

static void add_account(struct collector *collector, const wchar_t *name)
{
    char shown[NAME_BYTES];
    DWORD rid;
    USER_INFO_3 *info = NULL;
    utf8_of(name, shown, sizeof shown);
    if (!find_rid(name, &rid)) {
        char text[SYSTEM_ERROR_MAX];
        collect_miss(collector->gathered, "the account %s: it has no SID: %s", shown,
                     system_error_text(GetLastError(), text));
        return;
    }
    json_t *account = json_pack("{s:s, s:I}", "name", shown, "rid", (json_int_t)rid);
    NET_API_STATUS status = NetUserGetInfo(NULL, name, 3, (BYTE **)&info);
    if (status == NERR_Success) {
        add_details(account, info);
        NetApiBufferFree(info);
    } else {
        collect_miss(collector->gathered, "the restrictions of %s (NetUserGetInfo 3: error %lu)",
                     shown, status);
    }
    add_groups(collector, account, name, shown);
    json_array_append_new(collector->accounts, account);
}

static void add_accounts(struct collector *collector)
{
    DWORD resume = 0;
    NET_API_STATUS status;
    do {
        USER_INFO_0 *names = NULL;
        DWORD count = 0;
        DWORD total = 0;
        status = NetUserEnum(NULL, 0, FILTER_NORMAL_ACCOUNT, (BYTE **)&names, MAX_PREFERRED_LENGTH,
                             &count, &total, &resume);
        if (status != NERR_Success && status != ERROR_MORE_DATA) {
            collect_miss(collector->gathered, "the accounts (NetUserEnum: error %lu)", status);
            return;
        }
        for (DWORD i = 0; i < count; i++) {
            add_account(collector, names[i].usri0_name);
        }
        NetApiBufferFree(names);
    } while (status == ERROR_MORE_DATA);
}

void collect_accounts(struct gathered *gathered)
{
    wchar_t computer[MAX_COMPUTERNAME_LENGTH + 1] = L"";
    char name[NAME_BYTES];
    DWORD units = MAX_COMPUTERNAME_LENGTH + 1;
    struct collector collector = {gathered, json_array()};
    GetComputerNameW(computer, &units);
    add_accounts(&collector);
    json_t *root = json_pack("{s:s, s:o}", "computer", utf8_of(computer, name, sizeof name),
                             "accounts", collector.accounts);
    gathered->contents.text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(2));
    if (gathered->contents.text == NULL) {
        collect_miss(gathered, "the accounts, for want of memory");
    } else {
        gathered->contents.size = strlen(gathered->contents.text);
    }
    json_decref(root);
}
