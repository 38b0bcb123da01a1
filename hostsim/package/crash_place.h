/*
 * Where a call crashed, as a debugger would say: "mypackage.dll+0x112e (its_export+0x2e)". Where
 * the last instruction is of another module, as where the C runtime was handed a wrong pointer or
 * gave up, the place is that in the package which called it.
 */
#ifndef HOSTSIM_CRASH_PLACE_H
#define HOSTSIM_CRASH_PLACE_H

#include <stddef.h>
#include <stdint.h>

#define CRASH_PLACE 160
#define CRASH_WORDS 1024 /* of the stack that are looked at */

/* What the fault handler saw. */
struct crash_site {
    uintptr_t instruction;
    size_t count;
    uintptr_t stack[CRASH_WORDS]; /* from the stack pointer on */
};

/*
 * Copies the stack from a pointer up to an address that is still on it, CRASH_WORDS at most. Called
 * in a fault handler: it allocates nothing. A pointer that is not on that stack gives none.
 */
void crash_site_take(struct crash_site *site, uintptr_t instruction, uintptr_t pointer,
                     uintptr_t top);

/*
 * Writes the place. of is an address in the package's code, as its export's; 0: it is not known.
 * place becomes empty where the site is in no module that is known.
 */
void crash_place_write(const struct crash_site *site, uintptr_t of, char place[CRASH_PLACE]);

#endif
