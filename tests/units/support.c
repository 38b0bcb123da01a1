#include "support.h"

const unsigned char nlmp_server_challenge[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
const unsigned char nlmp_client_challenge[] = {0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa};

const char *const form_names[FORM_COUNT] = {
    [FORM_CLEARTEXT] = "cleartext",         [FORM_LM] = "lm",         [FORM_NTLMV1] = "ntlmv1",
    [FORM_NTLM2_SESSION] = "ntlm2-session", [FORM_NTLMV2] = "ntlmv2", [FORM_LMV2] = "lmv2",
};

size_t from_hex(const char *hex, unsigned char *bytes)
{
    size_t size = strlen(hex) / 2;
    for (size_t i = 0; i < size; i++) {
        unsigned byte;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
        bytes[i] = (unsigned char)byte;
    }
    return size;
}

void assert_hex(const unsigned char *bytes, size_t size, const char *hex)
{
    unsigned char expected[512];
    assert_int_equal(from_hex(hex, expected), size);
    assert_memory_equal(bytes, expected, size);
}

UNICODE_STRING counted(struct wide text)
{
    return (UNICODE_STRING){(USHORT)(2 * text.units), (USHORT)(2 * text.units),
                            (PWSTR)(uintptr_t)text.bytes};
}

static void put(STRING *field, unsigned char *room, const void *data, size_t size)
{
    memcpy(room, data, size);
    *field = (STRING){(USHORT)size, (USHORT)size, (char *)room};
}

static void make_cleartext(struct made_request *made, struct wide password)
{
    put(&made->info.NtChallengeResponse, made->nt, password.bytes, 2 * password.units);
    made->info.Identity.ParameterControl = MSV1_0_CLEARTEXT_PASSWORD_ALLOWED;
}

static void make_session(struct made_request *made, const struct owf_pair *secret)
{
    unsigned char lm[RESPONSE_SIZE] = {0};
    unsigned char nt[RESPONSE_SIZE];
    unsigned char challenge[CHALLENGE_SIZE];
    memcpy(lm, nlmp_client_challenge, CHALLENGE_SIZE);
    assert_true(ntlm_session_challenge(nlmp_server_challenge, nlmp_client_challenge, challenge));
    ntlm_response(secret->nt, challenge, nt);
    put(&made->info.NtChallengeResponse, made->nt, nt, sizeof nt);
    put(&made->info.LmChallengeResponse, made->lm, lm, sizeof lm);
}

static void make_v2(struct made_request *made, enum form form, const unsigned char *v2_owf)
{
    unsigned char field[PROOF_SIZE + 44] = {0};
    unsigned char *blob = field + PROOF_SIZE;
    if (form == FORM_LMV2) {
        memcpy(blob, nlmp_client_challenge, CHALLENGE_SIZE);
        assert_true(ntlm_v2_proof(v2_owf, nlmp_server_challenge, blob, CHALLENGE_SIZE, field));
        put(&made->info.LmChallengeResponse, made->lm, field, RESPONSE_SIZE);
        return;
    }
    blob[0] = blob[1] = 1;
    memcpy(blob + 16, nlmp_client_challenge, CHALLENGE_SIZE);
    assert_true(ntlm_v2_proof(v2_owf, nlmp_server_challenge, blob, 44, field));
    put(&made->info.NtChallengeResponse, made->nt, field, sizeof field);
}

void make_request_of_owfs(struct made_request *made, enum form form, const struct owf_pair *secret,
                          struct wide user, struct wide domain, const struct wide *domain_used)
{
    unsigned char response[RESPONSE_SIZE];
    unsigned char v2_owf[OWF_SIZE];
    memset(made, 0, sizeof *made);
    made->info.Identity.UserName = counted(user);
    made->info.Identity.LogonDomainName = counted(domain);
    memcpy(made->info.LmChallenge.data, nlmp_server_challenge, CHALLENGE_SIZE);
    assert_true(ntlm_v2_owf(secret->nt, user, domain_used == NULL ? domain : *domain_used,
                            NTLM_DOMAIN_AS_GIVEN, v2_owf));
    switch (form) {
    case FORM_LM:
        ntlm_response(secret->lm, nlmp_server_challenge, response);
        put(&made->info.LmChallengeResponse, made->lm, response, sizeof response);
        break;
    case FORM_NTLMV1:
        ntlm_response(secret->nt, nlmp_server_challenge, response);
        put(&made->info.NtChallengeResponse, made->nt, response, sizeof response);
        break;
    case FORM_NTLM2_SESSION:
        make_session(made, secret);
        break;
    case FORM_NTLMV2:
    case FORM_LMV2:
        make_v2(made, form, v2_owf);
        break;
    case FORM_CLEARTEXT: /* is the password itself */
    case FORM_COUNT:
        fail();
    }
}

void make_request(struct made_request *made, enum form form, struct wide password, struct wide user,
                  struct wide domain, const struct wide *domain_used)
{
    struct owf_pair secret = secret_of_password(password);
    bool cleartext = form == FORM_CLEARTEXT;
    make_request_of_owfs(made, cleartext ? FORM_NTLMV1 : form, &secret, user, domain, domain_used);
    if (cleartext) {
        make_cleartext(made, password);
    }
}

void make_account(struct made_account *made)
{
    memset(made, 0, sizeof *made);
    made->user.UserName = counted(WIDE(u"IUSR_SERVERNAME"));
    made->user.UserId = 1001;
    made->user.UserAccountControl = USER_NORMAL_ACCOUNT;
    made->user.AccountExpires.QuadPart = NT_NEVER;
}

void set_sam_owfs(struct made_account *made, const struct owf_pair *owfs)
{
    memcpy(made->nt, owfs->nt, OWF_SIZE);
    memcpy(made->lm, owfs->lm, OWF_SIZE);
    made->user.NtPassword = (UNICODE_STRING){OWF_SIZE, OWF_SIZE, (PWSTR)(void *)made->nt};
    made->user.LmPassword = (UNICODE_STRING){OWF_SIZE, OWF_SIZE, (PWSTR)(void *)made->lm};
    made->user.NtPasswordPresent = owfs->has_nt;
    made->user.LmPasswordPresent = owfs->has_lm;
}

void set_sam_password(struct made_account *made, struct wide password)
{
    struct owf_pair owfs = secret_of_password(password);
    set_sam_owfs(made, &owfs);
}

struct snapshot *make_snapshot(bool sync, const struct wide *password)
{
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = sync};
    struct snapshot *snapshot = snapshot_new(1, 15, KEYS_BYTES);
    assert_non_null(snapshot);
    if (password != NULL) {
        record.secret = secret_of_password(*password);
    }
    record_encode(&record, bytes);
    assert_true(snapshot_add(snapshot, WIDE(u"IUSR_SERVERNAME"), bytes, sizeof bytes));
    return snapshot;
}
