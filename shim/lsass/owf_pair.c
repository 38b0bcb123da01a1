#include "owf_pair.h"

#include <string.h>

const struct owf_pair owf_pair_of_nothing = {
    .nt = {0x31, 0xd6, 0xcf, 0xe0, 0xd1, 0x6a, 0xe9, 0x31, 0xb7, 0x3c, 0x59, 0xd7, 0xe0, 0xc0, 0x89,
           0xc0},
    .lm = {0xaa, 0xd3, 0xb4, 0x35, 0xb5, 0x14, 0x04, 0xee, 0xaa, 0xd3, 0xb4, 0x35, 0xb5, 0x14, 0x04,
           0xee},
    .has_nt = true,
    .has_lm = true,
};

bool owf_pair_is_blank(const struct owf_pair *pair)
{
    return pair->has_nt && ntlm_equal(pair->nt, owf_pair_of_nothing.nt, OWF_SIZE);
}

void owf_pair_settle(struct owf_pair *pair)
{
    if (pair->has_lm && ntlm_equal(pair->lm, owf_pair_of_nothing.lm, OWF_SIZE) &&
        !owf_pair_is_blank(pair)) {
        memset(pair->lm, 0, OWF_SIZE);
        pair->has_lm = false;
    }
}

/* The password in the OEM code page, as far as it is the same in all of them. */
static bool to_ascii(struct wide password, unsigned char *ascii, size_t capacity)
{
    for (size_t i = 0; i < password.units; i++) {
        if (i == capacity || wide_unit(password, i) > 0x7F) {
            return false;
        }
        ascii[i] = (unsigned char)wide_unit(password, i);
    }
    return true;
}

void owf_pair_of_password(struct wide password, struct owf_pair *secret)
{
    unsigned char ascii[LM_PASSWORD_MAX];
    *secret = (struct owf_pair){.has_lm = false};
    secret->has_nt = ntlm_nt_owf(password.bytes, 2 * password.units, secret->nt);
    if (to_ascii(password, ascii, sizeof ascii)) {
        secret->has_lm = ntlm_lm_owf(ascii, password.units, secret->lm);
    }
    wipe(ascii, sizeof ascii);
    owf_pair_settle(secret);
}

static void copy_owf(struct bytes from, unsigned char to[OWF_SIZE], bool *has)
{
    *has = from.size == OWF_SIZE;
    if (*has) {
        memcpy(to, from.bytes, OWF_SIZE);
    }
}

void secret_of_account(const struct account *account, struct owf_pair *secret)
{
    memset(secret, 0, sizeof *secret);
    copy_owf(account->nt_owf, secret->nt, &secret->has_nt);
    copy_owf(account->lm_owf, secret->lm, &secret->has_lm);
    owf_pair_settle(secret);
}
