#include "account_password.h"

#include <string.h>

#include <windows.h>

#include <lm.h>

#include "files/system_error.h"
#include "lsass/ntlm.h"
#include "text/utf.h"

#define NAME_UNITS 512
#define PASSWORD_UNITS 512

static bool to_wide(const char *text, wchar_t *wide, size_t capacity, struct fault *fault)
{
    size_t units = utf8_to_utf16(text, strlen(text), (uint16_t *)wide, capacity - 1);
    if (units >= capacity) {
        return fault_set(fault, "a name or password is too long, or not UTF-8");
    }
    wide[units] = 0;
    return true;
}

static bool said(NET_API_STATUS status, const char *account, struct fault *fault)
{
    switch (status) {
    case NERR_Success:
        return true;
    case NERR_UserNotFound:
        return fault_set(fault, "there is no account %s on this computer", account);
    case ERROR_ACCESS_DENIED:
        return fault_set(fault, "%s: access is denied; run it as an administrator", account);
    case NERR_PasswordTooShort:
        return fault_set(fault, "%s: this computer's policy does not allow the password", account);
    default:
        break;
    }
    char text[SYSTEM_ERROR_MAX];
    return fault_set(fault, "%s: its password cannot be set: %s", account,
                     system_error_text(status, text));
}

bool account_password_check_here(const char *account, struct fault *fault)
{
    wchar_t name[NAME_UNITS];
    BYTE *info = NULL;
    if (!to_wide(account, name, NAME_UNITS, fault)) {
        return false;
    }
    NET_API_STATUS status = NetUserGetInfo(NULL, name, 0, &info);
    if (info != NULL) {
        NetApiBufferFree(info);
    }
    return said(status, account, fault);
}

bool account_password_set_here(const char *account, const char *password, struct fault *fault)
{
    wchar_t name[NAME_UNITS];
    wchar_t secret[PASSWORD_UNITS];
    bool done = to_wide(account, name, NAME_UNITS, fault) &&
                to_wide(password, secret, PASSWORD_UNITS, fault);
    if (done) {
        USER_INFO_1003 info = {secret};
        done = said(NetUserSetInfo(NULL, name, 1003, (BYTE *)&info, NULL), account, fault);
    }
    wipe(secret, sizeof secret);
    return done;
}
