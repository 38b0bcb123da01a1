/*
 * The stand-in for Windows' LSA (tests/lsa) takes the blocks that are ours, and no block that
 * breaks what ntsecapi.h and its pages say. Without this its silence in windows_lsa.py would say
 * nothing.
 */
#include "support.h"

#include <stdlib.h>

#include "client_response.h"
#include "submit_buffer.h"

typedef NTSTATUS(NTAPI *logon_function)(HANDLE, PLSA_STRING, SECURITY_LOGON_TYPE, ULONG, PVOID,
                                        ULONG, PTOKEN_GROUPS, PTOKEN_SOURCE, PVOID *, PULONG, PLUID,
                                        PHANDLE, PQUOTA_LIMITS, PNTSTATUS);

static logon_function logon_user;

static NTSTATUS submit(SECURITY_LOGON_TYPE type, const void *bytes, size_t size)
{
    char name[] = "test";
    LSA_STRING origin = {4, 5, name};
    TOKEN_SOURCE source = {.SourceName = "test"};
    void *profile;
    ULONG profile_size;
    LUID id;
    HANDLE token;
    QUOTA_LIMITS quotas;
    NTSTATUS sub_status;
    return logon_user((HANDLE)(ULONG_PTR)0x7415, &origin, type, 42, (void *)(uintptr_t)bytes,
                      (ULONG)size, NULL, &source, &profile, &profile_size, &id, &token, &quotas,
                      &sub_status);
}

static struct submit_buffer block_of(enum logon_type type, bool subauth_message)
{
    struct submit_buffer block;
    struct fault fault;
    struct logon_request request = {.user = "user",
                                    .domain = "domain",
                                    .workstation = "station",
                                    .type = type,
                                    .subauth = true,
                                    .subauth_message = subauth_message,
                                    .package_id = 132};
    enum response_form form =
        type == LOGON_TYPE_NETWORK ? RESPONSE_NTLM2_SESSION : RESPONSE_CLEARTEXT;
    assert_true(client_respond(form, "abc", "user", "domain", &request.response, &fault));
    assert_true(submit_buffer_make(&request, NULL, &block, &fault));
    return block;
}

/* Where a counted string points to, by so many bytes from where it did. */
#define SHIFT(string, bytes) ((string).Buffer = (void *)((char *)(string).Buffer + (bytes)))

#define BUFFER_WAYS 8
#define LENGTH_WAYS 7

static void break_a_buffer(unsigned way, const struct submit_buffer *block)
{
    MSV1_0_LM20_LOGON *logon = (void *)block->bytes;
    int size = (int)block->size;
    switch (way) {
    case 0:
        SHIFT(logon->LogonDomainName, -size);
        break;
    case 1:
        SHIFT(logon->LogonDomainName, -2);
        break;
    case 2:
        SHIFT(logon->UserName, -2);
        break;
    case 3:
        SHIFT(logon->CaseInsensitiveChallengeResponse, 8);
        break;
    case 4:
        SHIFT(logon->CaseSensitiveChallengeResponse, size);
        break;
    case 5:
        logon->Workstation.Buffer = NULL;
        break;
    case 6:
        logon->LogonDomainName.Buffer = logon->UserName.Buffer;
        break;
    default:
        logon->MessageType = MsV1_0Lm20Logon;
    }
}

static void break_a_length(unsigned way, struct submit_buffer *block)
{
    MSV1_0_LM20_LOGON *logon = (void *)block->bytes;
    switch (way) {
    case 0:
        logon->UserName.Length = 7;
        break;
    case 1:
        logon->UserName.MaximumLength = 6;
        break;
    case 2:
        logon->Workstation.MaximumLength = (USHORT)block->size;
        break;
    case 3:
        logon->MessageType = (MSV1_0_LOGON_SUBMIT_TYPE)99;
        break;
    case 4:
        block->size = sizeof *logon - 1;
        break;
    case 5:
        block->size = 3;
        break;
    default:
        block->size -= 3; /* the last string's end, and the two zero bytes */
    }
}

static void a_block_of_ours_is_taken(void **state)
{
    (void)state;
    static const enum logon_type types[] = {LOGON_TYPE_NETWORK, LOGON_TYPE_NETWORK,
                                            LOGON_TYPE_INTERACTIVE, LOGON_TYPE_SERVICE};
    for (size_t i = 0; i < 4; i++) {
        struct submit_buffer block = block_of(types[i], i == 1);
        assert_int_equal(submit((SECURITY_LOGON_TYPE)types[i], block.bytes, block.size),
                         STATUS_LOGON_FAILURE);
        submit_buffer_release(&block);
    }
}

static void a_block_that_is_wrong_is_refused(void **state)
{
    (void)state;
    for (unsigned way = 0; way < BUFFER_WAYS + LENGTH_WAYS; way++) {
        struct submit_buffer block = block_of(LOGON_TYPE_NETWORK, false);
        struct submit_buffer broken = block;
        if (way < BUFFER_WAYS) {
            break_a_buffer(way, &broken);
        } else {
            break_a_length(way - BUFFER_WAYS, &broken);
        }
        assert_int_equal(submit(Network, broken.bytes, broken.size), STATUS_INVALID_PARAMETER);
        submit_buffer_release(&block);
    }
}

static void a_message_of_another_type_of_logon_is_refused(void **state)
{
    (void)state;
    struct submit_buffer block = block_of(LOGON_TYPE_NETWORK, false);
    assert_int_equal(submit(Interactive, block.bytes, block.size), STATUS_INVALID_PARAMETER);
    submit_buffer_release(&block);
    block = block_of(LOGON_TYPE_INTERACTIVE, false);
    assert_int_equal(submit(Network, block.bytes, block.size), STATUS_INVALID_PARAMETER);
    submit_buffer_release(&block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_of_ours_is_taken),
        cmocka_unit_test(a_block_that_is_wrong_is_refused),
        cmocka_unit_test(a_message_of_another_type_of_logon_is_refused),
    };
    HMODULE library = LoadLibraryA("lsa\\standin.dll");
    FARPROC found = library == NULL ? NULL : GetProcAddress(library, "LsaLogonUser");
    memcpy(&logon_user, &found, sizeof found);
    if (found == NULL) {
        fputs("lsa\\standin.dll does not load\n", stderr);
        return 1;
    }
    return cmocka_run_group_tests_name("standin", tests, NULL, NULL);
}
