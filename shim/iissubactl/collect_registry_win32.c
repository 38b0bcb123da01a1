/*
 * Lsa's own values, MSV1_0's, and our own key's. Other keys of Lsa hold key material, and those of
 * other packages may hold anything: they are left out.
 */
#include <stdlib.h>
#include <string.h>

#include "collect.h"
#include "collect_names.h"
#include "files/system_error.h"
#include "lsass/record.h"
#include "registry/regfile.h"
#include "registry/registry.h"

#define LSA L"SYSTEM\\CurrentControlSet\\Control\\Lsa"
#define NAME_UNITS 16384 /* the most that a value's name may have (Win32 SDK) */
#define DATA_MAX 65536

struct collector {
    struct regfile file;
    struct gathered *gathered;
    wchar_t name[NAME_UNITS];
    BYTE data[DATA_MAX];
};

/* A stored account stays enrolled, its OWFs become zeros. */
static void withhold(BYTE *data, DWORD size)
{
    struct record record;
    if (size == RECORD_SIZE && record_decode(data, size, &record)) {
        memset(record.secret.nt, 0, sizeof record.secret.nt);
        memset(record.secret.lm, 0, sizeof record.secret.lm);
        record_encode(&record, data);
    } else {
        memset(data, 0, size);
    }
}

static bool add_value(struct collector *collector, struct regfile_key *to, DWORD type, DWORD size,
                      bool is_account)
{
    if (is_account) {
        withhold(collector->data, size);
    }
    return regfile_set_value(to, wide_of((const uint16_t *)collector->name), type, collector->data,
                             size);
}

static bool add_values(struct collector *collector, HKEY key, const wchar_t *path, bool is_accounts)
{
    struct regfile_key *to = regfile_make_key(&collector->file, wide_of((const uint16_t *)path));
    for (DWORD i = 0; to != NULL; i++) {
        DWORD units = NAME_UNITS;
        DWORD size = DATA_MAX;
        DWORD type = 0;
        LONG error =
            RegEnumValueW(key, i, collector->name, &units, NULL, &type, collector->data, &size);
        if (error == ERROR_NO_MORE_ITEMS) {
            return true;
        }
        if (error != 0) {
            char text[SYSTEM_ERROR_MAX];
            collect_miss(collector->gathered, "a value below Lsa: %s",
                         system_error_text((unsigned long)error, text));
        } else if (!add_value(collector, to, type, size, is_accounts)) {
            return false;
        }
    }
    return false;
}

/* A key, where there is one, with its values. */
static bool add_key(struct collector *collector, HKEY lsa, const wchar_t *path, bool is_accounts)
{
    char shown[256];
    HKEY key;
    LONG error = RegOpenKeyExW(lsa, path, 0, KEY_READ, &key);
    if (error == ERROR_FILE_NOT_FOUND) {
        return true;
    }
    if (error != 0) {
        char text[SYSTEM_ERROR_MAX];
        collect_miss(collector->gathered, "the key Lsa\\%s: %s", utf8_of(path, shown, sizeof shown),
                     system_error_text((unsigned long)error, text));
        return true;
    }
    bool done = add_values(collector, key, path, is_accounts);
    RegCloseKey(key);
    return done;
}

static bool collect_keys(struct collector *collector)
{
    HKEY lsa;
    LONG error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, LSA, 0, KEY_READ, &lsa);
    if (error != 0) {
        char text[SYSTEM_ERROR_MAX];
        collect_miss(collector->gathered, "the key Lsa: %s",
                     system_error_text((unsigned long)error, text));
        return true;
    }
    bool done = add_values(collector, lsa, L"", false) &&
                add_key(collector, lsa, (const wchar_t *)KEY_MSV1_0, false) &&
                add_key(collector, lsa, (const wchar_t *)KEY_IISSUBA, false) &&
                add_key(collector, lsa, (const wchar_t *)KEY_ACCOUNTS, true);
    RegCloseKey(lsa);
    return done;
}

void collect_registry(struct gathered *gathered)
{
    struct collector *collector = calloc(1, sizeof *collector);
    if (collector == NULL) {
        collect_miss(gathered, "no memory");
        return;
    }
    collector->gathered = gathered;
    regfile_init(&collector->file);
    if (!collect_keys(collector) || !regfile_write(&collector->file, &gathered->contents)) {
        collect_miss(gathered, "the registry, for want of memory");
    }
    regfile_release(&collector->file);
    memset(collector->data, 0, sizeof collector->data);
    free(collector);
}
