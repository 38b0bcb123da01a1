/*
 * What bench measures (hostsim/README.md: "What it costs"), part by part, into JSON; cmd_bench
 * prints it. All of it in one process and one run, on a machine folder of its own that is removed
 * again.
 */
#ifndef HOSTSIM_BENCH_H
#define HOSTSIM_BENCH_H

#include <jansson.h>

#include "package.h"
#include "temporary.h"

struct bench {
    bool full; /* more rounds, and larger inputs */
    char folder[TEMPORARY_PATH];
    struct package package;              /* the DLL beside this program */
    void (*progress)(const char *doing); /* may be NULL */
};

/* Makes the folder and loads the package. The caller closes it, whatever the answer. */
bool bench_open(struct bench *bench, struct fault *fault);
void bench_close(struct bench *bench);

/* Each fills an object of its own; design: what bench measures. False where it could not. */
typedef bool bench_part(struct bench *bench, json_t *figures, struct fault *fault);

bench_part bench_routine; /* "routine" and "floor" */
bench_part bench_accounts;
bench_part bench_threads;
bench_part bench_import; /* "import" and "find" */
bench_part bench_host;

/* For the parts' own use. */
void bench_say(const struct bench *bench, const char *doing);
/* A figure with as many digits as it is good for: object["name"]. */
void bench_put(json_t *object, const char *name, double figure);

#endif
