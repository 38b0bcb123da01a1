/*
 * One credential check with everything secret marked as undefined for memcheck: the stored OWFs and
 * what is presented. memcheck then tells of every branch and every address that depends on them.
 * libcrypto's DES is left out, by name: as every DES by tables it looks up by the key. What comes
 * of it is secret again. What a whole comparison comes to is public, as the answer is: a proof ends
 * the search. Not a test by itself: tests/e2e/secrecy.py runs it. argv[1]: the form's
 * number; argv[2]: "right" or "wrong"; the answer is printed.
 */
#include "support.h"

#include <stdlib.h>

#include <openssl/des.h>
#include <valgrind/memcheck.h>

#include "lsass/credential.h"
#include "lsass/observe.h"

void __real_DES_set_key_unchecked(const_DES_cblock *key, DES_key_schedule *schedule);
void __wrap_DES_set_key_unchecked(const_DES_cblock *key, DES_key_schedule *schedule);
void __wrap_DES_set_key_unchecked(const_DES_cblock *key, DES_key_schedule *schedule)
{
    DES_cblock copy;
    memcpy(copy, key, sizeof copy);
    VALGRIND_MAKE_MEM_DEFINED(copy, sizeof copy);
    __real_DES_set_key_unchecked(&copy, schedule);
    VALGRIND_MAKE_MEM_UNDEFINED(schedule, sizeof *schedule);
}

void __real_DES_encrypt1(DES_LONG *data, DES_key_schedule *schedule, int encrypt);
void __wrap_DES_encrypt1(DES_LONG *data, DES_key_schedule *schedule, int encrypt);
void __wrap_DES_encrypt1(DES_LONG *data, DES_key_schedule *schedule, int encrypt)
{
    DES_key_schedule copy = *schedule;
    VALGRIND_MAKE_MEM_DEFINED(&copy, sizeof copy);
    VALGRIND_MAKE_MEM_DEFINED(data, 2 * sizeof *data);
    __real_DES_encrypt1(data, &copy, encrypt);
    VALGRIND_MAKE_MEM_UNDEFINED(data, 2 * sizeof *data);
}

bool __real_ntlm_equal(const void *a, const void *b, size_t length);
bool __wrap_ntlm_equal(const void *a, const void *b, size_t length);
bool __wrap_ntlm_equal(const void *a, const void *b, size_t length)
{
    bool equal = __real_ntlm_equal(a, b, length);
    VALGRIND_MAKE_MEM_DEFINED(&equal, sizeof equal);
    return equal;
}

static void hide(struct made_request *made, enum form form, struct owf_pair *secret)
{
    VALGRIND_MAKE_MEM_UNDEFINED(secret->nt, sizeof secret->nt);
    VALGRIND_MAKE_MEM_UNDEFINED(secret->lm, sizeof secret->lm);
    VALGRIND_MAKE_MEM_UNDEFINED(made->nt, made->info.NtChallengeResponse.Length);
    VALGRIND_MAKE_MEM_UNDEFINED(made->lm, made->info.LmChallengeResponse.Length);
    if (form == FORM_NTLMV2) { /* RespType and HiRespType: the same for everybody */
        VALGRIND_MAKE_MEM_DEFINED(made->nt + PROOF_SIZE, 2);
    }
}

/* Whether somebody is let in is no secret. */
static bool is_proven(const struct request *request, const struct owf_pair *secret)
{
    struct credential_result result = credential_check(request, secret, 0);
    VALGRIND_MAKE_MEM_DEFINED(&result, sizeof result);
    return result.proven;
}

int main(int argc, char **argv)
{
    struct made_request made;
    struct request request;
    if (argc != 3) {
        return 2;
    }
    struct wide password = strcmp(argv[2], "right") == 0 ? WIDE(u"Right-1") : WIDE(u"Wrong-2");
    struct owf_pair secret = secret_of_password(WIDE(u"Right-1"));
    make_request(&made, (enum form)atoi(argv[1]), password, WIDE(NLMP_USER), WIDE(NLMP_DOMAIN),
                 NULL);
    if (atoi(argv[1]) == FORM_CLEARTEXT) { /* its OEM form too, which counts without the other */
        memcpy(made.lm, strcmp(argv[2], "right") == 0 ? "Right-1" : "Wrong-2", 7);
        made.info.LmChallengeResponse = (STRING){7, 7, (PCHAR)made.lm};
    }
    if (!request_read(&made.info, &request)) {
        return 2;
    }
    hide(&made, (enum form)atoi(argv[1]), &secret);
    owf_pair_settle(&secret);
    bool proven = is_proven(&request, &secret);
    if (atoi(argv[1]) == FORM_CLEARTEXT) {
        request.nt.size = 0;
        if (is_proven(&request, &secret) != proven) {
            return 1;
        }
    }
    struct presented presented = presented_of(&request);
    VALGRIND_MAKE_MEM_DEFINED(&presented, sizeof presented);
    if (presented.blank) {
        return 1;
    }
    puts(proven ? "proven" : "not proven");
    return 0;
}
