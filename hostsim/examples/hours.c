/*
 * An example of a filter: registered as Auth0, it is asked about whom MSV1_0 has admitted, and lets
 * an account in at its hours alone. They stand in the account's Parameters, "hours=8-18", by UTC,
 * the second not among them; who has no such text is let in at any hour.
 */
#include "abi/subauth_abi.h"

#include <time.h>

#define NOT_FOUND (-1)

/* Parameters is a counted string: it ends where it ends (Q240938). */
static int unit_at(const UNICODE_STRING *text, unsigned at)
{
    const unsigned char *bytes = (const unsigned char *)text->Buffer;
    int sound = bytes != NULL && text->Length <= text->MaximumLength;
    return sound && 2 * at + 1 < text->Length ? bytes[2 * at] | bytes[2 * at + 1] << 8 : NOT_FOUND;
}

/* A word at a place; how many units it has, or NOT_FOUND. */
static int word_at(const UNICODE_STRING *text, unsigned at, const char *word)
{
    int length = 0;
    for (; word[length] != '\0'; length++) {
        if (unit_at(text, at + (unsigned)length) != word[length]) {
            return NOT_FOUND;
        }
    }
    return length;
}

/* A number of up to two digits, which the place is moved behind. */
static int take_number(const UNICODE_STRING *text, unsigned *at)
{
    int number = NOT_FOUND;
    for (int digits = 0; digits < 2; digits++) {
        int unit = unit_at(text, *at);
        if (unit < '0' || unit > '9') {
            break;
        }
        number = (number == NOT_FOUND ? 0 : 10 * number) + unit - '0';
        (*at)++;
    }
    return number;
}

static int is_allowed(const UNICODE_STRING *parameters, int hour)
{
    for (unsigned at = 0; unit_at(parameters, at) != NOT_FOUND; at++) {
        int length = word_at(parameters, at, "hours=");
        if (length != NOT_FOUND) {
            unsigned place = at + (unsigned)length;
            int from = take_number(parameters, &place);
            place += word_at(parameters, place, "-") == 1 ? 1 : 0;
            int to = take_number(parameters, &place);
            return from <= hour && hour < to;
        }
    }
    return 1;
}

NTSTATUS NTAPI Msv1_0SubAuthenticationFilter(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                             PVOID LogonInformation, ULONG Flags,
                                             PUSER_ALL_INFORMATION UserAll, PULONG WhichFields,
                                             PULONG UserFlags, PBOOLEAN Authoritative,
                                             PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    int hour = (int)(time(NULL) / 3600 % 24);
    (void)LogonLevel;
    (void)LogonInformation;
    (void)Flags;
    (void)WhichFields;
    (void)UserFlags;
    (void)Authoritative;
    (void)LogoffTime;
    (void)KickoffTime;
    /* What MSV1_0 found stands in the answer already: a filter that only refuses leaves it. */
    return is_allowed(&UserAll->Parameters, hour) ? STATUS_SUCCESS : STATUS_INVALID_LOGON_HOURS;
}
