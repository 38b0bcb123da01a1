/*
 * What is computed for a credential, step by step: a refusal does the same work whoever the account
 * is, and whatever of its keys is kept; each form of a domain is tried once; and a proof ends the
 * search. The linker puts a count before each step.
 */
#include "support.h"

#include "lsass/credential.h"
#include "lsass/snapshot.h"

enum step {
    DES_KEYS,   /* three key schedules */
    DES_BLOCKS, /* three blocks under them */
    HMAC_KEY,
    V2_OWF,
    V2_PROOF,
    NT_OWF,
    LM_OWF,
    SESSION,
    COMPARISON,
    NAME, /* held against a name */
    STACK_WIPED,
    STEPS
};

static unsigned done[STEPS];
static unsigned forms_tried; /* a bit each */

#define COUNTED(type, step, name, parameters, arguments) \
    type __real_##name parameters;                       \
    type __wrap_##name parameters;                       \
    type __wrap_##name parameters                        \
    {                                                    \
        done[step]++;                                    \
        return __real_##name arguments;                  \
    }

COUNTED(void, DES_KEYS, ntlm_des_keys, (const unsigned char *owf, struct ntlm_des_keys *keys),
        (owf, keys))
COUNTED(void, DES_BLOCKS, ntlm_respond,
        (const struct ntlm_des_keys *keys, const unsigned char *challenge, unsigned char *response),
        (keys, challenge, response))
COUNTED(bool, HMAC_KEY, hmac_md5_key, (const unsigned char *secret, struct hmac_md5_key *key),
        (secret, key))
COUNTED(void, V2_PROOF, ntlm_v2_prove,
        (const struct hmac_md5_key *key, const unsigned char *challenge, const unsigned char *blob,
         size_t length, unsigned char *proof),
        (key, challenge, blob, length, proof))
COUNTED(bool, NT_OWF, ntlm_nt_owf, (const void *password, size_t length, unsigned char *owf),
        (password, length, owf))
COUNTED(bool, LM_OWF, ntlm_lm_owf, (const void *password, size_t length, unsigned char *owf),
        (password, length, owf))
COUNTED(bool, SESSION, ntlm_session_challenge,
        (const unsigned char *server, const unsigned char *client, unsigned char *challenge),
        (server, client, challenge))
COUNTED(bool, COMPARISON, ntlm_equal, (const void *a, const void *b, size_t length), (a, b, length))
COUNTED(bool, NAME, wide_same, (struct wide a, struct wide b), (a, b))
COUNTED(void, STACK_WIPED, ntlm_wipe_stack, (void), ())

void __real_ntlm_v2_owf_under(const struct hmac_md5_key *nt, struct wide user, struct wide domain,
                              enum ntlm_domain form, unsigned char *owf);
void __wrap_ntlm_v2_owf_under(const struct hmac_md5_key *nt, struct wide user, struct wide domain,
                              enum ntlm_domain form, unsigned char *owf);
void __wrap_ntlm_v2_owf_under(const struct hmac_md5_key *nt, struct wide user, struct wide domain,
                              enum ntlm_domain form, unsigned char *owf)
{
    done[V2_OWF]++;
    forms_tried |= 1u << form;
    __real_ntlm_v2_owf_under(nt, user, domain, form, owf);
}

/* Who is asked for, all but one of them in the snapshot: they are judged alike. */
#define FIRST u"first"
#define LAST u"last"
#define RIGHT u"right-pw"
static const uint16_t *const accounts[] = {FIRST, LAST, u"bare", u"damaged", u"off", u"stranger"};
#define ACCOUNTS (sizeof accounts / sizeof accounts[0])

static void add(struct snapshot *snapshot, struct wide name, bool sync, bool secret, size_t size)
{
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = sync};
    if (secret) {
        record.secret = secret_of_password(WIDE(RIGHT));
    }
    record_encode(&record, bytes);
    assert_true(snapshot_add(snapshot, name, bytes, size));
}

static struct snapshot *snapshot_with_keys_in(size_t bytes)
{
    struct snapshot *snapshot = snapshot_new(5, 40, bytes);
    add(snapshot, WIDE(FIRST), true, true, RECORD_SIZE);
    add(snapshot, WIDE(LAST), true, true, RECORD_SIZE);
    add(snapshot, WIDE(u"bare"), true, false, RECORD_SIZE);
    add(snapshot, WIDE(u"damaged"), true, true, RECORD_SIZE - 1);
    add(snapshot, WIDE(u"off"), false, true, RECORD_SIZE);
    return snapshot;
}

