#include "failing_memory.h"

#include <errno.h>
#include <stddef.h>

#include "support.h"

int memory_failing_call = -1;

static bool fails(void)
{
    bool now = memory_failing_call >= 0 && memory_failing_call-- == 0;
    errno = now ? ENOMEM : errno;
    return now;
}

#define FAILING(name, type, parameters, arguments)       \
    type __real_##name parameters;                       \
    type __wrap_##name parameters;                       \
    type __wrap_##name parameters                        \
    {                                                    \
        return fails() ? NULL : __real_##name arguments; \
    }

FAILING(malloc, void *, (size_t size), (size))
FAILING(calloc, void *, (size_t count, size_t size), (count, size))
FAILING(realloc, void *, (void *held, size_t size), (held, size))
FAILING(strdup, char *, (const char *text), (text))

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
