#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "text/array.h"
#include "text/width.h"

#define BETWEEN 2 /* columns of a terminal, as all widths here */
#define NARROWEST 8
#define CUT "..."
#define PLAIN "\033[0m"

void table_begin(struct table *table, size_t columns)
{
    *table = (struct table){.columns = columns};
}

void table_add(struct table *table, const char *text, const char *colour)
{
    char *copy = strdup(text);
    table->no_memory =
        table->no_memory || copy == NULL ||
        !array_grow((void **)&table->cells, table->count, &table->capacity, sizeof *table->cells);
    if (table->no_memory) {
        free(copy);
        return;
    }
    table->cells[table->count++] = (struct table_cell){copy, colour};
}

void table_release(struct table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->cells[i].text);
    }
    free(table->cells);
    *table = (struct table){.columns = 0};
}

static size_t whole_width(const struct table *table, const size_t widths[])
{
    size_t whole = 0;
    for (size_t i = 0; i < table->columns; i++) {
        whole += widths[i] + (i == 0 ? 0 : BETWEEN);
    }
    return whole;
}

/* The last column, which says what all the others come to, is none that gives way. */
static size_t widest_of(const struct table *table, const size_t widths[])
{
    size_t widest = 0;
    for (size_t i = 1; i + 1 < table->columns; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
    }
    return widest;
}

/* The widest column gives way until all of it fits, or nothing can. */
static void measure(const struct table *table, size_t width, size_t widths[TABLE_COLUMNS_MAX])
{
    memset(widths, 0, TABLE_COLUMNS_MAX * sizeof *widths);
    for (size_t i = 0; i < table->count; i++) {
        size_t here = text_width(table->cells[i].text);
        size_t *column = &widths[i % table->columns];
        *column = here > *column ? here : *column;
    }
    while (width > 0 && whole_width(table, widths) > width) {
        size_t widest = widest_of(table, widths);
        if (widths[widest] <= NARROWEST) {
            return;
        }
        widths[widest]--;
    }
}

static void print_spaces(FILE *out, size_t count)
{
    fprintf(out, "%*s", (int)count, "");
}

/* Returns the columns that it took. */
static size_t print_cut(FILE *out, const char *text, size_t width)
{
    size_t whole = text_width(text);
    if (whole <= width) {
        fputs(text, out);
        return whole;
    }
    size_t begun;
    size_t room = width - (sizeof CUT - 1);
    size_t head = text_fit(text, room / 2, &begun);
    const char *tail = text_end(text + head, room - begun);
    fprintf(out, "%.*s" CUT "%s", (int)head, text, tail);
    return begun + sizeof CUT - 1 + text_width(tail);
}

static size_t print_cell(FILE *out, const struct table_cell *cell, size_t width, bool coloured)
{
    coloured = coloured && cell->colour != NULL;
    if (coloured) {
        output_control(out, cell->colour);
    }
    size_t used = print_cut(out, cell->text, width);
    if (coloured) {
        output_control(out, PLAIN);
    }
    return used;
}

bool table_print(const struct table *table, FILE *out, size_t indent, size_t width, bool coloured)
{
    size_t widths[TABLE_COLUMNS_MAX];
    measure(table, width > indent ? width - indent : width, widths);
    for (size_t i = 0; i < table->count; i += table->columns) {
        size_t behind = indent; /* what is left out so far: no line ends with spaces */
        for (size_t c = 0; c < table->columns && i + c < table->count; c++) {
            const struct table_cell *cell = &table->cells[i + c];
            if (*cell->text == '\0') {
                behind += widths[c] + BETWEEN;
                continue;
            }
            print_spaces(out, behind);
            behind = widths[c] - print_cell(out, cell, widths[c], coloured) + BETWEEN;
        }
        fputc('\n', out);
    }
    return !table->no_memory;
}