static NTSTATUS judge(const struct snapshot *snapshot, struct made_request *made, struct wide name)
{
    struct made_account account;
    struct request request;
    struct account view;
    struct answer answer;
    make_account(&account);
    account.user.UserName = counted(name);
    assert_true(request_read(&made->info, &request) && account_read(&account.user, &view));
    struct logon logon = {
        .request = &request, .account = &view, .now = {1, 0}, .snapshot = snapshot};
    memset(done, 0, sizeof done);
    forms_tried = 0;
    logon_decide(&logon, &answer);
    return answer.status;
}

static NTSTATUS log_on(const struct snapshot *snapshot, enum form form, struct wide password,
                       struct wide name, struct wide domain)
{
    struct made_request made;
    make_request(&made, form, password, name, domain, NULL);
    return judge(snapshot, &made, name);
}

/* The work of a wrong password in one form, as MS-NLMP has it, where all keys are kept. */
static const unsigned work_of[FORM_COUNT][STEPS] = {
    [FORM_CLEARTEXT] = {[NT_OWF] = 1, [COMPARISON] = 1},
    /* What is no LM may be LMv2, and the other way round. */
    [FORM_LM] = {[DES_BLOCKS] = 1, [HMAC_KEY] = 3, [V2_OWF] = 3, [V2_PROOF] = 3, [COMPARISON] = 4},
    [FORM_LMV2] =
        {[DES_BLOCKS] = 1, [HMAC_KEY] = 3, [V2_OWF] = 3, [V2_PROOF] = 3, [COMPARISON] = 4},
    [FORM_NTLMV1] = {[DES_BLOCKS] = 1, [COMPARISON] = 1},
    [FORM_NTLM2_SESSION] = {[DES_BLOCKS] = 1, [SESSION] = 1, [COMPARISON] = 1},
    [FORM_NTLMV2] = {[HMAC_KEY] = 3, [V2_OWF] = 3, [V2_PROOF] = 3, [COMPARISON] = 3},
};

/* Where some account's are not kept, everybody pays for making them. */
static void assert_work(const char *what, enum form form, bool made)
{
    unsigned expected[STEPS];
    memcpy(expected, work_of[form], sizeof expected);
    expected[DES_KEYS] = made && expected[DES_BLOCKS] > 0;
    expected[HMAC_KEY] += made && expected[V2_OWF] > 0;
    expected[NAME] = done[NAME];
    expected[STACK_WIPED] = 1;
    for (int step = 0; step < STEPS; step++) {
        if (done[step] != expected[step]) {
            fail_msg("%s, %s: step %d is done %u times and not %u", what, form_names[form], step,
                     done[step], expected[step]);
        }
    }
}

/* Room for all accounts' keys; for nobody's and the first's; for none. */
static const struct {
    const char *name;
    size_t bytes;
    bool made;
} rooms[] = {{"all kept", KEYS_BYTES, false},
             {"some kept", 3 * sizeof(struct keys_of_account), true},
             {"none kept", 0, true}};

static void a_refusal_does_the_same_work_whoever_the_account_is(void **state)
{
    (void)state;
    for (size_t room = 0; room < 3; room++) {
        struct snapshot *snapshot = snapshot_with_keys_in(rooms[room].bytes);
        for (size_t i = 0; i < ACCOUNTS; i++) {
            for (int form = 0; form < FORM_COUNT; form++) {
                struct wide name = wide_of(accounts[i]);
                assert_int_not_equal(
                    log_on(snapshot, (enum form)form, WIDE(u"wrong-pw"), name, WIDE(u"Domain")),
                    STATUS_SUCCESS);
                assert_work(rooms[room].name, (enum form)form, rooms[room].made);
            }
        }
        snapshot_free(snapshot);
    }
}

/* Not to find a name costs a comparison too. */
static void a_name_is_compared_whether_it_is_found_or_not(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(64, 64, 0); /* room enough that none are neighbours */
    add(snapshot, WIDE(FIRST), true, true, RECORD_SIZE);
    static const struct wide names[] = {WIDE(FIRST), WIDE(u"FIRST"), WIDE(u"other"), WIDE(u"o")};
    for (size_t i = 0; i < 4; i++) {
        done[NAME] = 0;
        assert_int_equal(snapshot_find(snapshot, names[i]) != NULL, i < 2);
        assert_int_equal(done[NAME], 1);
    }
    snapshot_free(snapshot);
}

/* After a proof, under whichever form of the domain: its key is kept, and saves a refusal nothing.
 */
