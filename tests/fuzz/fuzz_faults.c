/*
 * Logons while anything fails: each allocation, each call of the registry and each of libcrypto's
 * can fail, as the input says. The registry is made of the input too (the linker puts these in the
 * place of the real calls). Whatever fails, nobody is admitted who does not know the secret; and
 * once nothing fails any more, whoever knows it is.
 */
#include "fuzz.h"

#include <openssl/md4.h>
#include <openssl/md5.h>

#include "lsass/logon.h"
#include "lsass/snapshot_load.h"
#include "lsass/store.h"

#define USER u"IUSR_SERVERNAME"
#define DOMAIN u"Domain"
#define PASSWORD u"the-secret"

enum form { CLEARTEXT, NTLMV1, SESSION, NTLMV2, LMV2, FORMS };

static struct input script;
static bool failing;     /* the script may make calls fail */
static bool stack_given; /* the registry has a stack of the script's */
static unsigned char stack_bytes[64];
static size_t stack_size;
static uint32_t now;
static struct owf_pair secret;

static bool fails(void)
{
    return failing && input_number(&script, 1) % 16 == 1;
}

/* What the registry holds: the one account. */
static unsigned char record[RECORD_SIZE];

static char a_registry;
static char a_key;

#define FAILED 5 /* ERROR_ACCESS_DENIED */

long __wrap_registry_open(const char *machine, enum registry_access access,
                          struct registry **registry, struct fault *fault);
long __wrap_registry_open(const char *machine, enum registry_access access,
                          struct registry **registry, struct fault *fault)
{
    (void)machine;
    (void)access;
    (void)fault;
    *registry = (struct registry *)(void *)&a_registry;
    return fails() ? FAILED : REGISTRY_OK;
}

long __wrap_registry_key_open(struct registry *registry, const uint16_t *path,
                              struct registry_key **key);
long __wrap_registry_key_open(struct registry *registry, const uint16_t *path,
                              struct registry_key **key)
{
    (void)registry;
    (void)path;
    if (fails()) {
        return FAILED;
    }
    *key = (struct registry_key *)(void *)&a_key;
    return REGISTRY_OK;
}

long __wrap_registry_key_sizes(struct registry_key *key, size_t *values, size_t *longest_name);
long __wrap_registry_key_sizes(struct registry_key *key, size_t *values, size_t *longest_name)
{
    (void)key;
    *values = 1;
    *longest_name = sizeof USER / 2 - 1;
    return fails() ? FAILED : REGISTRY_OK;
}

long __wrap_registry_value_get(struct registry_key *key, const uint16_t *name, uint32_t *type,
                               void *data, size_t *size);
long __wrap_registry_value_get(struct registry_key *key, const uint16_t *name, uint32_t *type,
                               void *data, size_t *size)
{
    (void)key;
    if (fails()) {
        return FAILED;
    }
    if (!stack_given || memcmp(name, VALUE_STACK, sizeof VALUE_STACK) != 0) {
        return REGISTRY_NOT_FOUND;
    }
    memcpy(data, stack_bytes, stack_size);
    *size = stack_size;
    *type = REGISTRY_MULTI_SZ;
    return REGISTRY_OK;
}

long __wrap_registry_value_at(struct registry_key *key, size_t index, uint16_t *name,
                              size_t *name_units, uint32_t *type, void *data, size_t *size);
long __wrap_registry_value_at(struct registry_key *key, size_t index, uint16_t *name,
                              size_t *name_units, uint32_t *type, void *data, size_t *size)
{
    (void)key;
    if (index > 0 || fails()) {
        return index > 0 ? REGISTRY_NO_MORE : FAILED;
    }
    memcpy(name, USER, sizeof USER);
    *name_units = sizeof USER / 2 - 1;
    memcpy(data, record, sizeof record);
    *size = sizeof record;
    *type = REGISTRY_BINARY;
    return REGISTRY_OK;
}

void __wrap_registry_close(struct registry *registry);
void __wrap_registry_close(struct registry *registry)
{
    FUZZ_CHECK((void *)registry == &a_registry);
}

