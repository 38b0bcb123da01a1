/*
 * The package, asked in another process: a `hostsim batch`. It is ended where the package hangs,
 * and started again where it has gone. Each line is asked once, and its answer is kept.
 */
#ifndef HOSTSIM_PROBE_ASKING_H
#define HOSTSIM_PROBE_ASKING_H

#include <jansson.h>

#include "child.h"
#include "package.h"

/* One line that was asked, and its answer. */
struct asked_line {
    char *line;
    int export; /* an enum package_export; EXPORT_COUNT: RoutineGeneric */
    json_t *answer;
    char *said; /* what was written to standard error meanwhile; NULL: nothing */
};

struct probe_asking {
    const char *package;
    const char *machine;
    unsigned seconds; /* a call may take */
    struct child *child;
    struct asked_line *asked;
    size_t asked_count;
    /* Fields of UserAll: that they are written is no finding. */
    const char *const *expected_writes;
    size_t expected_write_count;
    unsigned hangs[EXPORT_COUNT + 1];
    struct fault *fault;
};

/*
 * Asks a line, unless it was asked before. The answer is the asking's, as the line is; it has
 * "error" where the package did not return. NULL, with the fault set, where the host failed.
 */
const struct asked_line *probe_ask(struct probe_asking *asking, const char *line, int export);

/* Whether an export has hung so often that it is not asked any more. */
bool probe_asking_gave_up(const struct probe_asking *asking, int export);

/* Ends the process, and frees what was kept. */
void probe_asking_end(struct probe_asking *asking);

#endif
