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

/* The name of an account by its number: IUSR_0000042. */
void prepared_name(size_t number, char name[PREPARED_NAME]);

struct prepared_set {
    alignas(64) const struct package *package; /* on a cache line of its own: a thread has one */
    struct marshalled *logons;
    size_t count;
    NTSTATUS expected;
    size_t unexpected; /* calls that answered otherwise */
};

/*
 * So many logons with the right password, each under a challenge of its own: the i-th is of account
 * first + i * step. The caller releases it, whatever the answer.
 */
bool prepared_make(struct prepared_set *set, const struct package *package, enum response_form form,
                   size_t first, size_t step, size_t count, struct fault *fault);
void prepared_release(struct prepared_set *set);

/* Has what is handed over in the processor's caches, as it is for who has just put it together. */
void prepared_touch(const struct prepared_set *set);

/* A whole call of the exported routine: work for measure.h; the context is the set. */
void prepared_call(void *set, size_t index);

/* One call's nanoseconds, where each counts and not their mean. */
uint64_t prepared_time(struct prepared_set *set, size_t index);

/*
 * Until the package has seen that an account is enrolled; false where it does not come to that. The
 * longest of the logons that it is asked by goes into *longest_ns, where that is not NULL.
 */
bool prepared_await(const struct package *package, size_t account, uint64_t *longest_ns,
                    struct fault *fault);

/* False where a call answered otherwise than it should: then what was measured is no logon. */
bool prepared_sound(const struct prepared_set *set, struct fault *fault);

#endif
