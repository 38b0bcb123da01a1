#include "code_module.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

struct search {
    uintptr_t address;
    bool found;
};

static int look(struct dl_phdr_info *info, size_t size, void *context)
{
    struct search *search = context;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t begin = info->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X) != 0 && search->address >= begin &&
            search->address - begin < part->p_memsz) {
            search->found = true;
        }
    }
    return search->found ? 1 : 0;
}

bool code_module_at(uintptr_t address, struct code_module *module)
{
    struct search search = {address, false};
    Dl_info info;
    dl_iterate_phdr(look, &search);
    if (!search.found || dladdr((void *)address, &info) == 0) {
        return false;
    }
    const char *slash = strrchr(info.dli_fname, '/');
    *module = (struct code_module){.base = (uintptr_t)info.dli_fbase};
    snprintf(module->file, sizeof module->file, "%s", slash == NULL ? info.dli_fname : slash + 1);
    if (info.dli_sname != NULL) {
        snprintf(module->symbol, sizeof module->symbol, "%s", info.dli_sname);
        module->symbol_at = (uintptr_t)info.dli_saddr;
    }
    return true;
}
