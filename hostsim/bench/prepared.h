/* Logons built beforehand, so that a measured call is the package's work alone. */
#ifndef HOSTSIM_PREPARED_H
#define HOSTSIM_PREPARED_H

#include <stdalign.h>

#include "marshal.h"
#include "package.h"

#define PREPARED_PASSWORD "Anonymous-1"
#define PREPARED_DOMAIN "FTPSERVER"
#define PREPARED_NAME 32 /* bytes */

/* Milliseconds after which the package's next look at the registry is due; it looks every 50. */
#define PREPARED_LOOK_DUE 60

/* Writes the name of an account by its number: "IUSR_0000042". */
void prepared_name(size_t number, char name[PREPARED_NAME]);

/* What to prepare. Zeroed, with a count: NTLMv2 logons of account 0. */
struct prepared_plan {
    enum response_form form;
    size_t count;
    size_t first; /* the i-th logon is of account first + i * step, */
    size_t step;
    size_t random;    /* or, where this is not 0, of one of so many at random, always the same */
    size_t blob;      /* of NTLMv2, in bytes, a multiple of 4; 0: the shortest there is, of 32 */
    bool own_domains; /* each account has a domain of its own; else all have PREPARED_DOMAIN */
    bool wrong;       /* the response is to another password */
    bool junk;        /* 24 bytes in each field that answer nothing */
};

#define PREPARED_BLOB_MOST 1024 /* bytes */

struct prepared_set {
    alignas(64) const struct package *package; /* on a cache line of its own: a thread has one */
    struct marshalled *logons;
    size_t count;
    NTSTATUS expected;
    size_t unexpected; /* calls that answered otherwise */
};

/*
 * Prepares logons, each under a challenge of its own. package outlives the set. Fills *set, which
 * expects them to be granted, or refused as a wrong password where the plan says so; the caller
 * releases it, whatever the answer. False where there is no memory or client_respond fails.
 */
bool prepared_make(struct prepared_set *set, const struct package *package,
                   const struct prepared_plan *plan, struct fault *fault);

/* Wipes and frees, and leaves an empty set. */
void prepared_release(struct prepared_set *set);

/*
 * Reads what is handed over, so that it is in the processor's caches, as it is for whoever has just
 * put it together.
 */
void prepared_touch(const struct prepared_set *set);

/*
 * Makes one whole call of the exported routine: work for measure.h. set is a struct prepared_set;
 * the index is taken modulo its count. An answer that is not the expected one is counted in
 * unexpected.
 */
void prepared_call(void *set, size_t index);

/* Makes one call. Returns its nanoseconds, for where each counts and not their mean. */
uint64_t prepared_time(struct prepared_set *set, size_t index);

/*
 * Asks until the package has seen that an account is enrolled, up to 60 s. longest_ns may be NULL;
 * it becomes the longest of the logons that were asked, in nanoseconds. False where the package
 * does not see it.
 */
bool prepared_await(const struct package *package, size_t account, uint64_t *longest_ns,
                    struct fault *fault);

/*
 * Whether every call was answered as expected. False where one was not: what was measured is then
 * no logon.
 */
bool prepared_sound(const struct prepared_set *set, struct fault *fault);

#endif
