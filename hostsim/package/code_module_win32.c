#include "code_module.h"

#include <stdio.h>
#include <string.h>

#include <windows.h>

/*
 * Finds the export that begins last before the address. A DLL has no other symbols: a function that
 * is not exported is told by its distance from one that is.
 */
static void find_export(const unsigned char *base, uintptr_t address, struct code_module *module)
{
    const IMAGE_DOS_HEADER *dos = (const void *)base;
    const IMAGE_NT_HEADERS *headers = (const void *)(base + dos->e_lfanew);
    const IMAGE_DATA_DIRECTORY *place =
        &headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT];
    if (place->VirtualAddress == 0) {
        return;
    }
    const IMAGE_EXPORT_DIRECTORY *exports = (const void *)(base + place->VirtualAddress);
    const DWORD *functions = (const void *)(base + exports->AddressOfFunctions);
    const DWORD *names = (const void *)(base + exports->AddressOfNames);
    const WORD *ordinals = (const void *)(base + exports->AddressOfNameOrdinals);
    for (DWORD i = 0; i < exports->NumberOfNames; i++) {
        uintptr_t at = (uintptr_t)base + functions[ordinals[i]];
        if (at <= address && at > module->symbol_at) {
            module->symbol_at = at;
            snprintf(module->symbol, sizeof module->symbol, "%s", (const char *)base + names[i]);
        }
    }
}

bool code_module_at(uintptr_t address, struct code_module *module)
{
    const DWORD code =
        PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY;
    MEMORY_BASIC_INFORMATION memory;
    char path[MAX_PATH];
    if (VirtualQuery((const void *)address, &memory, sizeof memory) == 0 ||
        memory.State != MEM_COMMIT || (memory.Protect & code) == 0) {
        return false;
    }
    DWORD length = GetModuleFileNameA((HMODULE)memory.AllocationBase, path, sizeof path);
    if (length == 0 || length >= sizeof path) {
        return false;
    }
    const char *slash = strrchr(path, '\\');
    *module = (struct code_module){.base = (uintptr_t)memory.AllocationBase};
    snprintf(module->file, sizeof module->file, "%s", slash == NULL ? path : slash + 1);
    find_export(memory.AllocationBase, address, module);
    return true;
}
