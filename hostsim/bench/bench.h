/*
 * What bench measures (README: "What it costs"), part by part, into JSON; cmd_bench prints it. All
 * of it is measured in one process and one run, on a machine folder of its own that is removed
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

/*
 * Makes the folder and loads the package. full and progress are set before. The caller closes it,
 * whatever the result. From here on a signal that ends the process removes the folder first. False
 * where something of it cannot be had.
 */
bool bench_open(struct bench *bench, struct fault *fault);

/* Unloads the package, and removes the folder. *bench was zeroed before bench_open. */
void bench_close(struct bench *bench);

/*
 * Measures one part. figures is the object that it adds its members to. False where it could not.
 */
typedef bool bench_part(struct bench *bench, json_t *figures, struct fault *fault);

bench_part bench_routine;  /* "routine" and "floor" */
bench_part bench_accounts; /* "accounts" */
bench_part bench_threads;  /* "threads" */
bench_part bench_import;   /* "import" and "find" */
bench_part bench_reload;   /* "reload" */
bench_part bench_live;     /* "live" */
bench_part bench_host;     /* "host" */

/* For the parts: tells what is being measured, where somebody wants to know. */
void bench_say(const struct bench *bench, const char *doing);

/* For the parts: sets object["name"], with three decimals below 100 and none above. */
void bench_put(json_t *object, const char *name, double figure);

#endif