static void a_refusal_does_the_same_work_after_a_proof(void **state)
{
    (void)state;
    static const enum form forms[] = {FORM_NTLMV2, FORM_LMV2};
    struct wide used[] = {WIDE(u"Domain"), WIDE(u"DOMAIN"), WIDE(u"")};
    for (size_t room = 0; room < 3; room++) {
        for (size_t i = 0; i < 3; i++) {
            struct snapshot *snapshot = snapshot_with_keys_in(
                rooms[room].bytes == 0 ? 0 : rooms[room].bytes + 8 * sizeof(struct keys_v2_place));
            struct made_request made;
            make_request(&made, FORM_NTLMV2, WIDE(RIGHT), WIDE(FIRST), WIDE(u"Domain"), &used[i]);
            assert_int_equal(judge(snapshot, &made, WIDE(FIRST)), STATUS_SUCCESS);
            struct account_keys of = snapshot_keys(snapshot, snapshot_find(snapshot, WIDE(FIRST)));
            const struct keys_v2 *kept = keys_find_v2(of, WIDE(FIRST), WIDE(u"Domain"));
            assert_int_equal(kept != NULL, rooms[room].bytes != 0);
            assert_true(kept == NULL || kept->form == i);
            for (size_t k = 0; k < 2; k++) {
                log_on(snapshot, forms[k], WIDE(u"wrong-pw"), WIDE(FIRST), WIDE(u"Domain"));
                assert_work(rooms[room].name, forms[k], rooms[room].made);
            }
            snapshot_free(snapshot);
        }
    }
}

/* As given, in upper case and empty: what is the same as one before is not tried again. */
static void each_form_of_a_domain_is_tried_once(void **state)
{
    (void)state;
    static const enum form forms[] = {FORM_NTLMV2, FORM_LMV2};
    static const struct {
        const uint16_t *domain;
        unsigned tried;
        unsigned count;
    } cases[] = {
        {u"", 1u << NTLM_DOMAIN_AS_GIVEN, 1},
        {u"D", 1u << NTLM_DOMAIN_AS_GIVEN | 1u << NTLM_DOMAIN_EMPTY, 2},
        {u"d", 7, 3},
        {u"DOMAIN-1", 1u << NTLM_DOMAIN_AS_GIVEN | 1u << NTLM_DOMAIN_EMPTY, 2},
        {u"DOMAIn-1", 7, 3},
        {u"\u00c4", 1u << NTLM_DOMAIN_AS_GIVEN | 1u << NTLM_DOMAIN_EMPTY, 2},
        {u"\u00e4", 7, 3},
    };
    struct snapshot *snapshot = snapshot_with_keys_in(KEYS_BYTES);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t k = 0; k < 2; k++) {
            log_on(snapshot, forms[k], WIDE(u"wrong-pw"), WIDE(FIRST), wide_of(cases[i].domain));
            assert_int_equal(forms_tried, cases[i].tried);
            assert_int_equal(done[V2_OWF], cases[i].count);
            assert_int_equal(done[V2_PROOF], cases[i].count);
        }
    }
    snapshot_free(snapshot);
}

static void a_proof_ends_the_search_and_is_found_at_once_the_next_time(void **state)
{
    (void)state;
    struct wide used[] = {WIDE(u"Domain"), WIDE(u"DOMAIN"), WIDE(u"")};
    for (unsigned i = 0; i < 3; i++) {
        struct snapshot *snapshot = snapshot_with_keys_in(KEYS_BYTES);
        struct made_request made;
        for (int again = 0; again < 2; again++) {
            make_request(&made, FORM_NTLMV2, WIDE(RIGHT), WIDE(LAST), WIDE(u"Domain"), &used[i]);
            assert_int_equal(judge(snapshot, &made, WIDE(LAST)), STATUS_SUCCESS);
            assert_int_equal(done[V2_OWF], again ? 0 : i + 1);
            assert_int_equal(done[V2_PROOF], again ? 1 : i + 1);
        }
        snapshot_free(snapshot);
    }
    /* LM before LMv2. */
    struct snapshot *snapshot = snapshot_with_keys_in(KEYS_BYTES);
    assert_int_equal(log_on(snapshot, FORM_LM, WIDE(RIGHT), WIDE(LAST), WIDE(u"D")), 0);
    assert_int_equal(done[DES_BLOCKS], 1);
    assert_int_equal(done[V2_PROOF], 0);
    snapshot_free(snapshot);
}

/* Where the caller may send the password itself, in the OEM code page: fitting or not. */
static void an_oem_password_is_compared_once_whoever_the_account_is(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_with_keys_in(KEYS_BYTES);
    for (size_t i = 0; i < ACCOUNTS; i++) {
        for (USHORT length = 1; length <= 15; length += 7) {
            struct made_request made;
            struct wide name = wide_of(accounts[i]);
            make_request(&made, FORM_CLEARTEXT, WIDE(u""), name, WIDE(u"D"), NULL);
            memset(made.lm, 'x', length);
            made.info.LmChallengeResponse = (STRING){length, length, (PCHAR)made.lm};
            assert_int_not_equal(judge(snapshot, &made, name), STATUS_SUCCESS);
            assert_int_equal(done[LM_OWF], 1);
            assert_int_equal(done[NT_OWF], 0);
            assert_int_equal(done[COMPARISON], 1);
        }
    }
    snapshot_free(snapshot);
}

