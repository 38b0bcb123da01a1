#include "mutation.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define LONGEST 0xFFFE /* bytes: the longest that a counted string of characters can be */
#define INVENTED 24    /* a length where there was none */
#define KEPT 16        /* the same, where SAM may keep it: an OWF's size */
#define ROOM 64        /* bytes beyond a string */
#define FILLER 'A'

enum string_contents {
    CONTENTS_TEXT,
    CONTENTS_SHORT_TEXT, /* SAM keeps it far shorter than 64 KiB (ntsam.h, lmaccess.h: UNLEN) */
    CONTENTS_BYTES,
    CONTENTS_OWF
};

/* The counted strings that are handed over. STRING and UNICODE_STRING are laid out alike. */
static const struct {
    const char *name;   /* as people read it */
    const char *buffer; /* its buffer's name */
    bool of_account;    /* in UserAll; else in LogonInformation */
    size_t offset;
    enum string_contents contents;
} strings[] = {
    {"LogonInformation->Identity.UserName", MARSHAL_USER, false,
     offsetof(NETLOGON_NETWORK_INFO, Identity.UserName), CONTENTS_TEXT},
    {"LogonInformation->Identity.LogonDomainName", MARSHAL_DOMAIN, false,
     offsetof(NETLOGON_NETWORK_INFO, Identity.LogonDomainName), CONTENTS_TEXT},
    {"LogonInformation->Identity.Workstation", MARSHAL_WORKSTATION, false,
     offsetof(NETLOGON_NETWORK_INFO, Identity.Workstation), CONTENTS_TEXT},
    {"LogonInformation->NtChallengeResponse", MARSHAL_NT_RESPONSE, false,
     offsetof(NETLOGON_NETWORK_INFO, NtChallengeResponse), CONTENTS_BYTES},
    {"LogonInformation->LmChallengeResponse", MARSHAL_LM_RESPONSE, false,
     offsetof(NETLOGON_NETWORK_INFO, LmChallengeResponse), CONTENTS_BYTES},
    {"UserAll->UserName", MARSHAL_ACCOUNT, true, offsetof(USER_ALL_INFORMATION, UserName),
     CONTENTS_SHORT_TEXT},
    {"UserAll->WorkStations", MARSHAL_WORKSTATIONS, true,
     offsetof(USER_ALL_INFORMATION, WorkStations), CONTENTS_SHORT_TEXT},
    {"UserAll->Parameters", MARSHAL_PARAMETERS, true, offsetof(USER_ALL_INFORMATION, Parameters),
     CONTENTS_TEXT},
    {"UserAll->FullName", MARSHAL_FULL_NAME, true, offsetof(USER_ALL_INFORMATION, FullName),
     CONTENTS_TEXT},
    {"UserAll->HomeDirectory", MARSHAL_HOME_DIRECTORY, true,
     offsetof(USER_ALL_INFORMATION, HomeDirectory), CONTENTS_TEXT},
    {"UserAll->HomeDirectoryDrive", MARSHAL_HOME_DIRECTORY_DRIVE, true,
     offsetof(USER_ALL_INFORMATION, HomeDirectoryDrive), CONTENTS_SHORT_TEXT},
    {"UserAll->ScriptPath", MARSHAL_SCRIPT_PATH, true, offsetof(USER_ALL_INFORMATION, ScriptPath),
     CONTENTS_TEXT},
    {"UserAll->ProfilePath", MARSHAL_PROFILE_PATH, true,
     offsetof(USER_ALL_INFORMATION, ProfilePath), CONTENTS_TEXT},
    {"UserAll->AdminComment", MARSHAL_ADMIN_COMMENT, true,
     offsetof(USER_ALL_INFORMATION, AdminComment), CONTENTS_TEXT},
    {"UserAll->UserComment", MARSHAL_USER_COMMENT, true,
     offsetof(USER_ALL_INFORMATION, UserComment), CONTENTS_TEXT},
    {"UserAll->NtPassword", MARSHAL_NT_OWF, true, offsetof(USER_ALL_INFORMATION, NtPassword),
     CONTENTS_OWF},
    {"UserAll->LmPassword", MARSHAL_LM_OWF, true, offsetof(USER_ALL_INFORMATION, LmPassword),
     CONTENTS_OWF},
};

/* What a string becomes by a mutation. */
struct mutated {
    const void *bytes; /* what its new buffer begins with */
    size_t size;       /* the new buffer's */
    bool unaligned;    /* the string begins at the buffer's first odd address */
    bool absent;       /* no buffer at all */
    USHORT length;
    USHORT maximum;
};

