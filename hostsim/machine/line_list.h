/* Numbers of lines, in rising order, for a person: "2, 4-6". */
#ifndef HOSTSIM_LINE_LIST_H
#define HOSTSIM_LINE_LIST_H

#include "files/buffer.h"

/* Zeroed it is empty. */
struct line_list {
    unsigned count;
    unsigned first; /* of the range that is not written yet */
    unsigned last;
    struct buffer ranges;
};

/* Adds a line; its number is larger than those before. */
void line_list_add(struct line_list *list, unsigned line);

/* Adds the list's text to a buffer, which has no memory where the list had none. */
void line_list_write(struct line_list *list, struct buffer *out);

/* Frees what it holds. */
void line_list_release(struct line_list *list);

#endif
