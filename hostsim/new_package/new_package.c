#include "new_package.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "files/buffer.h"

#define NAME_MOST 40

/* What embed.cmake made of the templates and of the examples: EMBEDDED(name, bytes...). */
#define EMBEDDED(name, ...) {name, (const unsigned char[]){__VA_ARGS__, 0}},
static const struct embedded {
    const char *name;
    const unsigned char *text; /* NUL-terminated */
} embedded[] = {
#include "templates.inc"
};
#undef EMBEDDED

struct kind {
    const char *example;
    const char *about;
    const char *exports;
    const char *registration;
};

#define MSV1_0_KEY "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0"
#define KERBEROS_KEY "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\Kerberos"
#define FILTER_EXPORT "    Msv1_0SubAuthenticationFilter"

static const struct kind kinds[] = {
    [PACKAGE_FILTER] = {"hours", "A filter: MSV1_0 asks it about everybody whom it has admitted.\n",
                        FILTER_EXPORT, "reg add " MSV1_0_KEY " /v Auth0 /d @NAME@"},
    [PACKAGE_ROUTINE] = {"kiosk",
                         "A routine: it judges logons in MSV1_0's place, for callers that name its "
                         "number, which is 255\n(128 to 254 are for products; ntsecapi.h).\n",
                         "    Msv1_0SubAuthenticationRoutine",
                         "reg add " MSV1_0_KEY " /v Auth255 /d @NAME@"},
    [PACKAGE_GENERIC] = {"counter",
                         "A filter that a program can ask: by LsaCallAuthenticationPackage, with "
                         "MsV1_0SubAuth.\n",
                         FILTER_EXPORT "\n    Msv1_0SubAuthenticationRoutineGeneric",
                         "reg add " MSV1_0_KEY " /v Auth0 /d @NAME@"},
    [PACKAGE_KERBEROS] = {"second_factor",
                          "A filter for NTLM and for Kerberos: MSV1_0 and the KDC ask it about "
                          "everybody whom they have\nadmitted.\n",
                          FILTER_EXPORT,
                          "reg add " MSV1_0_KEY " /v Auth0 /d @NAME@\nreg add " KERBEROS_KEY
                          " /v Auth0 /d @NAME@"},
};

/* The files of the folder, and what each is made of; %s is the example, or the package. */
static const struct {
    const char *path;
    const char *made_of;
} files[] = {
    {"%s.c", "%s.c"},
    {"test_%s.c", "test_%s.c"},
    {"%s.def", "package.def"},
    {"CMakeLists.txt", "CMakeLists.txt"},
    {"CMakePresets.json", "CMakePresets.json"},
    {"mingw.cmake", "mingw.cmake"},
    {"README.md", "README.in"},
    {".gitignore", "gitignore"},
    {".github/workflows/tests.yml", "ci.yml"},
};

static const char *const folders[] = {".github", ".github/workflows"};

static const char *embedded_text(const char *name)
{
    for (size_t i = 0; i < sizeof embedded / sizeof embedded[0]; i++) {
        if (strcmp(embedded[i].name, name) == 0) {
            return (const char *)embedded[i].text;
        }
    }
    return "";
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A name that a compiler's target, a file and LoadLibrary take alike. */
static bool is_name(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++) {
        bool later = (name[i] >= '0' && name[i] <= '9') || name[i] == '_' || name[i] == '-';
        if (!is_letter(name[i]) && (i == 0 || !later)) {
            return false;
        }
    }
    return length > 0 && length <= NAME_MOST;
}

/* Adds a text, in which @NAME@ and the kind's words are put in. */
static void put_in(struct buffer *out, const char *text, const char *name, const struct kind *kind)
{
    const struct {
        const char *mark;
        const char *text;
    } words[] = {
        {"@ABOUT@", kind->about}, {"@EXPORTS@", kind->exports}, {"@REGISTER@", kind->registration}};
    while (*text != '\0') {
        size_t taken = 0;
        for (size_t i = 0; taken == 0 && i < sizeof words / sizeof words[0]; i++) {
            if (strncmp(text, words[i].mark, strlen(words[i].mark)) == 0) {
                taken = strlen(words[i].mark);
                put_in(out, words[i].text, name, kind);
            }
        }
        if (strncmp(text, "@NAME@", 6) == 0) {
            taken = 6;
            buffer_string(out, name);
        }
        if (taken == 0) {
            buffer_char(out, *text);
            taken = 1;
        }
        text += taken;
    }
}

/* The folder is a new one: nothing is there that could be replaced. */
static bool write_file(const char *path, const struct buffer *text, struct fault *fault)
{
    FILE *file = fopen(path, "wb");
    bool written = file != NULL && fwrite(text->text, 1, text->size, file) == text->size;
    if (file != NULL && fclose(file) != 0) {
        written = false;
    }
    return written || fault_set(fault, "%s: %s", path, strerror(errno));
}

static bool make_file(const char *folder, size_t index, const char *name, const struct kind *kind,
                      struct fault *fault)
{
    char own[64 + NAME_MOST];
    char template[64];
    char path[FILE_PATH_MAX];
    struct buffer text = {.text = NULL};
    snprintf(own, sizeof own, files[index].path, name);
    snprintf(template, sizeof template, files[index].made_of, kind->example);
    put_in(&text, embedded_text(template), name, kind);
    bool made = text.no_memory ? fault_set(fault, "no memory")
                : !path_join(path, sizeof path, folder, own)
                    ? fault_set(fault, "%s: the path is too long", folder)
                    : write_file(path, &text, fault);
    buffer_release(&text);
    return made;
}

static bool make_folders(const char *folder, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    if (file_exists(folder)) {
        return fault_set(fault, "%s: it is there already", folder);
    }
    if (!folder_make(folder, fault)) {
        return false;
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (!path_join(path, sizeof path, folder, folders[i]) || !folder_make(path, fault)) {
            return false;
        }
    }
    return true;
}

static const char *last_part(const char *path)
{
    const char *last = path;
    for (; *path != '\0'; path++) {
        last = *path == '/' || *path == '\\' ? path + 1 : last;
    }
    return last;
}

bool new_package(const char *folder, enum package_kind kind, struct fault *fault)
{
    const char *name = last_part(folder);
    if (!is_name(name)) {
        return fault_set(fault,
                         "a package's name is a letter, then letters, digits, '_' and '-', at most "
                         "%d in all; not \"%s\"",
                         NAME_MOST, name);
    }
    if (!make_folders(folder, fault)) {
        return false;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (!make_file(folder, i, name, &kinds[kind], fault)) {
            return false;
        }
    }
    return true;
}
