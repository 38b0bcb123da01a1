#include <stdio.h>
#include <string.h>

#include <windows.h>

#include "files/files.h"
#include "files/system_error.h"
#include "package_platform.h"
#include "pe_file.h"

#ifdef __x86_64__
#define OWN_MACHINE PE_MACHINE_X64
#else
#define OWN_MACHINE PE_MACHINE_X86
#endif

static void add_words(char why[PACKAGE_WHY], const char *before, const char *name,
                      const char *after)
{
    size_t length = strlen(why);
    snprintf(why + length, PACKAGE_WHY - length, "%s%s%s", before, name, after);
}

/* Loads what is imported from as the loader does: from the package's folder first. */
static HMODULE load_import(const char *package, const char *name)
{
    char path[PACKAGE_PATH_MAX];
    const char *slash = strrchr(package, '\\');
    const char *other = strrchr(package, '/');
    slash = other > slash ? other : slash;
    size_t folder = slash == NULL ? 0 : (size_t)(slash - package) + 1;
    snprintf(path, sizeof path, "%.*s%s", (int)folder, package, name);
    HMODULE module = LoadLibraryExA(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    return module != NULL ? module : LoadLibraryA(name);
}

/* Adds the first function that a DLL does not have. False where it has all. */
static bool add_missing_function(const struct pe_file *pe, size_t dll, HMODULE module,
                                 char why[PACKAGE_WHY])
{
    uint16_t ordinal = 0;
    const char *name;
    for (size_t i = 0; (name = pe_import_function(pe, dll, i, &ordinal)) != NULL; i++) {
        char number[16];
        snprintf(number, sizeof number, "#%u", ordinal);
        const char *asked = *name == '\0' ? (const char *)(uintptr_t)ordinal : name;
        if (GetProcAddress(module, asked) == NULL) {
            add_words(why, ": it needs ", *name == '\0' ? number : name, " of ");
            add_words(why, pe_import(pe, dll), ", which does not have it", "");
            return true;
        }
    }
    return false;
}

/* Adds the first import that is not there. */
static void add_missing_import(const struct pe_file *pe, const char *path, char why[PACKAGE_WHY])
{
    const char *name;
    bool found = false;
    for (size_t i = 0; !found && (name = pe_import(pe, i)) != NULL; i++) {
        HMODULE module = load_import(path, name);
        if (module == NULL) {
            add_words(why, ": it needs ", name, ", which cannot be loaded");
            return;
        }
        found = add_missing_function(pe, i, module, why);
        FreeLibrary(module);
    }
}

void package_why_not_loaded(const char *path, char why[PACKAGE_WHY])
{
    struct contents contents = {.text = NULL};
    struct fault unwanted;
    struct pe_file pe;
    char said[SYSTEM_ERROR_MAX];
    snprintf(why, PACKAGE_WHY, "%s", system_error_text(GetLastError(), said));
    if (!file_read_existing(path, &contents, &unwanted)) {
        return;
    }
    if (!pe_open(contents.text, contents.size, &pe)) {
        add_words(why, ": it is no DLL", "", "");
    } else if (pe.machine != OWN_MACHINE) {
        add_words(why, ": it is for ", pe_machine_name(pe.machine), ", and this hostsim for ");
        add_words(why, pe_machine_name(OWN_MACHINE), "", "");
    } else {
        add_missing_import(&pe, path, why);
    }
    contents_release(&contents);
}
