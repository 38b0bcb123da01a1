#include "child_aside.h"

#include <string.h>

void child_aside_add(struct buffer *aside, const char *bytes, size_t size)
{
    buffer_add(aside, bytes, size);
    if (!aside->no_memory && aside->size > CHILD_ASIDE_MOST) {
        size_t more = aside->size - CHILD_ASIDE_MOST;
        memmove(aside->text, aside->text + more, CHILD_ASIDE_MOST);
        aside->size = CHILD_ASIDE_MOST;
        aside->text[aside->size] = '\0';
    }
}

void child_aside_take(struct buffer *aside, struct buffer *text)
{
    buffer_release(text);
    *text = *aside;
    *aside = (struct buffer){.text = NULL};
}
