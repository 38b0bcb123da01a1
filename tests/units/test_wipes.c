/*
 * What is wiped where it ends: each function that computes with a secret runs alone on a stack of
 * its own, which is searched afterwards. Nothing of the secret, and nothing made of it, is there.
 * So does what reads the store; and a snapshot is wiped before its memory is given back.
 */
#include "machine_folder.h"

#include <pthread.h>
#include <stdlib.h>

#include <openssl/des.h>

#include "lsass/credential.h"
#include "lsass/observe.h"
#include "lsass/snapshot_load.h"

#define STACK_BYTES 0x40000
#define NEEDLES 40

static unsigned char *stack;

struct needle {
    const char *name;
    unsigned char bytes[32];
    size_t size;
};

static struct needle needles[NEEDLES];
static size_t needle_count;

static void look_for(const char *name, const void *bytes, size_t size)
{
    struct needle *needle = &needles[needle_count++];
    needle->name = name;
    needle->size = size;
    memcpy(needle->bytes, bytes, size);
}

/* HMAC's key, under RFC 2104's two pads, and what MD5 makes of each. */
static void look_for_key(const char *name, const unsigned char key[OWF_SIZE])
{
    unsigned char padded[OWF_SIZE];
    struct hmac_md5_key states;
    assert_true(hmac_md5_key(key, &states));
    look_for(name, states.inner, sizeof states.inner);
    look_for(name, states.outer, sizeof states.outer);
    look_for(name, key, OWF_SIZE);
    for (int pad = 0; pad < 2; pad++) {
        for (size_t i = 0; i < OWF_SIZE; i++) {
            padded[i] = key[i] ^ (pad == 0 ? 0x36 : 0x5C);
        }
        look_for(name, padded, sizeof padded);
    }
}

/* What the functions below, which run on that stack, work with. */

static struct made_request made;
static struct request request;
static struct owf_pair secret;
static unsigned char out[RESPONSE_SIZE];
static bool answered;

static void nt_owf(void)
{
    answered = ntlm_nt_owf(u"Password-12345", 28, out);
}

static void lm_owf(void)
{
    answered = ntlm_lm_owf("password-12345", 14, out);
}

static void response(void)
{
    ntlm_response(secret.nt, nlmp_server_challenge, out);
    answered = true;
}

static void v2_owf(void)
{
    answered = ntlm_v2_owf(secret.nt, WIDE(NLMP_USER), WIDE(u""), NTLM_DOMAIN_AS_GIVEN, out);
}

static void v2_proof(void)
{
    answered =
        ntlm_v2_proof(secret.lm, nlmp_server_challenge, nlmp_client_challenge, CHALLENGE_SIZE, out);
}

static void encode(void)
{
    static unsigned char bytes[RECORD_SIZE];
    static struct record record;
    record.sync = true;
    record.secret = secret;
    record_encode(&record, bytes);
    answered = true;
}

static struct snapshot *loaded;

static void add(void)
{
    static unsigned char bytes[RECORD_SIZE];
    static struct record record;
    record.sync = true;
    record.secret = secret;
    record_encode(&record, bytes);
    loaded = snapshot_new(1, 1, KEYS_BYTES);
    answered = snapshot_add(loaded, WIDE(u"a"), bytes, sizeof bytes);
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
    still_there += before == data && memmem(data, *size, secret.nt, OWF_SIZE) != NULL;
    before = data;
    return __real_registry_value_at(key, index, name, name_units, type, data, size);
}

static void load(void)
{
    answered = snapshot_load(&loaded) == REGISTRY_OK;
}

/* No machine is named, so the event goes nowhere; each form is new. */
static void observe(void)
{
    static int64_t until;
    observe_presented(++until, WIDE(NLMP_USER), &request);
    answered = true;
}

static void check(void)
{
    answered = credential_check(&request, &secret, 0).proven;
}

/* Deep enough that what ends the thread does not come to where the work was. */
static void *begin(void *run)
{
    volatile unsigned char deep[STACK_BYTES / 4];
    deep[0] = 0;
    ((void (*)(void))(uintptr_t)run)();
    deep[sizeof deep - 1] = 0;
    return NULL;
}

static void run_alone(void (*run)(void))
{
    pthread_attr_t attributes;
    pthread_t thread;
    memset(stack, 0, STACK_BYTES);
    answered = false;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK_BYTES), 0);
    assert_int_equal(pthread_create(&thread, &attributes, begin, (void *)(uintptr_t)run), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    assert_true(answered);
}

