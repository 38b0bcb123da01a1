/*
 * Each call that can fail in the package's code fails in turn: the registry's, the allocator's and
 * libcrypto's, wrapped by the linker. Nobody is admitted who should not be, nothing is left behind,
 * and the last good snapshot stays in force.
 */
#include "machine_folder.h"

#include <malloc.h>

#include <openssl/md4.h>
#include <openssl/md5.h>

#include "lsass/observe.h"
#include "lsass/store.h"

/* The call that fails, counted from 1; 0: none. */
static unsigned fails_at;
static unsigned calls;

static bool fails(void)
{
    return ++calls == fails_at;
}

#define WRAPPED_LONG(name, parameters, arguments)     \
    long __real_##name parameters;                    \
    long __wrap_##name parameters;                    \
    long __wrap_##name parameters                     \
    {                                                 \
        return fails() ? 5 : __real_##name arguments; \
    }

/* What fails leaves its out-parameters as it likes; here they are what they were. */
WRAPPED_LONG(registry_key_open,
             (struct registry * registry, const uint16_t *path, struct registry_key **key),
             (registry, path, key))
WRAPPED_LONG(registry_key_sizes, (struct registry_key * key, size_t *values, size_t *longest_name),
             (key, values, longest_name))
WRAPPED_LONG(registry_value_get,
             (struct registry_key * key, const uint16_t *name, uint32_t *type, void *data,
              size_t *size),
             (key, name, type, data, size))
WRAPPED_LONG(registry_value_at,
             (struct registry_key * key, size_t index, uint16_t *name, size_t *name_units,
              uint32_t *type, void *data, size_t *size),
             (key, index, name, name_units, type, data, size))
WRAPPED_LONG(registry_open,
             (const char *machine, enum registry_access access, struct registry **registry,
              struct fault *fault),
             (machine, access, registry, fault))

void *__real_memory_get(size_t size);
void *__wrap_memory_get(size_t size);
void *__wrap_memory_get(size_t size)
{
    return fails() ? NULL : __real_memory_get(size);
}

/* libcrypto's say 1 where all is well. */
#define WRAPPED_HASH(name, parameters, arguments)     \
    int __real_##name parameters;                     \
    int __wrap_##name parameters;                     \
    int __wrap_##name parameters                      \
    {                                                 \
        return fails() ? 0 : __real_##name arguments; \
    }

WRAPPED_HASH(MD4_Init, (MD4_CTX * context), (context))
WRAPPED_HASH(MD4_Update, (MD4_CTX * context, const void *data, size_t size), (context, data, size))
WRAPPED_HASH(MD4_Final, (unsigned char *digest, MD4_CTX *context), (digest, context))
WRAPPED_HASH(MD5_Init, (MD5_CTX * context), (context))
WRAPPED_HASH(MD5_Update, (MD5_CTX * context, const void *data, size_t size), (context, data, size))
WRAPPED_HASH(MD5_Final, (unsigned char *digest, MD5_CTX *context), (digest, context))

#define USER u"IUSR_SERVERNAME"
#define DOMAIN u"Domain"

/* The made request's arithmetic is not what is to fail. */
static struct made_request request_of(enum form form, struct wide password)
{
    struct made_request made;
    unsigned at = fails_at;
    fails_at = 0;
    make_request(&made, form, password, WIDE(USER), WIDE(DOMAIN), NULL);
    fails_at = at;
    return made;
}

static NTSTATUS judge(struct made_request *made)
{
    struct made_account account;
    ULONG which;
    ULONG flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    make_account(&account);
    made->info.NtChallengeResponse.Buffer = (PCHAR)made->nt;
    made->info.LmChallengeResponse.Buffer = (PCHAR)made->lm;
    calls = 0;
    return Msv1_0SubAuthenticationRoutine(NetlogonNetworkInformation, &made->info, 0, &account.user,
                                          &which, &flags, &authoritative, &logoff, &kickoff);
}

static NTSTATUS log_on(struct wide password)
{
    struct made_request made = request_of(FORM_NTLMV2, password);
    return judge(&made);
}

/* The first load: without it every logon is refused; with it the right one is admitted. */
static void a_first_load_that_fails_anywhere_admits_nobody(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide password = WIDE(u"first");
    unsigned failed = 0;
    folder_new(folder);
    folder_enrol(folder, true, &password);
    folder_observe(folder, clock_utc() + OBSERVE_LONGEST);
    for (unsigned at = 1;; at++) {
        fails_at = at;
        NTSTATUS wrong = log_on(WIDE(u"wrong"));
        unsigned reached = calls;
        NTSTATUS right = log_on(password);
        fails_at = 0;
        assert_int_not_equal(wrong, STATUS_SUCCESS);
        store_close();
        if (reached < at) {
            assert_int_equal(right, STATUS_SUCCESS);
            break;
        }
        failed++;
        assert_int_equal(log_on(password), STATUS_SUCCESS); /* the fault is over */
        store_close();
    }
    assert_true(failed >= 8);
    folder_remove(folder);
}

