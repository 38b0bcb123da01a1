/* What a probe is asked to do. */
#ifndef HOSTSIM_PROBE_OPTIONS_H
#define HOSTSIM_PROBE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct probe_options {
    const char *package;
    const char *machine;  /* a machine folder; NULL: an empty one, made for it */
    const char *user;     /* whom the package would admit; NULL: an account made up for it. Without
                             a machine it is made up under that name */
    const char *password; /* of that user; NULL: one that is no secret */
    const char *response; /* the form it is presented in */
    const char *only;     /* checks whose names begin so; NULL: all */
    unsigned seconds;     /* a line may take */
    bool strict;          /* robustness fails, too */
    /* Fields of UserAll that the package changes, and is to change: "LogonCount". */
    const char *const *expected_writes;
    size_t expected_write_count;
};

#endif
