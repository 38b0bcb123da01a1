/* A file's text while it is put together; what is outgrown is wiped, for it may hold secrets. */
#ifndef IISSUBA_BUFFER_H
#define IISSUBA_BUFFER_H

#include "files.h"

/* Zeroed it is empty. text[size] is NUL once anything was added. */
struct buffer {
    char *text;
    size_t size;
    size_t capacity;
    bool no_memory; /* once and for all: what is added then is lost */
};

void buffer_add(struct buffer *buffer, const void *bytes, size_t size);
void buffer_string(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
/* At most 1023 bytes at a time. */
__attribute__((format(printf, 2, 3))) void buffer_print(struct buffer *buffer, const char *format,
                                                        ...);

/* Hands the text over, NUL-terminated, and leaves the buffer empty; false: no memory. */
bool buffer_take(struct buffer *buffer, struct contents *contents);
/* Moves the first whole line, without its end, to line, in the place of what is there; false: none.
 */
bool buffer_take_line(struct buffer *buffer, struct buffer *line);
/* Wipes and frees. */
void buffer_release(struct buffer *buffer);

#endif
