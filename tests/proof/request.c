/* shim/lsass/request.c: what MSV1_0 hands over, whatever it is. */
#include "lsass/request.h"
#include "proof.h"

#define BYTES_MOST 5 /* of a buffer; the lengths beside it are anything */

/* Touches the ends of a view: they are there, and have been written. */
static void touch_text(struct wide view)
{
    if (view.units > 0) {
        wide_unit(view, 0);
        wide_unit(view, view.units - 1);
    }
}

static void touch_bytes(struct bytes view)
{
    if (view.size > 0) {
        unsigned ends = view.bytes[0] + view.bytes[view.size - 1];
        (void)ends;
    }
}

/* A buffer of exactly that length; none, whatever the length says, where it is absent. */
static UNICODE_STRING any_string(size_t length, bool absent)
{
    return (UNICODE_STRING){(USHORT)length, (USHORT)any_size(UINT16_MAX),
                            absent ? NULL : (PWSTR)(void *)any_bytes(length)};
}

static STRING any_counted(size_t length, bool absent)
{
    return (STRING){(USHORT)length, (USHORT)any_size(UINT16_MAX),
                    absent ? NULL : (PCHAR)any_bytes(length)};
}

static void requests(void)
{
    size_t length = any_size(BYTES_MOST);
    bool absent = any_bool();
    int which = Frama_C_interval(0, 4);
    //@ split length;
    //@ split absent;
    //@ split which;
    NETLOGON_NETWORK_INFO info = {0};
    Frama_C_make_unknown((char *)&info.LmChallenge, sizeof info.LmChallenge);
    info.Identity.ParameterControl = Frama_C_unsigned_int_interval(0, UINT32_MAX);
    info.Identity.UserName = any_string(length, absent && which == 0);
    info.Identity.LogonDomainName = any_string(length, absent && which == 1);
    info.Identity.Workstation = any_string(length, absent && which == 2);
    info.NtChallengeResponse = any_counted(length, absent && which == 3);
    info.LmChallengeResponse = any_counted(length, absent && which == 4);
    struct request request;
    if (request_read(&info, &request)) {
        touch_text(request.user);
        touch_text(request.domain);
        touch_text(request.workstation);
        touch_bytes(request.nt);
        touch_bytes(request.lm);
        touch_bytes((struct bytes){request.challenge, 8});
    }
}

/* SAM's account: its counted strings, and logon hours of any number of units. */
static void accounts(void)
{
    static const USHORT units_of[] = {0, 1, 7, 8, 167, 168, 169, 1008, 10080, UINT16_MAX};
    int hours = Frama_C_interval(0, 9);
    size_t owf = 15 + any_size(2);
    bool absent = any_bool();
    //@ split hours;
    //@ split owf;
    //@ split absent;
    USER_ALL_INFORMATION user;
    memset(&user, 0, sizeof user);
    user.UserId = Frama_C_unsigned_int_interval(0, UINT32_MAX);
    user.UserAccountControl = Frama_C_unsigned_int_interval(0, UINT32_MAX);
    user.AccountExpires.QuadPart = Frama_C_long_long_interval(INT64_MIN, INT64_MAX);
    user.UserName = any_string(3, absent);
    user.WorkStations = any_string(4, absent);
    user.NtPassword = any_string(owf, absent);
    user.LmPassword = any_string(owf, absent);
    user.NtPasswordPresent = (BOOLEAN)any_size(UINT8_MAX);
    user.LmPasswordPresent = (BOOLEAN)any_size(UINT8_MAX);
    user.LogonHours.UnitsPerWeek = units_of[hours];
    user.LogonHours.LogonHours = absent ? NULL : any_bytes((units_of[hours] + 7u) / 8);
    struct account account;
    if (account_read(&user, &account)) {
        touch_text(account.name);
        touch_text(account.workstations);
        touch_bytes(account.nt_owf);
        touch_bytes(account.lm_owf);
    }
}

int main(void)
{
    requests();
    accounts();
    return 0;
}
