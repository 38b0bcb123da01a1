/*
 * HKLM\SYSTEM\CurrentControlSet\Control\Lsa and below: on Windows the real registry, elsewhere a
 * machine folder's registry.reg. Paths are relative to that key, names are NUL-terminated UTF-16.
 *
 * Functions return a Win32 error code (winerror.h), REGISTRY_OK being 0. Elsewhere than on Windows
 * changes are kept in memory until registry_commit writes the file, whole or not at all.
 */
#ifndef IISSUBA_REGISTRY_H
#define IISSUBA_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault;

#define REGISTRY_OK 0L
#define REGISTRY_NOT_FOUND 2L    /* ERROR_FILE_NOT_FOUND */
#define REGISTRY_DENIED 5L       /* ERROR_ACCESS_DENIED */
#define REGISTRY_NO_MEMORY 8L    /* ERROR_NOT_ENOUGH_MEMORY */
#define REGISTRY_INVALID 13L     /* ERROR_INVALID_DATA */
#define REGISTRY_WRITE_FAULT 29L /* ERROR_WRITE_FAULT */
#define REGISTRY_MORE_DATA 234L  /* ERROR_MORE_DATA */
#define REGISTRY_NO_MORE 259L    /* ERROR_NO_MORE_ITEMS */

enum registry_type {
    REGISTRY_SZ = 1,
    REGISTRY_BINARY = 3,
    REGISTRY_DWORD = 4,
    REGISTRY_MULTI_SZ = 7
};

struct registry;
struct registry_key;

/* Whether there is no registry without a machine folder. */
extern const bool registry_needs_machine;

enum registry_access { REGISTRY_READ, REGISTRY_WRITE };

/*
 * machine: the machine folder; NULL takes the environment's IISSUBA_MACHINE. Windows ignores it.
 * A folder without registry.reg has an empty registry. fault may be NULL; it is set only where
 * there is more to say than the code does (file and line). Opened for writing, no one else
 * can have the folder open so until it is closed.
 */
long registry_open(const char *machine, enum registry_access access, struct registry **registry,
                   struct fault *fault);
/* What of a commit can fail for want of room or rights, done ahead; on Windows nothing. */
long registry_prepare(struct registry *registry, struct fault *fault);
long registry_commit(struct registry *registry, struct fault *fault);
void registry_close(struct registry *registry);

/* path "" is the Lsa key itself. */
long registry_key_open(struct registry *registry, const uint16_t *path, struct registry_key **key);
/* The same for writing. */
long registry_key_edit(struct registry *registry, const uint16_t *path, struct registry_key **key);
/*
 * Opens or creates. private_to_system: created with access for SYSTEM and Administrators alone,
 * inheriting nothing; *wider (may be NULL) says that an existing key allows others in.
 */
long registry_key_create(struct registry *registry, const uint16_t *path, bool private_to_system,
                         bool *wider, struct registry_key **key);
void registry_key_close(struct registry_key *key);
/* Deletes a key that has no others below it, with its values. */
long registry_key_delete(struct registry *registry, const uint16_t *path);

/* How many values there are, and the units of the longest name. */
long registry_key_sizes(struct registry_key *key, size_t *values, size_t *longest_name);

/* *size: in bytes, the buffer's and then the value's; REGISTRY_MORE_DATA where it does not fit. */
long registry_value_get(struct registry_key *key, const uint16_t *name, uint32_t *type, void *data,
                        size_t *size);
/*
 * *name_units: in units, the buffer's with room for a NUL, and then the name's. A name that does
 * not fit answers REGISTRY_OK with *name_units and *size 0. Where the data does not fit, the name
 * is set all the same, and the answer is REGISTRY_MORE_DATA with *size what it takes.
 */
long registry_value_at(struct registry_key *key, size_t index, uint16_t *name, size_t *name_units,
                       uint32_t *type, void *data, size_t *size);
long registry_value_set(struct registry_key *key, const uint16_t *name, uint32_t type,
                        const void *data, size_t size);
long registry_value_delete(struct registry_key *key, const uint16_t *name);

/*
 * About how many values a key has, without reading them; 0 where it cannot be told. In a machine
 * folder all of registry.reg is taken to be of that key.
 */
size_t registry_expected(const uint16_t *path);

/* Tells when to read again. Zeroed before first use; the first call answers true. */
struct registry_watch {
    void *key;
    void *event;
    uint64_t state[5];
};
bool registry_watch_changed(struct registry_watch *watch);
void registry_watch_close(struct registry_watch *watch);

/* The keys and values of our own (design: the registry). */
#define KEY_MSV1_0 u"MSV1_0"
#define KEY_IISSUBA u"MSV1_0\\IISSUBA"
#define KEY_ACCOUNTS u"MSV1_0\\IISSUBA\\Accounts"
#define VALUE_AUTH132 u"Auth132"
#define VALUE_PREVIOUS u"PreviousAuth132"
#define VALUE_REGISTERED u"RegisteredAuth132"
#define VALUE_STACK u"Stack"
#define VALUE_FORCE_LOGOFF u"ForceLogoff"
#define VALUE_LM_LEVEL u"LmCompatibilityLevel"
#define VALUE_LIMIT_BLANK u"LimitBlankPasswordUse"
#define PACKAGE_NAME u"IISSUBA"

#endif
