#include "probe_file.h"

#include "files/files.h"
#include "pe_file.h"

json_t *probe_file_describe(const char *path, struct fault *fault)
{
    struct contents contents = {.text = NULL};
    struct pe_file pe;
    char shared[PE_SECTION_NAME] = "";
    json_t *json = NULL;
    if (!file_read_existing(path, &contents, fault)) {
        return NULL;
    }
    if (pe_open(contents.text, contents.size, &pe)) {
        pe_shared_section(&pe, shared);
        uint16_t aslr = pe.is_64 ? PE_DYNAMIC_BASE | PE_HIGH_ENTROPY_VA : PE_DYNAMIC_BASE;
        json = json_pack("{s:s, s:b, s:b, s:b, s:b}", "machine", pe_machine_name(pe.machine),
                         "aslr", (pe.characteristics & aslr) == aslr, "nx",
                         (pe.characteristics & PE_NX_COMPAT) != 0, "guard",
                         (pe.characteristics & PE_GUARD_CF) != 0, "signed", pe.is_signed);
        /* A section's name may be any bytes. */
        json_t *name = shared[0] == '\0' ? json_null() : json_string(shared);
        json_object_set_new(json, "shared", name == NULL ? json_string("?") : name);
    } else {
        json = json_object();
    }
    contents_release(&contents);
    if (json == NULL) {
        fault_set(fault, "no memory");
    }
    return json;
}

static bool is_image(const json_t *file, struct probe_verdicts *verdicts)
{
    bool is_one = json_object_get(file, "machine") != NULL;
    if (!is_one) {
        verdict_add(verdicts, PROBE_SKIP, "it is no DLL of Windows");
    }
    return is_one;
}

static void judge_flag(const json_t *file, const char *key, const char *has, const char *has_not,
                       struct probe_verdicts *verdicts)
{
    if (!is_image(file, verdicts)) {
        return;
    }
    if (json_is_true(json_object_get(file, key))) {
        verdict_add(verdicts, PROBE_PASS, "%s", has);
    } else {
        verdict_add_fault(verdicts, PROBE_UNWISE, has_not, "%s", has_not);
    }
}

void judge_file_sections(const json_t *file, struct probe_verdicts *verdicts)
{
    const char *name = json_string_value(json_object_get(file, "shared"));
    if (!is_image(file, verdicts)) {
        return;
    }
    if (name == NULL) {
        verdict_add(verdicts, PROBE_PASS, "no section is shared");
    } else {
        verdict_add_fault(verdicts, PROBE_UNWISE, "a section is shared between processes", "%s",
                          name);
    }
}

void judge_file_aslr(const json_t *file, struct probe_verdicts *verdicts)
{
    judge_flag(file, "aslr", "DYNAMIC_BASE, and with 64 bits HIGH_ENTROPY_VA",
               "it has not DYNAMIC_BASE, or with 64 bits not HIGH_ENTROPY_VA", verdicts);
}

void judge_file_nx(const json_t *file, struct probe_verdicts *verdicts)
{
    judge_flag(file, "nx", "NX_COMPAT", "it has not NX_COMPAT", verdicts);
}

void judge_file_guard(const json_t *file, struct probe_verdicts *verdicts)
{
    judge_flag(file, "guard", "GUARD_CF", "it has not GUARD_CF", verdicts);
}

void judge_file_signature(const json_t *file, struct probe_verdicts *verdicts)
{
    judge_flag(file, "signed", "it is signed; LSA protection wants Microsoft's signature",
               "it is not signed", verdicts);
}
