/*
 * A table for people: cells in columns, each as wide as its widest cell on a terminal. Two spaces
 * part them.
 */
#ifndef IISSUBA_TABLE_H
#define IISSUBA_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define TABLE_COLUMNS_MAX 12

struct table_cell {
    char *text;
    const char *colour; /* an escape; NULL: none */
};

struct table {
    size_t columns;
    struct table_cell *cells; /* row by row */
    size_t count;
    size_t capacity;
    bool no_memory; /* once and for all: what is added then is lost */
};

/* An empty table of at most TABLE_COLUMNS_MAX columns. The caller releases it. */
void table_begin(struct table *table, size_t columns);

/*
 * Adds the next cell, of one line: a copy of the text, which is UTF-8. colour is static text, and
 * may be NULL.
 */
void table_add(struct table *table, const char *text, const char *colour);

/*
 * Prints the rows, each a line that begins with so many spaces. Where they are wider than width
 * columns, the widest cells but those of the last column are cut in their middle; width 0: any
 * width will do. coloured: the cells' colours are sent (output_control), and out is stdout or
 * stderr. False where there was no memory for a cell.
 */
bool table_print(const struct table *table, FILE *out, size_t indent, size_t width, bool coloured);

/* Frees the cells, and leaves a table of no columns. */
void table_release(struct table *table);

#endif
