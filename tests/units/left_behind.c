#include "left_behind.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

#include <openssl/des.h>

#include "support.h"

#define STACK_BYTES 0x80000
#define NEEDLES 64

struct owf_pair own_secret;
size_t needle_count;
unsigned given_back;
size_t left_in_it;

static unsigned char *stack;
static const void *watched;
static size_t watched_size;
unsigned blocks_with_the_secret;

struct needle {
    const char *name;
    unsigned char bytes[32];
    size_t size;
};

static struct needle needles[NEEDLES];

void look_for(const char *name, const void *bytes, size_t size)
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

struct run {
    bool (*work)(void);
    bool did;
};

/* Deep enough that what ends the thread does not come to where the work was. */
static void *begin(void *context)
{
    struct run *run = context;
    volatile unsigned char deep[STACK_BYTES / 4];
    deep[0] = 0;
    run->did = run->work();
    deep[sizeof deep - 1] = 0;
    return NULL;
}

void run_alone(bool (*work)(void))
{
    pthread_attr_t attributes;
    pthread_t thread;
    struct run run = {work, false};
    memset(stack, 0, STACK_BYTES);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK_BYTES), 0);
    assert_int_equal(pthread_create(&thread, &attributes, begin, &run), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    assert_true(run.did);
}

const char *found(void)
{
    for (size_t i = 0; i < needle_count; i++) {
        if (memmem(stack, STACK_BYTES, needles[i].bytes, needles[i].size) != NULL) {
            return needles[i].name;
        }
    }
    return NULL;
}

/* A DES key of the seven bytes' bits, whatever stands where FIPS 46-3 has parity. */
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
        look_for("a DES key", key, sizeof key);
        for (size_t i = 0; i < sizeof key; i++) {
            key[i] &= 0xFE;
        }
        DES_set_key_unchecked(&key, &schedule);
        look_for("a DES key without parity", key, sizeof key);
        look_for("a DES key's schedule", &schedule, OWF_SIZE);
    }
}

static void look_for_the_password(void)
{
    static const char lower[] = "password-12345";
    static const char upper[] = "PASSWORD-12345";
    look_for("the password", u"" SECRET_TEXT, 28);
    look_for("the password", SECRET_TEXT, 14);
    look_for("the password", lower, 14);
    look_for("the password", upper, 14);
    look_for_des_keys((const unsigned char *)upper, 14);
}

int left_behind_set_up(void **state)
{
    (void)state;
    unsigned char owf[OWF_SIZE];
    unsigned char padded[21] = {0};
    stack = aligned_alloc(0x1000, STACK_BYTES);
    own_secret = secret_of_password(WIDE(u"" SECRET_TEXT));
    assert_true(ntlm_v2_owf(own_secret.nt, WIDE(NLMP_USER), WIDE(u""), NTLM_DOMAIN_AS_GIVEN, owf));
    memcpy(padded, own_secret.nt, OWF_SIZE);
    look_for_the_password();
    look_for_key("the NT OWF", own_secret.nt);
    look_for_key("the LM OWF", own_secret.lm);
    look_for("the NT OWF's end", padded + 14, 7);
    look_for_key("NTOWFv2", owf);
    look_for("half of NTOWFv2", owf + 8, 8);
    look_for_des_keys(padded, sizeof padded);
    look_for_des_keys(own_secret.lm, OWF_SIZE);
    return stack == NULL;
}

int left_behind_tear_down(void **state)
{
    (void)state;
    free(stack);
    return 0;
}

void watch_block(const void *block, size_t size)
{
    watched = block;
    watched_size = size;
    given_back = 0;
    left_in_it = 0;
}

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
    if (memory != NULL && memory == watched) {
        const unsigned char *bytes = memory;
        given_back++;
        left_in_it = 0;
        for (size_t i = 0; i < watched_size; i++) {
            left_in_it += bytes[i] != 0;
        }
    }
    if (memory != NULL &&
        memmem(memory, malloc_usable_size(memory), own_secret.nt, OWF_SIZE) != NULL) {
        blocks_with_the_secret++;
    }
    __real_free(memory);
}
