#include "request.h"

#include <string.h>

#include "ntlm.h"

static bool read_text(const UNICODE_STRING *string, struct wide *view)
{
    if (string->Length > string->MaximumLength || (string->Length > 0 && string->Buffer == NULL)) {
        return false;
    }
    *view = (struct wide){(const unsigned char *)string->Buffer, string->Length / 2u};
    return true;
}

static bool read_bytes(const STRING *string, struct bytes *view)
{
    if (string->Length > string->MaximumLength || (string->Length > 0 && string->Buffer == NULL)) {
        return false;
    }
    *view = (struct bytes){(const unsigned char *)string->Buffer, string->Length};
    return true;
}

bool request_read(const void *network_info, struct request *request)
{
    const NETLOGON_NETWORK_INFO *info = network_info;
    request->cleartext_allowed =
        (info->Identity.ParameterControl & MSV1_0_CLEARTEXT_PASSWORD_ALLOWED) != 0;
    request->challenge = (const unsigned char *)info->LmChallenge.data;
    return read_text(&info->Identity.UserName, &request->user) &&
           read_text(&info->Identity.LogonDomainName, &request->domain) &&
           read_text(&info->Identity.Workstation, &request->workstation) &&
           read_bytes(&info->NtChallengeResponse, &request->nt) &&
           read_bytes(&info->LmChallengeResponse, &request->lm);
}

/* SAM hands an OWF over as a counted string of 16 bytes, and says apart whether it has one. */
static bool read_owf(const UNICODE_STRING *string, BOOLEAN present, struct bytes *owf)
{
    struct wide view;
    if (!read_text(string, &view)) {
        return false;
    }
    bool whole = present && string->Length == OWF_SIZE;
    *owf = whole ? (struct bytes){view.bytes, OWF_SIZE} : (struct bytes){NULL, 0};
    return true;
}

#define HOURS_PER_WEEK 168

/*
 * SAM gives an account without restriction every hour of the week (MS-SAMR 2.2.6.5): 21 bytes, the
 * first of them with all bits set and each as the one before it. It is then judged without a look
 * at the clock.
 */
static bool has_all_hours(const LOGON_HOURS *hours)
{
    const UCHAR *bytes = hours->LogonHours;
    return hours->UnitsPerWeek == HOURS_PER_WEEK && bytes != NULL && bytes[0] == 0xFF &&
           memcmp(bytes, bytes + 1, HOURS_PER_WEEK / 8 - 1) == 0;
}

bool account_read(const USER_ALL_INFORMATION *user, struct account *account)
{
    account->rid = user->UserId;
    account->control = user->UserAccountControl;
    account->expires = user->AccountExpires.QuadPart;
    account->hours = has_all_hours(&user->LogonHours) ? NULL : user->LogonHours.LogonHours;
    account->units_per_week = user->LogonHours.UnitsPerWeek;
    return read_text(&user->UserName, &account->name) &&
           read_text(&user->WorkStations, &account->workstations) &&
           read_owf(&user->NtPassword, user->NtPasswordPresent, &account->nt_owf) &&
           read_owf(&user->LmPassword, user->LmPasswordPresent, &account->lm_owf);
}