/* Where a string's new contents are put together. */
struct scratch {
    unsigned char bytes[LONGEST + 2];
};

/* The string's own bytes, or filler where it has none. */
static const void *bytes_of(const UNICODE_STRING *string, struct scratch *scratch)
{
    if (string->Length > 0) {
        return string->Buffer;
    }
    memset(scratch->bytes, FILLER, sizeof scratch->bytes);
    return scratch->bytes;
}

static USHORT length_of(const UNICODE_STRING *string)
{
    return string->Length > 0 ? string->Length : INVENTED;
}

/* As SAM keeps it: text where there was none. */
static struct mutated kept(const UNICODE_STRING *string, struct scratch *scratch)
{
    USHORT length = string->Length > 0 ? string->Length : KEPT;
    return (struct mutated){
        .bytes = bytes_of(string, scratch), .size = length, .length = length, .maximum = length};
}

static struct mutated odd_length(const UNICODE_STRING *string, struct scratch *scratch)
{
    USHORT length = (USHORT)(length_of(string) - 1);
    return (struct mutated){
        .bytes = bytes_of(string, scratch), .size = length, .length = length, .maximum = length};
}

static struct mutated longer_than_maximum(const UNICODE_STRING *string, struct scratch *scratch)
{
    USHORT length = length_of(string);
    USHORT maximum = (USHORT)(length / 4 * 2);
    return (struct mutated){
        .bytes = bytes_of(string, scratch), .size = maximum, .length = length, .maximum = maximum};
}

/* The buffer ends at Length: what MaximumLength promises beyond it is not there to be read. */
static struct mutated shorter_than_maximum(const UNICODE_STRING *string, struct scratch *scratch)
{
    USHORT length = length_of(string);
    return (struct mutated){.bytes = bytes_of(string, scratch),
                            .size = length,
                            .length = length,
                            .maximum = (USHORT)(length + ROOM)};
}

static struct mutated no_buffer(const UNICODE_STRING *string, struct scratch *scratch)
{
    (void)scratch;
    return (struct mutated){
        .absent = true, .length = length_of(string), .maximum = length_of(string)};
}

static struct mutated empty_with_a_buffer(const UNICODE_STRING *string, struct scratch *scratch)
{
    (void)scratch;
    return (struct mutated){.bytes = "", .maximum = length_of(string)};
}

static struct mutated longest(const UNICODE_STRING *string, struct scratch *scratch)
{
    (void)string;
    for (size_t i = 0; i < LONGEST; i++) {
        scratch->bytes[i] = i % 2 == 0 ? FILLER : 0;
    }
    return (struct mutated){
        .bytes = scratch->bytes, .size = LONGEST, .length = LONGEST, .maximum = LONGEST};
}

static struct mutated unaligned(const UNICODE_STRING *string, struct scratch *scratch)
{
    USHORT length = (USHORT)(length_of(string) & ~1u);
    return (struct mutated){.bytes = bytes_of(string, scratch),
                            .size = length,
                            .unaligned = true,
                            .length = length,
                            .maximum = length};
}

static const struct {
    const char *name;
    struct mutated (*mutate)(const UNICODE_STRING *string, struct scratch *scratch);
    /* whether it is malformed for a text, for a short text, and for bytes */
    bool bad_text;
    bool bad_short_text;
    bool bad_bytes;
} string_mutations[] = {
    {"in memory of its length", kept, false, false, false},
    {"an odd length", odd_length, true, true, false},
    {"a Length beyond MaximumLength", longer_than_maximum, true, true, true},
    /* MaximumLength is the size of the memory (ntdef.h): here it is not. */
    {"a MaximumLength beyond Length", shorter_than_maximum, true, true, true},
    {"a length without a buffer", no_buffer, true, true, true},
    {"no length, with a buffer", empty_with_a_buffer, true, true, true},
    {"64 KiB", longest, false, true, false},
    {"an unaligned buffer", unaligned, true, true, false},
};

