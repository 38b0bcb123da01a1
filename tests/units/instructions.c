/*
 * What a logon costs in instructions, counted from outside by callgrind
 * (tests/e2e/instructions.py): each line of the bench, call by call, and its bare arithmetic. Each
 * call's count is written to a file of its own under "NAME WHAT", where WHAT is "again" for an
 * account that has logged on before, "first" for one that has not, and "floor" for the arithmetic
 * alone. Not a test by itself. argv[1] is the DLL.
 *
 * Callgrind counts within the exported routine, which its --toggle-collect names, and here where
 * the arithmetic begins and ends.
 */
#include "machine_folder.h"

#include <stdio.h>

#include <valgrind/callgrind.h>

#include "lines.h"
#include "server.h"

#define WARM 3  /* calls: the registry is read, and the linker has found every function */
#define FRESH 4 /* accounts that have not logged on; each call is counted by itself */
#define NAME 64

static void count(const char *line, const char *what, void (*work)(void *context, size_t index),
                  void *context, size_t index)
{
    char name[NAME];
    snprintf(name, sizeof name, "%s %s", line, what);
    CALLGRIND_ZERO_STATS;
    work(context, index);
    CALLGRIND_DUMP_STATS_AT(name);
}

static void bare(void *context, size_t index)
{
    const struct bench_line *line = ((void **)context)[0];
    CALLGRIND_TOGGLE_COLLECT;
    line->floor(((void **)context)[1], index);
    CALLGRIND_TOGGLE_COLLECT;
}

/* Adds what was not answered as it should be to *unexpected. */
static bool run(const struct package *package, size_t index, size_t *unexpected)
{
    struct fault fault;
    struct bench_line line = bench_lines[index];
    struct prepared_plan fresh = line.plan;
    fresh.count = FRESH;
    fresh.first = 1 + index * FRESH;
    fresh.step = 1;
    struct prepared_set known;
    struct prepared_set unknown;
    struct floor floor;
    void *of_floor[] = {&line, &floor};
    if (!prepared_make(&known, package, &line.plan, &fault) ||
        !prepared_make(&unknown, package, &fresh, &fault)) {
        return false;
    }
    floor_make(&floor, &known);
    for (size_t i = 0; i < WARM; i++) {
        prepared_call(&known, i);
        line.floor(&floor, i);
    }
    for (size_t i = 0; i < FRESH; i++) {
        count(line.name, "again", prepared_call, &known, i);
        count(line.name, "first", prepared_call, &unknown, i);
        count(line.name, "floor", bare, of_floor, i);
    }
    *unexpected += known.unexpected + unknown.unexpected;
    prepared_release(&known);
    prepared_release(&unknown);
    return true;
}

int main(int argc, char **argv)
{
    char folder[FOLDER_MAX];
    struct package package;
    struct fault fault;
    if (argc != 2) {
        return 2;
    }
    folder_new(folder);
    size_t unexpected = 0;
    bool done = server_enrol(folder, 1 + bench_line_count * FRESH, &fault) &&
                package_open_file(argv[1], &package) == 0;
    for (size_t i = 0; done && i < bench_line_count; i++) {
        done = run(&package, i, &unexpected);
    }
    folder_remove(folder);
    return !done ? 2 : unexpected > 0 ? 1 : 0;
}
