#include "failing_memory.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

#include "support.h"

int memory_failing_call = -1;

static bool fails(void)
{
    bool now = memory_failing_call >= 0 && memory_failing_call-- == 0;
    errno = now ? ENOMEM : errno;
    return now;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *held, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *held, size_t size);
char *__wrap_strdup(const char *text);

/* New memory is full of what nobody put there, and of nothing that was in it before. */
static void *filled(void *memory, size_t from, size_t size)
{
    if (memory != NULL && from < size) {
        memset((unsigned char *)memory + from, 0xA5, size - from);
    }
    return memory;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : filled(__real_malloc(size), 0, size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *held, size_t size)
{
    size_t before = held == NULL ? 0 : malloc_usable_size(held);
    return fails() ? NULL : filled(__real_realloc(held, size), before, size);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

int memory_each_fails(memory_attempt *attempt, void *context)
{
    for (int call = 0;; call++) {
        memory_failing_call = call;
        bool succeeded = attempt(context);
        bool failed = memory_failing_call < 0;
        memory_failing_call = -1;
        if (succeeded == failed) {
            fail_msg("allocation %d %s, and yet it %s", call, failed ? "failed" : "is not made",
                     succeeded ? "succeeded" : "failed");
        }
        if (succeeded) {
            return call;
        }
    }
}
