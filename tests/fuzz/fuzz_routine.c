/*
 * One logon from bytes: the request, SAM's account, the store, the stack, the time. Nothing is
 * admitted whose credential was not made from the stored secret, and only documented answers come.
 */
#include "fuzz.h"

#include "lsass/logon.h"
#include "lsass/stack.h"

#define PIECES_MAX 16

static uint8_t *pieces[PIECES_MAX];
static size_t piece_count;

static uint8_t *keep(uint8_t *piece)
{
    pieces[piece_count++] = piece;
    return piece;
}

static UNICODE_STRING text_from(struct input *input)
{
    size_t size;
    uint8_t *piece = keep(input_piece(input, 600, &size));
    uint32_t bend = input_number(input, 1);
    UNICODE_STRING text = {(USHORT)size, (USHORT)size, (PWSTR)(void *)piece};
    text.MaximumLength = bend == 1 && size > 0 ? (USHORT)(size - 1) : text.MaximumLength;
    text.Buffer = bend == 2 ? NULL : text.Buffer;
    return text;
}

static STRING bytes_from(struct input *input)
{
    UNICODE_STRING text = text_from(input);
    return (STRING){text.Length, text.MaximumLength, (PCHAR)(void *)text.Buffer};
}

static void account_from(struct input *input, USER_ALL_INFORMATION *user)
{
    memset(user, 0, sizeof *user);
    user->UserName = text_from(input);
    user->WorkStations = text_from(input);
    user->UserAccountControl = input_number(input, 4);
    user->UserId = input_number(input, 2);
    user->AccountExpires.QuadPart = (int64_t)input_number(input, 4)
                                    << (input_number(input, 1) % 32);
    user->NtPassword = text_from(input);
    user->NtPasswordPresent = (BOOLEAN)(input_number(input, 1) % 2);
    user->LmPassword = text_from(input);
    user->LmPasswordPresent = (BOOLEAN)(input_number(input, 1) % 2);
    static const unsigned units[] = {168, 1008, 10080, 0, 1, 65535, 7};
    size_t size;
    user->LogonHours.UnitsPerWeek = (USHORT)units[input_number(input, 1) % 7];
    uint8_t *hours = keep(input_piece(input, 8192, &size));
    /* MSV1_0 hands over as many bytes as there are units. */
    user->LogonHours.LogonHours = size >= (user->LogonHours.UnitsPerWeek + 7u) / 8 ? hours : NULL;
}

static void request_from(struct input *input, NETLOGON_NETWORK_INFO *info)
{
    memset(info, 0, sizeof *info);
    info->Identity.UserName = text_from(input);
    info->Identity.LogonDomainName = text_from(input);
    info->Identity.Workstation = text_from(input);
    info->Identity.ParameterControl = input_number(input, 4);
    for (size_t i = 0; i < sizeof info->LmChallenge.data; i++) {
        info->LmChallenge.data[i] = (CHAR)input_number(input, 1);
    }
    info->NtChallengeResponse = bytes_from(input);
    info->LmChallengeResponse = bytes_from(input);
}

static struct snapshot *store_from(struct input *input)
{
    unsigned char record[RECORD_SIZE];
    /* No input can guess these. */
    static const uint16_t secret[] = u"8c1f-the-stored-secret";
    struct record held = {.sync = input_number(input, 1) % 4 != 0};
    struct snapshot *snapshot = snapshot_new(2, 64, KEYS_BYTES);
    if (snapshot == NULL) {
        exit(0);
    }
    if (input_number(input, 1) % 4 != 0) {
        held.secret = secret_of_password(wide_of(secret));
    }
    record_encode(&held, record);
    snapshot_add(snapshot, WIDE(u"IUSR_SERVERNAME"), record, sizeof record);
    size_t size;
    uint8_t *other = keep(input_piece(input, 64, &size));
    snapshot_add(snapshot, WIDE(u"OTHER"), other, size);
    snapshot->lm_level = input_number(input, 1) % 7;
    snapshot->force_logoff = (int64_t)input_number(input, 4) << 8;
    return snapshot;
}

static bool is_documented(NTSTATUS status)
{
    static const NTSTATUS documented[] = {STATUS_SUCCESS,
                                          STATUS_ACCOUNT_DISABLED,
                                          STATUS_ACCOUNT_EXPIRED,
                                          STATUS_ACCOUNT_LOCKED_OUT,
                                          STATUS_INVALID_LOGON_HOURS,
                                          STATUS_INVALID_WORKSTATION,
                                          STATUS_NO_SUCH_USER,
                                          STATUS_WRONG_PASSWORD};
    for (size_t i = 0; i < sizeof documented / sizeof documented[0]; i++) {
        if (status == documented[i]) {
            return true;
        }
    }
    return false;
}

static void decide(struct input *input, const struct request *request,
                   const struct account *account)
{
    struct snapshot *snapshot = store_from(input);
    struct logon logon = {.request = request,
                          .account = account,
                          .pass_through = input_number(input, 1) % 2 != 0,
                          .guest = input_number(input, 1) % 8 == 1,
                          .snapshot = input_number(input, 1) == 1 ? NULL : snapshot};
    logon.now.utc = (int64_t)input_number(input, 4) << 28;
    logon.now.hours_bias = (int64_t)input_number(input, 1) << 30;
    struct answer answer;
    logon_decide(&logon, &answer);
    FUZZ_CHECK(is_documented(answer.status));
    FUZZ_CHECK(answer.status != STATUS_SUCCESS);
    FUZZ_CHECK((answer.user_flags & ~(ULONG)LOGON_NOENCRYPTION) == 0);
    FUZZ_CHECK(answer.logoff == NT_NEVER && answer.kickoff == NT_NEVER);
    FUZZ_CHECK(answer.status != STATUS_NO_SUCH_USER || !answer.authoritative);
    snapshot_free(snapshot);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    NETLOGON_NETWORK_INFO info;
    USER_ALL_INFORMATION user;
    struct request request;
    struct account account;
    piece_count = 0;
    request_from(&input, &info);
    account_from(&input, &user);
    if (request_read(&info, &request) && account_read(&user, &account)) {
        decide(&input, &request, &account);
    }
    for (size_t i = 0; i < piece_count; i++) {
        free(pieces[i]);
    }
    return 0;
}