/* NTLM2 session's mark, without the answer that it is for. */
static void a_mark_alone_is_no_work(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_with_keys_in(KEYS_BYTES);
    struct made_request made;
    make_request(&made, FORM_NTLM2_SESSION, WIDE(RIGHT), WIDE(FIRST), WIDE(u"D"), NULL);
    made.info.NtChallengeResponse.Length = 0;
    assert_int_equal(judge(snapshot, &made, WIDE(FIRST)), STATUS_WRONG_PASSWORD);
    assert_int_equal(done[DES_BLOCKS] + done[SESSION] + done[V2_PROOF] + done[COMPARISON], 0);
    snapshot_free(snapshot);
}

/* LMv2 is made of the NT owf: without one it proves nothing, and is tried all the same. */
static void an_account_with_an_lm_owf_alone_is_tried_in_each_form(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = true, .secret = secret_of_password(WIDE(RIGHT))};
    struct snapshot *snapshot = snapshot_new(1, 5, KEYS_BYTES);
    record.secret.has_nt = false;
    record_encode(&record, bytes);
    assert_true(snapshot_add(snapshot, WIDE(FIRST), bytes, sizeof bytes));
    assert_int_equal(log_on(snapshot, FORM_LMV2, WIDE(RIGHT), WIDE(FIRST), WIDE(u"Domain")),
                     STATUS_WRONG_PASSWORD);
    assert_int_equal(done[DES_BLOCKS], 1);
    assert_int_equal(done[V2_OWF], 3);
    assert_int_equal(done[V2_PROOF], 3);
    snapshot_free(snapshot);
}

/* With keys that are made for it, and with its own. */
static void the_right_password_costs_no_second_answer(void **state)
{
    (void)state;
    for (size_t room = 0; room < 3; room++) {
        struct snapshot *snapshot = snapshot_with_keys_in(rooms[room].bytes);
        for (int form = 0; form < FORM_COUNT; form++) {
            assert_int_equal(
                log_on(snapshot, (enum form)form, WIDE(RIGHT), WIDE(FIRST), WIDE(u"D")),
                STATUS_SUCCESS);
            assert_in_range(done[DES_BLOCKS] + done[V2_PROOF] + done[NT_OWF], 1,
                            form == FORM_LMV2 ? 2 : 1);
            /* LMv2 is no LM, which is a refusal. */
            bool makes = work_of[form][DES_BLOCKS] > 0 && rooms[room].made;
            assert_int_equal(done[DES_KEYS] > 0,
                             makes && (rooms[room].bytes == 0 || form == FORM_LMV2));
        }
        snapshot_free(snapshot);
    }
}

/* From level 4 no LM, from level 5 no NTLM: what is refused is not computed. */
static void what_a_level_refuses_is_not_tried(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_with_keys_in(KEYS_BYTES);
    for (unsigned level = 0; level <= 5; level++) {
        snapshot->lm_level = level;
        log_on(snapshot, FORM_LM, WIDE(u"wrong-pw"), WIDE(FIRST), WIDE(u"D"));
        assert_int_equal(done[DES_BLOCKS], level < 4);
        assert_int_equal(done[V2_PROOF], 2);
        log_on(snapshot, FORM_NTLMV1, WIDE(u"wrong-pw"), WIDE(FIRST), WIDE(u"D"));
        assert_int_equal(done[DES_BLOCKS], level < 5);
        log_on(snapshot, FORM_NTLM2_SESSION, WIDE(u"wrong-pw"), WIDE(FIRST), WIDE(u"D"));
        assert_int_equal(done[DES_BLOCKS], level < 5);
        assert_int_equal(done[SESSION], level < 5);
    }
    snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_does_the_same_work_whoever_the_account_is),
        cmocka_unit_test(a_refusal_does_the_same_work_after_a_proof),
        cmocka_unit_test(a_name_is_compared_whether_it_is_found_or_not),
        cmocka_unit_test(each_form_of_a_domain_is_tried_once),
        cmocka_unit_test(a_proof_ends_the_search_and_is_found_at_once_the_next_time),
        cmocka_unit_test(an_oem_password_is_compared_once_whoever_the_account_is),
        cmocka_unit_test(a_mark_alone_is_no_work),
        cmocka_unit_test(an_account_with_an_lm_owf_alone_is_tried_in_each_form),
        cmocka_unit_test(the_right_password_costs_no_second_answer),
        cmocka_unit_test(what_a_level_refuses_is_not_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
