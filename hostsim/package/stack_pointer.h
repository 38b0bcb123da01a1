/*
 * The calling convention, where it can be got wrong. On x86 NTAPI is stdcall: the callee takes its
 * arguments off the stack. A callee that leaves them there has another convention.
 *
 * Source: subauth.h (NTAPI), the compiler's documentation of stdcall.
 */
#ifndef HOSTSIM_STACK_POINTER_H
#define HOSTSIM_STACK_POINTER_H

#include <stdint.h>

/*
 * The stack pointer, to be read before and after a call in one function. 0 elsewhere than on x86,
 * where the caller clears the stack.
 */
__attribute__((always_inline)) static inline uintptr_t stack_pointer(void)
{
    uintptr_t pointer = 0;
#ifdef __i386__
    __asm__ volatile("movl %%esp, %0" : "=r"(pointer) : : "memory");
#endif
    return pointer;
}

/* A function that has this finds its own frame again, whatever a callee did to the stack. */
#define KEEP_FRAME()                                        \
    do {                                                    \
        volatile char *kept = (char *)__builtin_alloca(16); \
        kept[0] = 0;                                        \
    } while (0)

#endif
