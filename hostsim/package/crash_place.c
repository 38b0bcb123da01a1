#include "crash_place.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "code_module.h"

#define LONGEST_CALL 7 /* bytes of an instruction */

/* A word of whatever type is there. */
typedef volatile uintptr_t __attribute__((may_alias)) stack_word;

/* It reads whole frames, with what a sanitizer keeps between their variables. */
__attribute__((no_sanitize("address"))) void
crash_site_take(struct crash_site *site, uintptr_t instruction, uintptr_t pointer, uintptr_t top)
{
    site->instruction = instruction;
    site->count = 0;
    pointer = (pointer + sizeof(uintptr_t) - 1) / sizeof(uintptr_t) * sizeof(uintptr_t);
    while (pointer < top && top - pointer < (uintptr_t)64 << 20 && site->count < CRASH_WORDS) {
        site->stack[site->count++] = *(const stack_word *)pointer;
        pointer += sizeof(uintptr_t);
    }
}

/*
 * Whether the instruction before an address is a call: what else lies on a stack and looks like an
 * address of code is not where somebody returns to. (Intel's manual: E8, FF /2)
 */
static bool follows_call(uintptr_t address)
{
#if defined(__x86_64__) || defined(__i386__)
    static const int lengths[] = {2, 3, 4, 6, LONGEST_CALL};
    const unsigned char *at = (const unsigned char *)address;
    if (at[-5] == 0xE8) {
        return true;
    }
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        if (at[-lengths[i]] == 0xFF && (at[1 - lengths[i]] >> 3 & 7) == 2) {
            return true;
        }
    }
    return false;
#else
    (void)address;
    return true;
#endif
}

static void write_module(const struct code_module *module, uintptr_t address,
                         char place[CRASH_PLACE])
{
    uintptr_t offset = address - module->base;
    if (*module->symbol == '\0') {
        snprintf(place, CRASH_PLACE, "%s+0x%" PRIxPTR, module->file, offset);
    } else {
        snprintf(place, CRASH_PLACE, "%s+0x%" PRIxPTR " (%s+0x%" PRIxPTR ")", module->file, offset,
                 module->symbol, address - module->symbol_at);
    }
}

/* Whether an address on the stack is one that a function of a module returns to. */
static bool returns_to(uintptr_t address, const struct code_module *module,
                       struct code_module *caller)
{
    struct code_module before;
    return code_module_at(address, caller) && caller->base == module->base &&
           code_module_at(address - LONGEST_CALL, &before) && follows_call(address);
}

void crash_place_write(const struct crash_site *site, uintptr_t of, char place[CRASH_PLACE])
{
    struct code_module package;
    struct code_module last;
    struct code_module caller;
    bool has_last = code_module_at(site->instruction, &last);
    bool is_elsewhere = code_module_at(of, &package) && !(has_last && last.base == package.base);
    place[0] = '\0';
    for (size_t i = 0; is_elsewhere && i < site->count; i++) {
        if (returns_to(site->stack[i], &package, &caller)) {
            write_module(&caller, site->stack[i], place);
            size_t length = strlen(place);
            snprintf(place + length, CRASH_PLACE - length, ", in %s",
                     has_last ? last.file : "what is no code");
            return;
        }
    }
    if (has_last) {
        write_module(&last, site->instruction, place);
    }
}
