/*
 * What is wiped where it ends: each function that computes with a secret runs alone on a stack of
 * its own, which is searched afterwards. Nothing of the secret, and nothing made of it, is there.
 * So does what reads the store; and a snapshot is wiped before its memory is given back.
 */
#include "left_behind.h"
#include "machine_folder.h"

#include "enrolment/enrolment.h"
#include "lsass/observe.h"
#include "lsass/snapshot_load.h"

/* What the functions below, which run on that stack, work with. */

static struct made_request made;
static struct request request;
static unsigned char out[RESPONSE_SIZE];

static bool nt_owf(void)
{
    return ntlm_nt_owf(u"Password-12345", 28, out);
}

static bool lm_owf(void)
{
    return ntlm_lm_owf("password-12345", 14, out);
}

static bool of_password(void)
{
    return secret_of_password(WIDE(u"" SECRET_TEXT)).has_lm;
}

static bool sam_module(void)
{
    static struct account account;
    static struct judgement judgement;
    account.nt_owf = (struct bytes){own_secret.nt, OWF_SIZE};
    account.lm_owf = (struct bytes){own_secret.lm, OWF_SIZE};
    judgement.request = &request;
    judgement.account = &account;
    return module_sam(&judgement) == OUTCOME_ADMIT;
}

static bool des_keys(void)
{
    static struct ntlm_des_keys keys;
    ntlm_des_keys(own_secret.nt, &keys);
    return true;
}

static bool response(void)
{
    ntlm_response(own_secret.nt, nlmp_server_challenge, out);
    return true;
}

static bool v2_owf(void)
{
    return ntlm_v2_owf(own_secret.nt, WIDE(NLMP_USER), WIDE(u""), NTLM_DOMAIN_AS_GIVEN, out);
}

static bool v2_proof(void)
{
    return ntlm_v2_proof(own_secret.lm, nlmp_server_challenge, nlmp_client_challenge,
                         CHALLENGE_SIZE, out);
}

static bool encode(void)
{
    static unsigned char bytes[RECORD_SIZE];
    static struct record record;
    record.sync = true;
    record.secret = own_secret;
    record_encode(&record, bytes);
    return true;
}

static struct snapshot *loaded;

static bool add(void)
{
    static unsigned char bytes[RECORD_SIZE];
    static struct record record;
    record.sync = true;
    record.secret = own_secret;
    record_encode(&record, bytes);
    loaded = snapshot_new(1, 1, KEYS_BYTES);
    return snapshot_add(loaded, WIDE(u"a"), bytes, sizeof bytes);
}

static bool enrol(void)
{
    static struct owf_pair enrolled;
    static struct fault fault;
    return enrolment_secret("Password-12345", &enrolled, &fault);
}

/* Where a value was read to is given again for the next: what was there must be gone. */
static unsigned reads;
static unsigned still_there;

long __real_registry_value_at(struct registry_key *key, size_t index, uint16_t *name,
                              size_t *name_units, uint32_t *type, void *data, size_t *size);
long __wrap_registry_value_at(struct registry_key *key, size_t index, uint16_t *name,
                              size_t *name_units, uint32_t *type, void *data, size_t *size);
long __wrap_registry_value_at(struct registry_key *key, size_t index, uint16_t *name,
                              size_t *name_units, uint32_t *type, void *data, size_t *size)
{
    static void *before;
    reads += before == data;
    still_there += before == data && memmem(data, *size, own_secret.nt, OWF_SIZE) != NULL;
    before = data;
    return __real_registry_value_at(key, index, name, name_units, type, data, size);
}

static bool load(void)
{
    return snapshot_load(&loaded) == REGISTRY_OK;
}

/* No machine is named, so the event goes nowhere; each form is new. */
static bool observe(void)
{
    static int64_t until;
    observe_presented(++until, WIDE(NLMP_USER), &request);
    return true;
}

static bool check(void)
{
    return credential_check(&request, &own_secret, 0).proven;
}