/* A reload: where it fails, what was in force before stays so. */
static void a_reload_that_fails_anywhere_leaves_the_last_good_snapshot(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide first = WIDE(u"first");
    struct wide second = WIDE(u"second");
    folder_new(folder);
    folder_observe(folder, clock_utc() + OBSERVE_LONGEST);
    for (unsigned at = 1;; at++) {
        fails_at = 0;
        folder_enrol(folder, true, &first);
        assert_int_equal(log_on(first), STATUS_SUCCESS);
        folder_enrol(folder, true, &second);
        uint32_t began = clock_ticks();
        while (clock_ticks() - began < 60) { /* until the store looks again */
            clock_yield();
        }
        fails_at = at;
        NTSTATUS by_first = log_on(first);
        bool reached = calls >= at;
        fails_at = 0;
        NTSTATUS by_second = log_on(second);
        fails_at = 0;
        store_close();
        /* One of the two, whole: never both, never neither. */
        assert_true((by_first == STATUS_SUCCESS) != (by_second == STATUS_SUCCESS));
        if (!reached) {
            assert_int_equal(by_second, STATUS_SUCCESS);
            break;
        }
    }
    folder_remove(folder);
}

/*
 * A proof under a key of zeros, which is what stands there where a key could not be computed:
 * NTOWFv2's, or the one that NTOWFv2 is computed under.
 */
static void forge_proof(struct made_request *made, enum form form, bool under_nt)
{
    struct hmac_md5_key key = {.inner = {0}};
    unsigned char owf[OWF_SIZE];
    unsigned char *field = form == FORM_LMV2 ? made->lm : made->nt;
    size_t size = (form == FORM_LMV2 ? made->info.LmChallengeResponse.Length
                                     : made->info.NtChallengeResponse.Length);
    if (form == FORM_NTLM2_SESSION) { /* whoever knows the secret, to a challenge of zeros */
        static const unsigned char zeros[CHALLENGE_SIZE];
        ntlm_response(secret_of_password(WIDE(u"first")).nt, zeros, field);
    }
    if (form != FORM_LMV2 && form != FORM_NTLMV2) {
        return;
    }
    if (under_nt) {
        ntlm_v2_owf_under(&key, WIDE(USER), WIDE(DOMAIN), NTLM_DOMAIN_AS_GIVEN, owf);
        assert_true(hmac_md5_key(owf, &key));
    }
    ntlm_v2_prove(&key, (unsigned char *)made->info.LmChallenge.data, field + PROOF_SIZE,
                  size - PROOF_SIZE, field);
}

/* Tries every form, with each call failing in turn. Returns how often one that failed refused. */
static unsigned fail_each_call(void)
{
    struct wide password = WIDE(u"first");
    unsigned failed = 0;
    for (int form = 0; form < FORM_COUNT; form++) {
        struct made_request right = request_of((enum form)form, password);
        struct made_request wrong = request_of((enum form)form, WIDE(u"wrong"));
        struct made_request zeros = right;
        memset(zeros.nt, 0, PROOF_SIZE);
        if (form == FORM_LM || form == FORM_LMV2) {
            memset(zeros.lm, 0, sizeof zeros.lm);
        }
        struct made_request forged = wrong;
        forge_proof(&wrong, (enum form)form, false);
        forge_proof(&forged, (enum form)form, true);
        assert_int_equal(judge(&right), STATUS_SUCCESS);
        bool reached = true;
        for (unsigned at = 1; reached; at++) {
            fails_at = at;
            assert_int_equal(judge(&zeros), STATUS_WRONG_PASSWORD);
            assert_int_equal(judge(&wrong), STATUS_WRONG_PASSWORD);
            assert_int_equal(judge(&forged), STATUS_WRONG_PASSWORD);
            fails_at = 0;
            store_close(); /* a new snapshot, which has no keys of an earlier proof */
            assert_int_equal(judge(&wrong), STATUS_WRONG_PASSWORD);
            fails_at = at;
            NTSTATUS status = judge(&right);
            reached = calls >= at;
            fails_at = 0;
            assert_true(status == STATUS_SUCCESS || status == STATUS_WRONG_PASSWORD);
            failed += status == STATUS_WRONG_PASSWORD;
        }
    }
    return failed;
}

/*
 * What libcrypto could not compute is no result: not even a response of zeros, which is what stands
 * there then, proves anything; whether the account's keys are kept or made for each logon.
 */
static void arithmetic_that_fails_anywhere_proves_nothing(void **state)
{
    (void)state;
    static const unsigned char none[4];
    char folder[FOLDER_MAX];
    struct wide password = WIDE(u"first");
    folder_new(folder);
    folder_enrol(folder, true, &password);
    assert_true(fail_each_call() >= 11); /* MD4's and MD5's calls, and NTOWFv2's key */
    store_close();
    folder_set(folder, KEY_IISSUBA, VALUE_KEY_BYTES, REGISTRY_DWORD, none, sizeof none);
    assert_true(fail_each_call() >= 15); /* and the NT owf's */
    store_close();
    folder_remove(folder);
}

