#include "buffer.h"
#include "text/wipe.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256

static void grow(struct buffer *buffer, size_t needed)
{
    size_t capacity = buffer->capacity == 0 ? FIRST_CAPACITY : buffer->capacity;
    while (capacity < needed) {
        capacity *= 2;
    }
    char *grown = malloc(capacity);
    if (grown == NULL) {
        buffer->no_memory = true;
        return;
    }
    if (buffer->text != NULL) {
        memcpy(grown, buffer->text, buffer->size + 1);
        wipe(buffer->text, buffer->size);
        free(buffer->text);
    }
    buffer->text = grown;
    buffer->capacity = capacity;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
    if (buffer->size + size + 1 > buffer->capacity) {
        grow(buffer, buffer->size + size + 1);
    }
    if (!buffer->no_memory) {
        if (size > 0) {
            memcpy(buffer->text + buffer->size, bytes, size);
        }
        buffer->size += size;
        buffer->text[buffer->size] = '\0';
    }
}

void buffer_string(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_char(struct buffer *buffer, char c)
{
    buffer_add(buffer, &c, 1);
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buffer_string(buffer, text);
}

bool buffer_take(struct buffer *buffer, struct contents *contents)
{
    buffer_add(buffer, "", 0);
    if (buffer->no_memory) {
        buffer_release(buffer);
        return false;
    }
    *contents = (struct contents){buffer->text, buffer->size};
    *buffer = (struct buffer){.text = NULL};
    return true;
}

bool buffer_write(struct buffer *buffer, const char *path, struct fault *fault)
{
    struct contents contents;
    if (!buffer_take(buffer, &contents)) {
        return fault_set(fault, "%s: no memory", path);
    }
    FILE *file = fopen(path, "wb");
    bool done = file != NULL && fwrite(contents.text, 1, contents.size, file) == contents.size;
    done = (file != NULL && fclose(file) == 0) && done;
    contents_release(&contents);
    return done || fault_set(fault, "%s: it cannot be written: %s", path, strerror(errno));
}

bool buffer_take_line(struct buffer *buffer, struct buffer *line)
{
    const char *end = buffer->size == 0 ? NULL : memchr(buffer->text, '\n', buffer->size);
    if (end == NULL) {
        return false;
    }
    size_t length = (size_t)(end - buffer->text);
    line->size = 0;
    buffer_add(line, buffer->text, length);
    buffer->size -= length + 1;
    memmove(buffer->text, end + 1, buffer->size);
    return true;
}

void buffer_release(struct buffer *buffer)
{
    if (buffer->text != NULL) {
        wipe(buffer->text, buffer->size);
        free(buffer->text);
    }
    *buffer = (struct buffer){.text = NULL};
}
