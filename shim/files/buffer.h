/* Text that grows while it is put together. What is outgrown is wiped, for it may hold secrets. */
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

/*
 * Adds to the end: size bytes, a text, one character, or what printf makes of its arguments, of
 * which at most 1023 bytes are kept. bytes may be NULL where size is 0. Where there is no memory,
 * no_memory is set, and this and all later additions are lost.
 */
void buffer_add(struct buffer *buffer, const void *bytes, size_t size);
void buffer_string(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
__attribute__((format(printf, 2, 3))) void buffer_print(struct buffer *buffer, const char *format,
                                                        ...);

/*
 * Hands the text over, NUL-terminated, and leaves the buffer empty. The caller releases *contents
 * (contents_release). False where there was no memory for all of it: the buffer is then released,
 * *contents is as it was, and no fault is set.
 */
bool buffer_take(struct buffer *buffer, struct contents *contents);

/*
 * Writes the text to a file, in the place of what was in it, and leaves the buffer empty. False,
 * with the fault set, where it cannot be written, or there was no memory for all of it.
 */
bool buffer_write(struct buffer *buffer, const char *path, struct fault *fault);

/*
 * Moves the first whole line out of the buffer. line is replaced by it, without the line end (LF);
 * the caller releases it. False where there is no whole line yet: line is then as it was.
 */
bool buffer_take_line(struct buffer *buffer, struct buffer *line);

/* Wipes and frees, and leaves an empty buffer. */
void buffer_release(struct buffer *buffer);

#endif
