/*
 * Reads what LsaLogonUser is handed, as ntsecapi.h declares it: nothing here is of the code that is
 * tested. A block is refused where a string is not wholly in it, is not behind the structure and
 * behind the one before it, is longer than its room, or is text of half a character.
 */
#include "standin.h"

struct reading {
    const unsigned char *bytes;
    ULONG size;
    const unsigned char *end; /* of what was read so far */
    struct seen_block *seen;
};

static void wrong(struct reading *reading, const char *why)
{
    if (reading->seen->wrong == NULL) {
        reading->seen->wrong = why;
    }
}

static void take(struct reading *reading, const char *name, USHORT length, USHORT room,
                 const void *buffer, bool text)
{
    const unsigned char *at = buffer;
    const unsigned char *last = reading->bytes + reading->size;
    if (length > room) {
        wrong(reading, "Length is more than MaximumLength");
    } else if (at < reading->bytes || at >= last || room > (size_t)(last - at)) {
        wrong(reading, "a buffer is outside of the block");
    } else if (at < reading->end) {
        wrong(reading, "a buffer is not behind the one before it");
    } else if (text && length % 2 != 0) {
        wrong(reading, "a text has half a character");
    } else {
        reading->end = at + room;
    }
    reading->seen->strings[reading->seen->count++] = (struct seen_string){name, buffer, length};
}

static void take_text(struct reading *reading, const char *name, const UNICODE_STRING *string)
{
    take(reading, name, string->Length, string->MaximumLength, string->Buffer, true);
}

static void take_bytes(struct reading *reading, const char *name, const STRING *string)
{
    take(reading, name, string->Length, string->MaximumLength, string->Buffer, false);
}

static bool holds(struct reading *reading, size_t structure)
{
    reading->end = reading->bytes + structure;
    if (reading->size < structure) {
        wrong(reading, "the block is shorter than its structure");
    }
    return reading->size >= structure;
}

static void read_interactive(struct reading *reading)
{
    const MSV1_0_INTERACTIVE_LOGON *logon = (const void *)reading->bytes;
    if (holds(reading, sizeof *logon)) {
        take_text(reading, "domain", &logon->LogonDomainName);
        take_text(reading, "user", &logon->UserName);
        take_text(reading, "password", &logon->Password);
    }
}

static void read_network(struct reading *reading)
{
    const MSV1_0_LM20_LOGON *logon = (const void *)reading->bytes;
    if (holds(reading, sizeof *logon)) {
        take_text(reading, "domain", &logon->LogonDomainName);
        take_text(reading, "user", &logon->UserName);
        take_text(reading, "workstation", &logon->Workstation);
        take_bytes(reading, "nt", &logon->CaseSensitiveChallengeResponse);
        take_bytes(reading, "lm", &logon->CaseInsensitiveChallengeResponse);
        reading->seen->challenge = logon->ChallengeToClient;
        reading->seen->control = logon->ParameterControl;
    }
}

static void read_subauth(struct reading *reading)
{
    const MSV1_0_SUBAUTH_LOGON *logon = (const void *)reading->bytes;
    if (holds(reading, sizeof *logon)) {
        take_text(reading, "domain", &logon->LogonDomainName);
        take_text(reading, "user", &logon->UserName);
        take_text(reading, "workstation", &logon->Workstation);
        take_bytes(reading, "nt", &logon->AuthenticationInfo1);
        take_bytes(reading, "lm", &logon->AuthenticationInfo2);
        reading->seen->challenge = logon->ChallengeToClient;
        reading->seen->control = logon->ParameterControl;
        reading->seen->package_id = logon->SubAuthPackageId;
    }
}

struct seen_block block_read(const unsigned char *bytes, ULONG size)
{
    struct seen_block seen = {.message = 0};
    struct reading reading = {bytes, size, bytes, &seen};
    if (!holds(&reading, sizeof seen.message)) {
        return seen;
    }
    seen.message = *(const ULONG *)(const void *)bytes;
    switch (seen.message) {
    case MsV1_0InteractiveLogon:
        read_interactive(&reading);
        break;
    case MsV1_0NetworkLogon:
        read_network(&reading);
        break;
    case MsV1_0SubAuthLogon:
        read_subauth(&reading);
        break;
    default:
        wrong(&reading, "a message type that no logon here has");
    }
    return seen;
}
