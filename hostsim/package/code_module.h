/* Which module of this process an instruction is of. */
#ifndef HOSTSIM_CODE_MODULE_H
#define HOSTSIM_CODE_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#define CODE_MODULE_TEXT 64

struct code_module {
    uintptr_t base;                /* where it is loaded */
    char file[CODE_MODULE_TEXT];   /* its file's name, without a folder */
    char symbol[CODE_MODULE_TEXT]; /* the export or symbol that the address is in; empty: unknown */
    uintptr_t symbol_at;           /* where that begins */
};

/*
 * Tells of the module whose code an address is in. False where it is in no module's code; *module
 * is then untouched. It allocates nothing.
 */
bool code_module_at(uintptr_t address, struct code_module *module);

#endif