/* Logon hours: the units a week, in a buffer of exactly the bytes that they take. */
static const struct {
    const char *name;
    USHORT units;
    bool absent;
    unsigned char bits;
    bool malformed;
} hours[] = {
    {"UnitsPerWeek 0, without a buffer", 0, true, 0, true},
    {"UnitsPerWeek 0, with a buffer", 0, false, 0, true},
    {"UnitsPerWeek 1, allowed", 1, false, 0xFF, true},
    {"UnitsPerWeek 1, not allowed", 1, false, 0, true},
    {"UnitsPerWeek 7, all allowed", 7, false, 0xFF, false},
    {"UnitsPerWeek 7, none allowed", 7, false, 0, false},
    {"UnitsPerWeek 168, without a buffer", 168, true, 0, true},
    {"UnitsPerWeek 168, all allowed", 168, false, 0xFF, false},
    {"UnitsPerWeek 168, none allowed", 168, false, 0, false},
    {"UnitsPerWeek 168, every other allowed", 168, false, 0x55, false},
    {"UnitsPerWeek 1008, all allowed", 1008, false, 0xFF, false},
    {"UnitsPerWeek 10080, all allowed", 10080, false, 0xFF, false},
    {"UnitsPerWeek 10080, every other allowed", 10080, false, 0xAA, false},
    {"UnitsPerWeek 65535, all allowed", 65535, false, 0xFF, true},
    {"UnitsPerWeek 65535, none allowed", 65535, false, 0, true},
    {"UnitsPerWeek 65535, without a buffer", 65535, true, 0, true},
};

/*
 * LogonInformation as other levels have it, which mostly is shorter than a network logon's. Which
 * levels the routine is asked at, and which a filter.
 */