void __wrap_registry_key_close(struct registry_key *key);
void __wrap_registry_key_close(struct registry_key *key)
{
    FUZZ_CHECK((void *)key == &a_key);
}

bool __wrap_registry_watch_changed(const char *machine, struct registry_watch *watch);
bool __wrap_registry_watch_changed(const char *machine, struct registry_watch *watch)
{
    (void)machine;
    (void)watch;
    return true;
}

uint32_t __wrap_clock_ticks(void);
uint32_t __wrap_clock_ticks(void)
{
    return now;
}

void __wrap_event_report(enum event_id id, struct wide account, uint32_t number);
void __wrap_event_report(enum event_id id, struct wide account, uint32_t number)
{
    (void)id;
    (void)account;
    (void)number;
}

void *__real_memory_get(size_t size);
void *__wrap_memory_get(size_t size);
void *__wrap_memory_get(size_t size)
{
    return fails() ? NULL : __real_memory_get(size);
}

#define WRAP_HASH(name, parameters, arguments)        \
    int __real_##name parameters;                     \
    int __wrap_##name parameters;                     \
    int __wrap_##name parameters                      \
    {                                                 \
        return fails() ? 0 : __real_##name arguments; \
    }

WRAP_HASH(MD4_Init, (MD4_CTX * context), (context))
WRAP_HASH(MD4_Update, (MD4_CTX * context, const void *data, size_t size), (context, data, size))
WRAP_HASH(MD4_Final, (unsigned char *digest, MD4_CTX *context), (digest, context))
WRAP_HASH(MD5_Init, (MD5_CTX * context), (context))
WRAP_HASH(MD5_Update, (MD5_CTX * context, const void *data, size_t size), (context, data, size))
WRAP_HASH(MD5_Final, (unsigned char *digest, MD5_CTX *context), (digest, context))

/*
 * What is presented is made from the secret; or, by who does not know it, from the zeros that a
 * failure leaves: in the place of the OWF, of NTOWFv2, or of the proof.
 */
enum known { THE_SECRET, A_ZERO_OWF, A_ZERO_V2_OWF, A_ZERO_PROOF, KNOWN };

static const unsigned char zeros[OWF_SIZE];

struct credential {
    unsigned char challenge[CHALLENGE_SIZE];
    unsigned char nt[64];
    unsigned char lm[RESPONSE_SIZE];
    size_t nt_size;
    size_t lm_size;
};

static void make_v2(struct credential *credential, enum known known, bool lm)
{
    unsigned char v2_owf[OWF_SIZE] = {0};
    unsigned char *field = lm ? credential->lm : credential->nt;
    size_t rest = lm ? CHALLENGE_SIZE : sizeof credential->nt - PROOF_SIZE;
    memset(field + PROOF_SIZE, 0xAA, rest);
    if (!lm) {
        memset(field + PROOF_SIZE, 1, 2); /* RespType and HiRespType (MS-NLMP 2.2.2.7) */
    }
    if (known != A_ZERO_V2_OWF) {
        FUZZ_CHECK(ntlm_v2_owf(known == THE_SECRET ? secret.nt : zeros, WIDE(USER), WIDE(DOMAIN),
                               NTLM_DOMAIN_AS_GIVEN, v2_owf));
    }
    if (known != A_ZERO_PROOF) {
        FUZZ_CHECK(ntlm_v2_proof(v2_owf, credential->challenge, field + PROOF_SIZE, rest, field));
    }
    credential->nt_size = lm ? 0 : sizeof credential->nt;
    credential->lm_size = lm ? RESPONSE_SIZE : 0;
}