static void the_arithmetic_leaves_nothing_on_the_stack(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool (*run)(void);
    } works[] = {{"ntlm_nt_owf", nt_owf},     {"ntlm_lm_owf", lm_owf}, {"ntlm_response", response},
                 {"ntlm_des_keys", des_keys}, {"ntlm_v2_owf", v2_owf}, {"ntlm_v2_proof", v2_proof},
                 {"record_encode", encode},   {"snapshot_add", add},   {"enrolment_secret", enrol}};
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        run_alone(works[i].run);
        if (found() != NULL) {
            fail_msg("%s leaves %s on the stack", works[i].name, found());
        }
    }
    snapshot_free(loaded);
}

/* What HMAC's inner hash comes to; from it and the outer key the result is had. */
static void look_for_inner_digest(const unsigned char key[OWF_SIZE], const void *message,
                                  size_t size)
{
    unsigned char text[64 + 64];
    unsigned char digest[MD5_DIGEST_LENGTH];
    memset(text, 0x36, 64);
    for (size_t i = 0; i < OWF_SIZE; i++) {
        text[i] ^= key[i];
    }
    memcpy(text + 64, message, size);
    MD5(text, 64 + size, digest);
    look_for("HMAC's inner digest", digest, sizeof digest);
}

static void hmac_leaves_no_inner_digest_on_the_stack(void **state)
{
    (void)state;
    size_t before = needle_count;
    unsigned char message[2 * CHALLENGE_SIZE];
    memcpy(message, nlmp_server_challenge, CHALLENGE_SIZE);
    memcpy(message + CHALLENGE_SIZE, nlmp_client_challenge, CHALLENGE_SIZE);
    look_for_inner_digest(own_secret.nt, u"USER", 8);
    look_for_inner_digest(own_secret.lm, message, sizeof message);
    run_alone(v2_owf);
    assert_null(found());
    run_alone(v2_proof);
    assert_null(found());
    needle_count = before;
}

/* The owfs that it returns are the caller's to wipe; of the password itself nothing is left. */
static void what_makes_owfs_of_a_password_leaves_none_of_it(void **state)
{
    (void)state;
    run_alone(of_password);
    assert_true(found() == NULL ||
                strcmp(found(), "the password") != 0); /* it is looked for first */
}

static void a_credential_check_leaves_nothing_on_the_stack(void **state)
{
    (void)state;
    for (int form = 0; form < FORM_COUNT; form++) {
        size_t before = needle_count;
        make_request(&made, (enum form)form, WIDE(u"Password-12345"), WIDE(NLMP_USER), WIDE(u""),
                     NULL);
        assert_true(request_read(&made.info, &request));
        const struct bytes *field =
            form == FORM_LM || form == FORM_LMV2 ? &request.lm : &request.nt;
        look_for("what was presented", field->bytes, PROOF_SIZE);
        if (form != FORM_NTLMV2 && form != FORM_LMV2) { /* those end in what is no secret */
            look_for("the end of what was presented", field->bytes + field->size - 8, 8);
        }
        bool (*const runs[])(void) = {check, observe, sam_module};
        for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
            run_alone(runs[i]);
            if (found() != NULL) {
                fail_msg("%s, %u: leaves %s on the stack", form_names[form], (unsigned)i, found());
            }
        }
        needle_count = before;
    }
}

/* ntlm_wipe_stack is for what libcrypto leaves: our own functions do not count on it. */
static bool only_own_wipes;

void __real_ntlm_wipe_stack(void);
void __wrap_ntlm_wipe_stack(void);
void __wrap_ntlm_wipe_stack(void)
{
    if (!only_own_wipes) {
        __real_ntlm_wipe_stack();
    }
}

