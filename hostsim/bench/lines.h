/*
 * The forms of a logon that are measured, each beside the floor of its own: in time by bench, and
 * in instructions by tests/e2e/instructions.py.
 */
#ifndef HOSTSIM_BENCH_LINES_H
#define HOSTSIM_BENCH_LINES_H

#include "floor.h"

#define BENCH_LINE_LOGONS 64 /* different ones, of account 0 */

struct bench_line {
    const char *name;
    struct prepared_plan plan;
    void (*floor)(void *floor, size_t index);
};

extern const struct bench_line bench_lines[];
extern const size_t bench_line_count;

#endif
