#include "line_list.h"

static void close_range(struct line_list *list)
{
    if (list->first == 0) {
        return;
    }
    buffer_print(&list->ranges, "%s%u", list->ranges.size == 0 ? "" : ", ", list->first);
    if (list->last > list->first) {
        buffer_print(&list->ranges, "-%u", list->last);
    }
    list->first = 0;
}

void line_list_add(struct line_list *list, unsigned line)
{
    if (line != list->last + 1) {
        close_range(list);
    }
    list->first = list->first == 0 ? line : list->first;
    list->last = line;
    list->count++;
}

void line_list_write(struct line_list *list, struct buffer *out)
{
    close_range(list);
    buffer_add(out, list->ranges.text, list->ranges.size);
    out->no_memory |= list->ranges.no_memory;
}

void line_list_release(struct line_list *list)
{
    buffer_release(&list->ranges);
}
