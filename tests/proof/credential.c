/* shim/lsass/credential.c: a credential of any shape, against a secret that may be there or not. */
#include "lsass/credential.h"
#include "proof.h"

/* keys.h by its contract: nothing is kept, or what is kept is a key like any other. */
static struct keys_of_account own_keys;
static struct keys_v2 v2_keys;

const struct keys_of_account *keys_own(struct account_keys of)
{
    return any_bool() ? &own_keys : NULL;
}

bool keys_own_all(struct account_keys of)
{
    return any_bool();
}

const struct keys_v2 *keys_find_v2(struct account_keys of, struct wide user, struct wide domain)
{
    return any_bool() ? &v2_keys : NULL;
}

void keys_keep_v2(struct account_keys of, struct wide user, struct wide domain,
                  enum ntlm_domain form, const struct hmac_md5_key *key)
{
    //@ assert form <= NTLM_DOMAIN_EMPTY;
    struct hmac_md5_key kept = *key;
    (void)kept;
}

/* Around each length that a shape begins or ends at: a response, a proof, the shortest blob. */
static const size_t lengths[] = {0, 14, 23, 24, 25, 43, 44, 109};
#define LENGTHS (sizeof lengths / sizeof lengths[0])

static struct bytes any_field(size_t size)
{
    return (struct bytes){any_bytes(size), size};
}

static void check(struct bytes nt, struct bytes lm, size_t units)
{
    struct request request = {.user = any_text(units),
                              .domain = any_text(units),
                              .workstation = {NULL, 0},
                              .cleartext_allowed = any_bool(),
                              .challenge = any_bytes(CHALLENGE_SIZE),
                              .nt = nt,
                              .lm = lm};
    struct owf_pair secret;
    Frama_C_make_unknown((char *)&secret, sizeof secret);
    secret.has_nt = any_bool();
    secret.has_lm = any_bool();
    struct account_keys kept = {NULL, 0, 0};
    struct credential_result result;
    credential_check_kept(&request, &secret, kept, Frama_C_unsigned_int_interval(0, UINT32_MAX),
                          &result);
    //@ assert \initialized(&result.proven) && \initialized(&result.by);
}

static void by_nt(void)
{
    size_t at = any_size(LENGTHS - 1);
    bool marked = any_bool();
    //@ split at;
    //@ split marked;
    check(any_field(lengths[at]), any_field(marked ? RESPONSE_SIZE : 0), 5);
}

static void by_lm(void)
{
    size_t at = any_size(LENGTHS - 1);
    //@ split at;
    check((struct bytes){NULL, 0}, any_field(lengths[at]), 1);
}

int main(void)
{
    Frama_C_make_unknown((char *)&own_keys, sizeof own_keys);
    Frama_C_make_unknown((char *)&v2_keys.key, sizeof v2_keys.key);
    v2_keys.form = (uint8_t)any_size(NTLM_DOMAIN_EMPTY);
    by_nt();
    by_lm();
    return 0;
}