/* The right answer to a request in one form, which a wrong one is held against. */
static void look_for_answer(enum form form)
{
    struct made_request right;
    make_request(&right, form, WIDE(u"" SECRET_TEXT), WIDE(NLMP_USER), WIDE(u""), NULL);
    const unsigned char *answer = form == FORM_LM || form == FORM_LMV2 ? right.lm : right.nt;
    look_for("the right answer", answer, PROOF_SIZE);
    for (size_t block = 0; block < RESPONSE_SIZE && form != FORM_NTLMV2; block += 8) {
        look_for("a block of the right answer", answer + block, 8);
    }
}

static bool refuse(void)
{
    return !credential_check(&request, &own_secret, 0).proven;
}

static void each_function_wipes_what_it_held(void **state)
{
    (void)state;
#ifdef SANITIZED
    skip(); /* what is compiled so has copies of its own in its frames */
#endif
    only_own_wipes = true;
    for (int form = 0; form < FORM_COUNT; form++) {
        size_t before = needle_count;
        make_request(&made, (enum form)form, WIDE(u"wrong"), WIDE(NLMP_USER), WIDE(u""), NULL);
        assert_true(request_read(&made.info, &request));
        if (form != FORM_CLEARTEXT) {
            look_for_answer((enum form)form);
        }
        run_alone(refuse);
        if (found() != NULL) {
            fail_msg("%s: %s is left on the stack", form_names[form], found());
        }
        needle_count = before;
    }
    /* Its own copies alone: MD4, which leaves the password, is libcrypto's. */
    static const enum form computed[] = {FORM_LM, FORM_NTLMV1, FORM_NTLM2_SESSION, FORM_NTLMV2};
    for (size_t i = 0; i < sizeof computed / sizeof computed[0]; i++) {
        make_request(&made, computed[i], WIDE(u"" SECRET_TEXT), WIDE(NLMP_USER), WIDE(u""), NULL);
        assert_true(request_read(&made.info, &request));
        run_alone(sam_module);
        assert_null(found());
    }
    only_own_wipes = false;
}

static void reading_the_store_leaves_nothing_on_the_stack_and_a_snapshot_ends_wiped(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide password = WIDE(u"Password-12345");
    folder_new(folder);
    folder_enrol(folder, true, &password);
    run_alone(load);
    folder_remove(folder);
    assert_int_equal(reads, 1); /* one account, and then no more */
    assert_int_equal(still_there, 0);
    if (found() != NULL) {
        fail_msg("reading the store leaves %s on the stack", found());
    }
    const struct snapshot_account *account = snapshot_find(loaded, WIDE(u"IUSR_SERVERNAME"));
    assert_memory_equal(account->secret.nt, own_secret.nt, OWF_SIZE);
    watch_block(loaded, loaded->size);
    snapshot_free(loaded);
    assert_int_equal(given_back, 1);
    assert_int_equal(left_in_it, 0);
    watch_block(NULL, 0);
}

static bool forget(void)
{
    unsigned char copy[OWF_SIZE];
    const volatile unsigned char *from = own_secret.nt;
    volatile unsigned char *to = copy;
    for (size_t i = 0; i < OWF_SIZE; i++) {
        to[i] = from[i];
    }
    return true;
}

static void the_search_finds_what_is_left(void **state)
{
    (void)state;
    run_alone(forget);
    assert_string_equal(found(), "the NT OWF");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_arithmetic_leaves_nothing_on_the_stack),
        cmocka_unit_test(hmac_leaves_no_inner_digest_on_the_stack),
        cmocka_unit_test(what_makes_owfs_of_a_password_leaves_none_of_it),
        cmocka_unit_test(a_credential_check_leaves_nothing_on_the_stack),
        cmocka_unit_test(each_function_wipes_what_it_held),
        cmocka_unit_test(reading_the_store_leaves_nothing_on_the_stack_and_a_snapshot_ends_wiped),
        cmocka_unit_test(the_search_finds_what_is_left),
    };
    return cmocka_run_group_tests(tests, left_behind_set_up, left_behind_tear_down);
}