/* What was not computed, and says so, is zeros (ntlm.h, hmac_md5.h). */
static void each_computation_that_fails_says_so_and_leaves_zeros(void **state)
{
    (void)state;
    static const unsigned char zeros[sizeof(struct hmac_md5_key)];
    const struct owf_pair secret = secret_of_password(WIDE(u"first"));
    const unsigned char *challenge = nlmp_server_challenge;
    for (int which = 0; which < 5; which++) {
        for (unsigned at = 0;; at++) {
            unsigned char out[sizeof(struct hmac_md5_key)];
            struct hmac_md5_key key;
            bool sound = false;
            size_t size = which == 2 ? CHALLENGE_SIZE : OWF_SIZE;
            memset(out, 0x5A, sizeof out);
            calls = 0;
            fails_at = at;
            switch (which) {
            case 0:
                sound = ntlm_nt_owf("password", 8, out);
                break;
            case 1:
                sound = hmac_md5_key(secret.nt, &key);
                memcpy(out, &key, size = sizeof key);
                break;
            case 2:
                sound = ntlm_session_challenge(challenge, nlmp_client_challenge, out);
                break;
            case 3:
                sound = ntlm_v2_owf(secret.nt, WIDE(USER), WIDE(DOMAIN), NTLM_DOMAIN_UPPER, out);
                break;
            default:
                sound = ntlm_v2_proof(secret.nt, challenge, secret.lm, OWF_SIZE, out);
            }
            fails_at = 0;
            bool failed = at > 0 && calls >= at;
            assert_int_equal(sound, !failed);
            assert_int_equal(memcmp(out, zeros, size) == 0, failed);
            if (at > calls) {
                break;
            }
        }
    }
}

/* Zeros stand where MD4 failed: they are not an owf of zeros. */
static void a_password_whose_owf_fails_is_not_one_of_zeros(void **state)
{
    (void)state;
    const struct owf_pair zeros = {.has_nt = true};
    struct made_request made = request_of(FORM_CLEARTEXT, WIDE(u"any"));
    struct request request;
    made.info.NtChallengeResponse.Buffer = (PCHAR)made.nt;
    assert_true(request_read(&made.info, &request));
    for (unsigned at = 0; at <= 3; at++) {
        calls = 0;
        fails_at = at;
        assert_false(credential_check(&request, &zeros, 0).proven);
        fails_at = 0;
        assert_in_range(calls, at == 0 ? 3 : at, 3); /* Init, Update and Final */
    }
}

/* With a call failing; whether that call was made. */
static bool is_told_as_empty(struct made_request *made, unsigned at, bool *reached)
{
    struct request request;
    made->info.NtChallengeResponse.Buffer = (PCHAR)made->nt;
    made->info.LmChallengeResponse.Buffer = (PCHAR)made->lm;
    assert_true(request_read(&made->info, &request));
    calls = 0;
    fails_at = at;
    bool blank = presented_of(&request).blank;
    *reached = *reached || calls >= at;
    fails_at = 0;
    return blank;
}

/* An event that says so of another password would send its reader the wrong way. */
static void what_cannot_be_computed_is_not_told_as_the_empty_password(void **state)
{
    (void)state;
    unsigned failed = 0;
    for (int form = 0; form < FORM_COUNT; form++) {
        struct made_request empty = request_of((enum form)form, WIDE(u""));
        struct made_request wrong = request_of((enum form)form, WIDE(u"wrong"));
        struct made_request forged = wrong;
        forge_proof(&wrong, (enum form)form, false);
        forge_proof(&forged, (enum form)form, true);
        bool reached = true;
        for (unsigned at = 1; reached; at++) {
            reached = false;
            assert_false(is_told_as_empty(&wrong, at, &reached));
            assert_false(is_told_as_empty(&forged, at, &reached));
            bool blank = is_told_as_empty(&empty, at, &reached);
            failed += !blank;
            assert_true(reached || blank);
        }
    }
    assert_true(failed >= 8);
}

/* Many failing loads leave as much memory in use as before. */
static void what_fails_leaves_nothing_behind(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide password = WIDE(u"first");
    folder_new(folder);
    folder_enrol(folder, true, &password);
    size_t before = 0;
    for (unsigned round = 0; round < 200; round++) {
        if (round == 20) {
            before = mallinfo2().uordblks;
        }
        fails_at = round % 20 + 1;
        log_on(password);
        fails_at = 0;
        store_close();
    }
    assert_true(mallinfo2().uordblks <= before);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_load_that_fails_anywhere_admits_nobody),
        cmocka_unit_test(a_reload_that_fails_anywhere_leaves_the_last_good_snapshot),
        cmocka_unit_test(arithmetic_that_fails_anywhere_proves_nothing),
        cmocka_unit_test(each_computation_that_fails_says_so_and_leaves_zeros),
        cmocka_unit_test(a_password_whose_owf_fails_is_not_one_of_zeros),
        cmocka_unit_test(what_cannot_be_computed_is_not_told_as_the_empty_password),
        cmocka_unit_test(what_fails_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
