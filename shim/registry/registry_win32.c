#include "registry.h"

#include <windows.h>

#define LSA_PATH L"SYSTEM\\CurrentControlSet\\Control\\Lsa"

const bool registry_needs_machine = false;

/* Both handles are a registry key's; the types keep callers from mixing them up. */
static HKEY of_registry(struct registry *registry)
{
    return (HKEY)(void *)registry;
}

static HKEY of_key(struct registry_key *key)
{
    return (HKEY)(void *)key;
}

static const wchar_t *wide(const uint16_t *text)
{
    return (const wchar_t *)text;
}

long registry_open(const char *machine, enum registry_access access, struct registry **registry,
                   struct fault *fault)
{
    (void)machine;
    (void)fault;
    HKEY key = NULL;
    REGSAM rights = access == REGISTRY_WRITE ? KEY_READ | KEY_WRITE : KEY_READ;
    LONG error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, LSA_PATH, 0, rights, &key);
    *registry = (struct registry *)(void *)key;
    return error;
}

long registry_prepare(struct registry *registry, struct fault *fault)
{
    (void)registry;
    (void)fault;
    return REGISTRY_OK;
}

long registry_commit(struct registry *registry, struct fault *fault)
{
    (void)registry;
    (void)fault;
    return REGISTRY_OK;
}

const char *registry_form_given_up(const struct registry *registry)
{
    (void)registry;
    return NULL;
}

void registry_close(struct registry *registry)
{
    RegCloseKey(of_registry(registry));
}

static long open_existing(struct registry *registry, const uint16_t *path, REGSAM rights,
                          struct registry_key **key)
{
    HKEY opened = NULL;
    LONG error = RegOpenKeyExW(of_registry(registry), wide(path), 0, rights, &opened);
    *key = (struct registry_key *)(void *)opened;
    return error;
}

long registry_key_open(struct registry *registry, const uint16_t *path, struct registry_key **key)
{
    return open_existing(registry, path, KEY_READ, key);
}

long registry_key_edit(struct registry *registry, const uint16_t *path, struct registry_key **key)
{
    return open_existing(registry, path, KEY_READ | KEY_WRITE, key);
}

/* SYSTEM and Administrators, full control, inherited by what is below. */
#define ACL_SIZE 128

static BOOL only_system_and_administrators(PSECURITY_DESCRIPTOR descriptor, ACL *acl, SID **system,
                                           SID **administrators)
{
    SID_IDENTIFIER_AUTHORITY nt = {SECURITY_NT_AUTHORITY};
    return AllocateAndInitializeSid(&nt, 1, SECURITY_LOCAL_SYSTEM_RID, 0, 0, 0, 0, 0, 0, 0,
                                    (PSID *)system) &&
           AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0,
                                    0, 0, 0, 0, 0, (PSID *)administrators) &&
           InitializeAcl(acl, ACL_SIZE, ACL_REVISION) &&
           AddAccessAllowedAce(acl, ACL_REVISION, KEY_ALL_ACCESS, *system) &&
           AddAccessAllowedAce(acl, ACL_REVISION, KEY_ALL_ACCESS, *administrators) &&
           InitializeSecurityDescriptor(descriptor, SECURITY_DESCRIPTOR_REVISION) &&
           SetSecurityDescriptorDacl(descriptor, TRUE, acl, FALSE);
}

/* SetSecurityDescriptorControl came with Windows 2000; the bit's place is documented in winnt.h. */
static void protect_and_inherit(SECURITY_DESCRIPTOR *descriptor, ACL *acl)
{
    descriptor->Control |= SE_DACL_PROTECTED;
    for (DWORD i = 0; i < acl->AceCount; i++) {
        ACE_HEADER *ace;
        if (GetAce(acl, i, (void **)&ace)) {
            ace->AceFlags = CONTAINER_INHERIT_ACE | OBJECT_INHERIT_ACE;
        }
    }
}

static LONG create_private(HKEY root, const wchar_t *path, HKEY *key, DWORD *disposition)
{
    SECURITY_DESCRIPTOR descriptor;
    union {
        ACL acl;
        unsigned char room[ACL_SIZE];
    } list;
    SID *system = NULL;
    SID *administrators = NULL;
    LONG error;
    if (only_system_and_administrators(&descriptor, &list.acl, &system, &administrators)) {
        protect_and_inherit(&descriptor, &list.acl);
        SECURITY_ATTRIBUTES attributes = {sizeof attributes, &descriptor, FALSE};
        error = RegCreateKeyExW(root, path, 0, NULL, 0, KEY_READ | KEY_WRITE | WRITE_DAC,
                                &attributes, key, disposition);
        /* Said once more: not every registry heeds what a key is created with. */
        if (error == 0 && *disposition == REG_CREATED_NEW_KEY) {
            error = RegSetKeySecurity(*key, DACL_SECURITY_INFORMATION, &descriptor);
        }
    } else {
        error = (LONG)GetLastError();
    }
    if (system != NULL) {
        FreeSid(system);
    }
    if (administrators != NULL) {
        FreeSid(administrators);
    }
    return error;
}

static bool is_system_or_administrators(PSID sid)
{
    DWORD first = *GetSidSubAuthority(sid, 0);
    UCHAR count = *GetSidSubAuthorityCount(sid);
    SID_IDENTIFIER_AUTHORITY nt = {SECURITY_NT_AUTHORITY};
    const SID_IDENTIFIER_AUTHORITY *authority = GetSidIdentifierAuthority(sid);
    for (int i = 0; i < 6; i++) {
        if (authority->Value[i] != nt.Value[i]) {
            return false;
        }
    }
    return (count == 1 && first == SECURITY_LOCAL_SYSTEM_RID) ||
           (count == 2 && first == SECURITY_BUILTIN_DOMAIN_RID &&
            *GetSidSubAuthority(sid, 1) == DOMAIN_ALIAS_RID_ADMINS);
}