static const char *found(void)
{
    for (size_t i = 0; i < needle_count; i++) {
        if (memmem(stack, STACK_BYTES, needles[i].bytes, needles[i].size) != NULL) {
            return needles[i].name;
        }
    }
    return NULL;
}

/* A DES key of the seven bytes' bits, as des_schedule spreads them (FIPS 46-3's parity apart). */
static void look_for_des_keys(const unsigned char *bits, size_t size)
{
    DES_key_schedule schedule;
    for (size_t at = 0; at + 7 <= size; at += 7) {
        DES_cblock key;
        key[0] = bits[at];
        for (size_t i = 1; i < 7; i++) {
            key[i] = (unsigned char)(bits[at + i - 1] << (8 - i) | bits[at + i] >> i);
        }
        key[7] = (unsigned char)(bits[at + 6] << 1);
        DES_set_key_unchecked(&key, &schedule);
        look_for("a DES key", key, sizeof key);
        look_for("a DES key's schedule", &schedule, OWF_SIZE);
    }
}

static int set_up(void **state)
{
    (void)state;
    unsigned char owf[OWF_SIZE];
    unsigned char padded[21] = {0};
    stack = aligned_alloc(0x1000, STACK_BYTES);
    secret = secret_of_password(WIDE(u"Password-12345"));
    assert_true(ntlm_v2_owf(secret.nt, WIDE(NLMP_USER), WIDE(u""), NTLM_DOMAIN_AS_GIVEN, owf));
    memcpy(padded, secret.nt, OWF_SIZE);
    look_for("the password", u"Password-12345", 28);
    look_for("the password", "password-12345", 14);
    look_for("the password", "PASSWORD-12345", 14);
    look_for_key("the NT OWF", secret.nt);
    look_for_key("the LM OWF", secret.lm);
    look_for_key("NTOWFv2", owf);
    look_for_des_keys(padded, sizeof padded);
    look_for_des_keys(secret.lm, OWF_SIZE);
    look_for_des_keys((const unsigned char *)"PASSWORD-12345", 14);
    return stack == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    free(stack);
    return 0;
}

static void the_arithmetic_leaves_nothing_on_the_stack(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*run)(void);
    } works[] = {{"ntlm_nt_owf", nt_owf}, {"ntlm_lm_owf", lm_owf},     {"ntlm_response", response},
                 {"ntlm_v2_owf", v2_owf}, {"ntlm_v2_proof", v2_proof}, {"record_encode", encode},
                 {"snapshot_add", add}};
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        run_alone(works[i].run);
        if (found() != NULL) {
            fail_msg("%s leaves %s on the stack", works[i].name, found());
        }
    }
    snapshot_free(loaded);
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
        void (*const runs[])(void) = {check, observe};
        for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
            run_alone(runs[i]);
            if (found() != NULL) {
                fail_msg("%s, %u: leaves %s on the stack", form_names[form], (unsigned)i, found());
            }
        }
        needle_count = before;
    }
}

/* The block that is to be given back, and what was in it then. */
static const void *watched;
static size_t watched_size;
static size_t left;
static unsigned given_back;

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
    if (memory != NULL && memory == watched) {
        const unsigned char *bytes = memory;
        given_back++;
        left = 0;
        for (size_t i = 0; i < watched_size; i++) {
            left += bytes[i] != 0;
        }
    }
    __real_free(memory);
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
    assert_memory_equal(account->secret.nt, secret.nt, OWF_SIZE);
    watched = loaded;
    watched_size = loaded->size;
    snapshot_free(loaded);
    watched = NULL;
    assert_int_equal(given_back, 1);
    assert_int_equal(left, 0);
}

static void forget(void)
{
    unsigned char copy[OWF_SIZE];
    const volatile unsigned char *from = secret.nt;
    volatile unsigned char *to = copy;
    for (size_t i = 0; i < OWF_SIZE; i++) {
        to[i] = from[i];
    }
    answered = true;
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
        cmocka_unit_test(a_credential_check_leaves_nothing_on_the_stack),
        cmocka_unit_test(reading_the_store_leaves_nothing_on_the_stack_and_a_snapshot_ends_wiped),
        cmocka_unit_test(the_search_finds_what_is_left),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
