/*
 * The one-way functions of one secret: what is stored, what SAM holds, what a credential is judged
 * by. They come from a password, from a record (record.h), from SAM's account, or from a dump;
 * whoever makes a pair of hashes settles it.
 */
#ifndef IISSUBA_OWF_PAIR_H
#define IISSUBA_OWF_PAIR_H

#include "ntlm.h"
#include "request.h"

/* Settled: an LM owf of the empty password is there only beside the NT owf of the same. */
struct owf_pair {
    unsigned char nt[OWF_SIZE];
    unsigned char lm[OWF_SIZE];
    bool has_nt;
    bool has_lm;
};

/* Those of the empty password: MD4 of nothing, and DES under two keys of zeros. */
extern const struct owf_pair owf_pair_of_nothing;

/*
 * Dumps, and SAM, show LM("") where there is no LM owf: it is none, unless the NT owf is MD4(""),
 * that is, the password is empty indeed.
 */
void owf_pair_settle(struct owf_pair *pair);

/* The password is empty: its NT owf is MD4(""). */
bool owf_pair_is_blank(const struct owf_pair *pair);

/*
 * The owfs of a password given in UTF-16. No LM owf where it is longer than 14 characters or not
 * ASCII: the OEM code page is the server's, and not known here. The caller wipes them.
 */
void owf_pair_of_password(struct wide password, struct owf_pair *secret);

/* The same by value: a copy stays on the stack. For tests, whose passwords are nobody's. */
static inline struct owf_pair secret_of_password(struct wide password)
{
    struct owf_pair secret;
    owf_pair_of_password(password, &secret);
    return secret;
}

/* SAM's own. The caller wipes them. */
void secret_of_account(const struct account *account, struct owf_pair *secret);

#endif