/* Whether anyone but SYSTEM and Administrators is allowed in. */
static bool allows_others(HKEY key)
{
    union {
        SECURITY_DESCRIPTOR descriptor;
        unsigned char room[2048];
    } held;
    DWORD size = sizeof held;
    BOOL present;
    BOOL defaulted;
    ACL *acl;
    if (RegGetKeySecurity(key, DACL_SECURITY_INFORMATION, &held.descriptor, &size) != 0) {
        return true; /* too long to be the list that we write */
    }
    if (!GetSecurityDescriptorDacl(&held.descriptor, &present, &acl, &defaulted) || !present ||
        acl == NULL) {
        return true;
    }
    for (DWORD i = 0; i < acl->AceCount; i++) {
        ACCESS_ALLOWED_ACE *ace;
        if (GetAce(acl, i, (void **)&ace) && ace->Header.AceType == ACCESS_ALLOWED_ACE_TYPE &&
            !is_system_or_administrators(&ace->SidStart)) {
            return true;
        }
    }
    return false;
}

long registry_key_create(struct registry *registry, const uint16_t *path, bool private_to_system,
                         bool *wider, struct registry_key **key)
{
    HKEY created = NULL;
    DWORD disposition = 0;
    LONG error = private_to_system
                     ? create_private(of_registry(registry), wide(path), &created, &disposition)
                     : RegCreateKeyExW(of_registry(registry), wide(path), 0, NULL, 0,
                                       KEY_READ | KEY_WRITE, NULL, &created, &disposition);
    if (wider != NULL) {
        *wider = error == 0 && private_to_system && disposition == REG_OPENED_EXISTING_KEY &&
                 allows_others(created);
    }
    *key = (struct registry_key *)(void *)created;
    return error;
}

void registry_key_close(struct registry_key *key)
{
    RegCloseKey(of_key(key));
}

long registry_key_delete(struct registry *registry, const uint16_t *path)
{
    return RegDeleteKeyW(of_registry(registry), wide(path));
}

long registry_key_sizes(struct registry_key *key, size_t *values, size_t *longest_name)
{
    DWORD count = 0;
    DWORD longest = 0;
    LONG error = RegQueryInfoKeyW(of_key(key), NULL, NULL, NULL, NULL, NULL, NULL, &count, &longest,
                                  NULL, NULL, NULL);
    *values = count;
    *longest_name = longest;
    return error;
}

long registry_value_get(struct registry_key *key, const uint16_t *name, uint32_t *type, void *data,
                        size_t *size)
{
    DWORD kind = 0;
    DWORD bytes = (DWORD)*size;
    LONG error = RegQueryValueExW(of_key(key), wide(name), NULL, &kind, data, &bytes);
    *type = kind;
    *size = bytes;
    return error;
}

long registry_value_at(struct registry_key *key, size_t index, uint16_t *name, size_t *name_units,
                       uint32_t *type, void *data, size_t *size)
{
    DWORD units = (DWORD)*name_units;
    DWORD kind = 0;
    LONG error =
        RegEnumValueW(of_key(key), (DWORD)index, (wchar_t *)name, &units, NULL, &kind, NULL, NULL);
    if (error == ERROR_MORE_DATA) {
        *name_units = 0;
        *size = 0;
        return REGISTRY_OK;
    }
    if (error != 0) {
        return error;
    }
    *name_units = units;
    return registry_value_get(key, name, type, data, size);
}

long registry_value_set(struct registry_key *key, const uint16_t *name, uint32_t type,
                        const void *data, size_t size)
{
    return RegSetValueExW(of_key(key), wide(name), 0, type, data, (DWORD)size);
}

long registry_value_delete(struct registry_key *key, const uint16_t *name)
{
    return RegDeleteValueW(of_key(key), wide(name));
}

/* Asked to be told of the next change; the event is set then, and reset by looking at it. */
static bool arm(struct registry_watch *watch)
{
    return RegNotifyChangeKeyValue((HKEY)watch->key, TRUE,
                                   REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_LAST_SET,
                                   watch->event, TRUE) == 0;
}

size_t registry_expected(const uint16_t *path)
{
    struct registry *registry;
    struct registry_key *key;
    size_t values = 0;
    size_t longest;
    if (registry_open(NULL, REGISTRY_READ, &registry, NULL) != REGISTRY_OK) {
        return 0;
    }
    if (registry_key_open(registry, path, &key) == REGISTRY_OK) {
        if (registry_key_sizes(key, &values, &longest) != REGISTRY_OK) {
            values = 0;
        }
        registry_key_close(key);
    }
    registry_close(registry);
    return values;
}

bool registry_watch_changed(const char *machine, struct registry_watch *watch)
{
    (void)machine;
    if (watch->event == NULL) {
        HKEY key;
        if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, LSA_PATH, 0, KEY_NOTIFY | KEY_READ, &key) != 0) {
            return true;
        }
        watch->key = key;
        watch->event = CreateEventW(NULL, FALSE, FALSE, NULL);
        if (watch->event == NULL || !arm(watch)) {
            registry_watch_close(watch);
        }
        return true;
    }
    if (WaitForSingleObject(watch->event, 0) != WAIT_OBJECT_0) {
        return false;
    }
    if (!arm(watch)) {
        registry_watch_close(watch);
    }
    return true;
}

void registry_watch_close(struct registry_watch *watch)
{
    if (watch->key != NULL) {
        RegCloseKey((HKEY)watch->key);
    }
    if (watch->event != NULL) {
        CloseHandle(watch->event);
    }
    watch->key = NULL;
    watch->event = NULL;
}