static const struct {
    const char *name;
    int level;
    size_t size;
    bool of_routine;
    bool of_filter;
} levels[] = {
    {"level 0", 0, sizeof(NETLOGON_LOGON_IDENTITY_INFO), false, false},
    {"NetlogonInteractiveInformation", 1, sizeof(NETLOGON_INTERACTIVE_INFO), false, true},
    {"NetlogonServiceInformation", 3, sizeof(NETLOGON_INTERACTIVE_INFO), false, true},
    {"NetlogonGenericInformation", 4, sizeof(NETLOGON_LOGON_IDENTITY_INFO), false, false},
    {"NetlogonInteractiveTransitiveInformation", 5, sizeof(NETLOGON_INTERACTIVE_INFO), false, true},
    {"NetlogonNetworkTransitiveInformation", 6, sizeof(NETLOGON_NETWORK_INFO), true, true},
    {"NetlogonServiceTransitiveInformation", 7, sizeof(NETLOGON_INTERACTIVE_INFO), false, true},
    {"level 255", 255, sizeof(NETLOGON_LOGON_IDENTITY_INFO), false, false},
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define STRING_MUTATIONS (COUNT(strings) * COUNT(string_mutations))

size_t mutation_count(void)
{
    return 1 + STRING_MUTATIONS + COUNT(hours) + COUNT(levels);
}

void mutation_name(size_t number, char name[MUTATION_NAME])
{
    if (number == 0) {
        snprintf(name, MUTATION_NAME, "as lsass hands it over");
    } else if (number < 1 + STRING_MUTATIONS) {
        size_t at = number - 1;
        snprintf(name, MUTATION_NAME, "%s: %s", strings[at / COUNT(string_mutations)].name,
                 string_mutations[at % COUNT(string_mutations)].name);
    } else if (number < 1 + STRING_MUTATIONS + COUNT(hours)) {
        snprintf(name, MUTATION_NAME, "UserAll->LogonHours: %s",
                 hours[number - 1 - STRING_MUTATIONS].name);
    } else {
        snprintf(name, MUTATION_NAME, "LogonLevel: %s",
                 levels[number - 1 - STRING_MUTATIONS - COUNT(hours)].name);
    }
}

static bool string_is_malformed(size_t which, size_t how)
{
    switch (strings[which].contents) {
    case CONTENTS_BYTES:
        return string_mutations[how].bad_bytes;
    case CONTENTS_SHORT_TEXT:
        return string_mutations[how].bad_short_text;
    case CONTENTS_OWF:
        return string_mutations[how].mutate != kept; /* it has OWF_SIZE bytes, or none */
    default:
        return string_mutations[how].bad_text;
    }
}

bool mutation_is_malformed(size_t number, enum package_export export)
{
    if (number == 0) {
        return false;
    }
    number--;
    if (number < STRING_MUTATIONS) {
        return string_is_malformed(number / COUNT(string_mutations),
                                   number % COUNT(string_mutations));
    }
    number -= STRING_MUTATIONS;
    if (number < COUNT(hours)) {
        return hours[number].malformed;
    }
    number -= COUNT(hours);
    return export == EXPORT_FILTER ? !levels[number].of_filter : !levels[number].of_routine;
}

/* Whether the buffer is the one that a package may change, up to its MaximumLength. */
static bool may_be_changed(size_t which)
{
    return strcmp(strings[which].buffer, MARSHAL_PARAMETERS) == 0;
}

static struct guard_writable writable(size_t which)
{
    return may_be_changed(which) ? GUARD_WRITABLE : GUARD_READ_ONLY;
}

static void give_room(struct mutated *mutated, struct scratch *scratch)
{
    if (mutated->maximum > mutated->size && !mutated->absent) {
        memmove(scratch->bytes, mutated->bytes, mutated->size);
        memset(scratch->bytes + mutated->size, FILLER, mutated->maximum - mutated->size);
        mutated->bytes = scratch->bytes;
        mutated->size = mutated->maximum;
    }
}

/*
 * Puts a string into a buffer that has one byte more, so that its characters begin at odd
 * addresses.
 */
static bool put_unaligned(struct marshalled *marshalled, size_t which,
                          const struct mutated *mutated, void **memory, struct fault *fault)
{
    struct scratch room;
    memset(room.bytes, FILLER, mutated->size + 1);
    if (!guard_put(&marshalled->guard, strings[which].buffer, room.bytes, mutated->size + 1, 1,
                   writable(which), memory, fault)) {
        return false;
    }
    *memory = (unsigned char *)*memory + ((uintptr_t)*memory % 2 == 0 ? 1 : 0);
    return guard_amend(&marshalled->guard, *memory, mutated->bytes, mutated->size);
}

static bool put_mutated(struct marshalled *marshalled, size_t which, const struct mutated *mutated,
                        void **memory, struct fault *fault)
{
    *memory = NULL;
    if (mutated->absent) {
        return true;
    }
    if (mutated->unaligned) {
        return put_unaligned(marshalled, which, mutated, memory, fault);
    }
    return guard_put(&marshalled->guard, strings[which].buffer, mutated->bytes, mutated->size,
                     mutated->size % 2 == 0 ? 2 : 1, writable(which), memory, fault);
}

static bool mutate_string(size_t which, size_t how, struct marshalled *marshalled,
                          struct fault *fault)
{
    unsigned char *structure = strings[which].of_account ? (unsigned char *)marshalled->user
                                                         : (unsigned char *)marshalled->info;
    UNICODE_STRING string;
    struct scratch scratch;
    void *memory;
    memcpy(&string, structure + strings[which].offset, sizeof string);
    struct mutated mutated = string_mutations[how].mutate(&string, &scratch);
    if (may_be_changed(which)) {
        give_room(&mutated, &scratch);
    }
    if (!put_mutated(marshalled, which, &mutated, &memory, fault)) {
        return false;
    }
    string = (UNICODE_STRING){mutated.length, mutated.maximum, memory};
    return guard_amend(&marshalled->guard, structure + strings[which].offset, &string,
                       sizeof string);
}

static bool mutate_hours(size_t which, struct marshalled *marshalled, struct fault *fault)
{
    LOGON_HOURS put = {.UnitsPerWeek = hours[which].units};
    unsigned char bits[(0xFFFF + 7) / 8];
    void *memory = NULL;
    memset(bits, hours[which].bits, sizeof bits);
    if (!hours[which].absent &&
        !guard_put(&marshalled->guard, MARSHAL_HOURS, bits, (hours[which].units + 7u) / 8, 1,
                   GUARD_READ_ONLY, &memory, fault)) {
        return false;
    }
    put.LogonHours = memory;
    return guard_amend(&marshalled->guard,
                       (unsigned char *)marshalled->user +
                           offsetof(USER_ALL_INFORMATION, LogonHours),
                       &put, sizeof put);
}

static bool mutate_level(size_t which, struct package_call *call, struct fault *fault)
{
    union {
        NETLOGON_NETWORK_INFO network;
        NETLOGON_INTERACTIVE_INFO interactive; /* with 32 bits the longer one */
    } information;
    memset(&information, 0, sizeof information);
    memcpy(&information, call->marshalled->info, sizeof *call->marshalled->info);
    call->level = (NETLOGON_LOGON_INFO_CLASS)levels[which].level;
    return guard_put(&call->marshalled->guard, MARSHAL_INFO, &information, levels[which].size,
                     sizeof(void *), GUARD_READ_ONLY, &call->information, fault);
}

bool mutation_apply(size_t number, struct package_call *call, struct fault *fault)
{
    if (number == 0) {
        return true;
    }
    number--;
    if (number < STRING_MUTATIONS) {
        return mutate_string(number / COUNT(string_mutations), number % COUNT(string_mutations),
                             call->marshalled, fault);
    }
    number -= STRING_MUTATIONS;
    return number < COUNT(hours) ? mutate_hours(number, call->marshalled, fault)
                                 : mutate_level(number - COUNT(hours), call, fault);
}