static struct credential make(enum form form, enum known known)
{
    static const uint16_t password[] = PASSWORD;
    const unsigned char *owf = known == THE_SECRET ? secret.nt : zeros;
    struct credential made = {.nt_size = RESPONSE_SIZE};
    unsigned char challenge[CHALLENGE_SIZE];
    switch (form) {
    case NTLMV1:
        ntlm_response(owf, made.challenge, made.nt);
        break;
    case SESSION:
        memset(made.lm, 0xAA, CHALLENGE_SIZE);
        made.lm_size = RESPONSE_SIZE;
        FUZZ_CHECK(ntlm_session_challenge(made.challenge, made.lm, challenge));
        ntlm_response(owf, challenge, made.nt);
        break;
    case NTLMV2:
    case LMV2:
        make_v2(&made, known, form == LMV2);
        break;
    default:
        memcpy(made.nt, password, sizeof password - 2);
        made.nt_size = known == THE_SECRET ? sizeof password - 2 : known;
        break;
    }
    return made;
}

static NTSTATUS log_on(const struct credential *credential)
{
    NETLOGON_NETWORK_INFO info = {.Identity = {.ParameterControl = 2}};
    USER_ALL_INFORMATION user;
    ULONG which;
    ULONG flags;
    BOOLEAN authoritative = 0x5A;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    struct credential sent = *credential;
    memset(&user, 0, sizeof user);
    uint16_t name[] = USER;
    uint16_t domain[] = DOMAIN;
    user.UserName = (UNICODE_STRING){sizeof name - 2, sizeof name - 2, name};
    user.UserId = 1001;
    user.UserAccountControl = USER_NORMAL_ACCOUNT;
    info.Identity.UserName = user.UserName;
    info.Identity.LogonDomainName = (UNICODE_STRING){sizeof domain - 2, sizeof domain - 2, domain};
    memcpy(info.LmChallenge.data, sent.challenge, CHALLENGE_SIZE);
    info.NtChallengeResponse = (STRING){(USHORT)sent.nt_size, (USHORT)sent.nt_size, (PCHAR)sent.nt};
    info.LmChallengeResponse = (STRING){(USHORT)sent.lm_size, (USHORT)sent.lm_size, (PCHAR)sent.lm};
    NTSTATUS status =
        Msv1_0SubAuthenticationRoutine(NetlogonNetworkInformation, &info, 0, &user, &which, &flags,
                                       &authoritative, &logoff, &kickoff);
    FUZZ_CHECK(authoritative == TRUE || authoritative == FALSE);
    return status;
}

/* The one module that admits without a proof. */
static bool stack_names_caller(void)
{
    static const uint16_t word[] = u"caller";
    for (size_t i = 0; stack_given && i + sizeof word - 2 <= stack_size; i++) {
        if (memcmp(stack_bytes + i, word, sizeof word - 2) == 0) {
            return true;
        }
    }
    return false;
}

/* One step of the script. */
static void step(void)
{
    enum form form = (enum form)(input_number(&script, 1) % FORMS);
    uint32_t what = input_number(&script, 1);
    enum known known = (enum known)(what % KNOWN);
    now += (what & 0x40) != 0 ? 60 : 0; /* the store looks again */
    struct credential credential = make(form, known);
    failing = true;
    NTSTATUS status = log_on(&credential);
    failing = false;
    FUZZ_CHECK(known == THE_SECRET || status != STATUS_SUCCESS || stack_names_caller());
}

static void begin(void)
{
    static const uint16_t text[] = PASSWORD;
    struct record held = {.sync = true};
    secret = secret_of_password(WIDE(text));
    held.secret = secret;
    record_encode(&held, record);
    stack_given = input_number(&script, 1) % 4 == 1;
    stack_size = input_number(&script, 1) % sizeof stack_bytes;
    for (size_t i = 0; i < sizeof stack_bytes; i++) {
        stack_bytes[i] = stack_given ? (unsigned char)input_number(&script, 1) : 0;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    script = (struct input){data, size};
    begin();
    while (script.left > 0) {
        step();
    }
    /* Nothing fails any more. With the default stack the next look lets the right one in. */
    stack_given = false;
    now += 60;
    struct credential right = make(NTLMV2, THE_SECRET);
    log_on(&right);
    now += 60;
    FUZZ_CHECK(log_on(&right) == STATUS_SUCCESS);
    store_close();
    return 0;
}
