/*
 * HKLM\SYSTEM\CurrentControlSet\Control\Lsa and below. On Windows that is the real registry,
 * elsewhere a machine folder's registry.reg.
 *
 * Paths are relative to that key. Paths and names are NUL-terminated UTF-16; letters match in
 * either case. Functions that return long give a Win32 error code (winerror.h), of which 0 is
 * REGISTRY_OK; on Windows it can be any that the registry has. Elsewhere changes are kept in memory
 * until registry_commit writes the file, whole or not at all.
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
#define REGISTRY_UNSURE 1117L    /* ERROR_IO_DEVICE: in force, and maybe not on the disk */

enum registry_type {
    REGISTRY_NONE = 0,
    REGISTRY_SZ = 1,
    REGISTRY_EXPAND_SZ = 2,
    REGISTRY_BINARY = 3,
    REGISTRY_DWORD = 4,
    REGISTRY_MULTI_SZ = 7
};

struct registry;
struct registry_key;

/* True where the registry is a machine folder's; false on Windows. */
extern const bool registry_needs_machine;

enum registry_access { REGISTRY_READ, REGISTRY_WRITE };

/*
 * Opens the registry. machine is the machine folder; NULL takes the environment's IISSUBA_MACHINE;
 * Windows ignores both. A folder without registry.reg has an empty registry. Opened with
 * REGISTRY_WRITE, nobody else can open the folder so until it is closed; this waits for them. fault
 * may be NULL. *registry is the caller's to close; NULL where it failed. Errors elsewhere than on
 * Windows: REGISTRY_NOT_FOUND where no folder is named, REGISTRY_DENIED where the file or the
 * folder cannot be read or locked, REGISTRY_INVALID where the file is broken, REGISTRY_NO_MEMORY.
 * The fault is set only where there is more to say than the code does, as file and line.
 */
long registry_open(const char *machine, enum registry_access access, struct registry **registry,
                   struct fault *fault);

/*
 * Does ahead what of a commit can fail for want of room or rights; registry_commit then only has to
 * rename. Nothing is changed yet, and changes made after it are not part of it. On Windows it does
 * nothing. Errors, with the fault set: REGISTRY_NO_MEMORY, REGISTRY_WRITE_FAULT.
 */
long registry_prepare(struct registry *registry, struct fault *fault);

/*
 * Writes the changes, unless registry_prepare has: then what it prepared is put in place. On
 * Windows it does nothing: changes are in force at once. fault may be NULL. Errors, with the fault
 * set: as registry_prepare, and the file is then unchanged; or REGISTRY_UNSURE, where it is
 * changed.
 */
long registry_commit(struct registry *registry, struct fault *fault);

/*
 * What form the registry's file is in, if committing gives it another: "REGEDIT4". NULL where the
 * form stays, and where there is no file. It is static.
 */
const char *registry_form_given_up(const struct registry *registry);

/* Closes the registry and frees it; what was not committed is lost. Its keys are closed before. */
void registry_close(struct registry *registry);

/*
 * Opens a key that exists, for reading or, with registry_key_edit, for writing. path "" is the Lsa
 * key itself. *key is the caller's to close, before the registry. Errors: REGISTRY_NOT_FOUND, with
 * *key NULL, where there is no such key; REGISTRY_NO_MEMORY.
 */
long registry_key_open(struct registry *registry, const uint16_t *path, struct registry_key **key);
long registry_key_edit(struct registry *registry, const uint16_t *path, struct registry_key **key);

/*
 * Opens a key for writing, or creates it. private_to_system: created, it is for SYSTEM and
 * Administrators alone, and inherits nothing; on Windows by its access list, elsewhere by the
 * file's permissions. wider may be NULL; *wider becomes true where private_to_system was asked and
 * others are let in all the same, as an older key can do. *key is the caller's to close. Errors:
 * REGISTRY_NO_MEMORY, REGISTRY_DENIED.
 */
long registry_key_create(struct registry *registry, const uint16_t *path, bool private_to_system,
                         bool *wider, struct registry_key **key);

/* Closes a key and frees it. */
void registry_key_close(struct registry_key *key);

/*
 * Deletes a key with its values. It has no keys below it: NT refuses such a key; in a machine
 * folder what is below stays. Errors: REGISTRY_NOT_FOUND.
 */
long registry_key_delete(struct registry *registry, const uint16_t *path);

/* Tells how many values a key has, and the units of the longest name among them, without a NUL. */
long registry_key_sizes(struct registry_key *key, size_t *values, size_t *longest_name);

/*
 * Reads a value by its name. data has room for *size bytes, and is not NULL. *type becomes the
 * value's type (enum registry_type, or another), *size the bytes it takes. Errors:
 * REGISTRY_NOT_FOUND; REGISTRY_MORE_DATA where it does not fit, *size being what it takes.
 */
long registry_value_get(struct registry_key *key, const uint16_t *name, uint32_t *type, void *data,
                        size_t *size);

/*
 * Reads the value at an index, from 0 on. name has room for *name_units units, the NUL included;
 * data has room for *size bytes, and is not NULL. *name_units becomes the name's units, without the
 * NUL; *type and *size become the value's. Where the name does not fit the result is REGISTRY_OK,
 * and *name_units and *size are 0. Errors: REGISTRY_NO_MORE behind the last value;
 * REGISTRY_MORE_DATA where the data does not fit: the name and *size are set then, too.
 */
long registry_value_at(struct registry_key *key, size_t index, uint16_t *name, size_t *name_units,
                       uint32_t *type, void *data, size_t *size);

/*
 * Sets a value of a key that is open for writing. data has size bytes. Errors: REGISTRY_NO_MEMORY.
 */
long registry_value_set(struct registry_key *key, const uint16_t *name, uint32_t type,
                        const void *data, size_t size);

/*
 * Deletes a value of a key that is open for writing. Errors: REGISTRY_NOT_FOUND where there is
 * none.
 */
long registry_value_delete(struct registry_key *key, const uint16_t *name);

/*
 * About how many values a key has, without reading them. It is asked of the registry that
 * registry_open(NULL) opens. 0 where it cannot be determined. In a machine folder all of
 * registry.reg is taken to be of that key.
 */
size_t registry_expected(const uint16_t *path);

/* Tells when to read the registry again. Zeroed before first use. */
struct registry_watch {
    void *key;
    void *event;
    uint64_t state[5];
};

/*
 * Whether the registry that registry_open(machine) opens has changed since the last call; the first
 * call returns true. It never waits. On Windows it returns true where changes cannot be determined,
 * and once more than needed after the thread that called it last has ended: Windows signals that
 * end as it signals a change (RegNotifyChangeKeyValue). (The same; elsewhere registry.reg's inode,
 * size and time.)
 */
bool registry_watch_changed(const char *machine, struct registry_watch *watch);

/* Frees what the watch holds, and leaves it as zeroed. */
void registry_watch_close(struct registry_watch *watch);

/* Keys and values by name: MSV1_0's and Lsa's own (ntsecapi.h, Q147706), and IISSUBA's. */
#define KEY_MSV1_0 u"MSV1_0"
#define KEY_KERBEROS u"Kerberos"
#define KEY_IISSUBA u"MSV1_0\\IISSUBA"
#define KEY_ACCOUNTS u"MSV1_0\\IISSUBA\\Accounts"
#define VALUE_AUTH132 u"Auth132"
#define VALUE_PREVIOUS u"PreviousAuth132"
#define VALUE_REGISTERED u"RegisteredAuth132"
#define VALUE_STACK u"Stack"
#define VALUE_FORCE_LOGOFF u"ForceLogoff"
#define VALUE_KEY_BYTES u"KeptKeyBytes"
#define VALUE_OBSERVE_UNTIL u"ObserveUntil"
#define VALUE_LM_LEVEL u"LmCompatibilityLevel"
#define VALUE_LIMIT_BLANK u"LimitBlankPasswordUse"
#define VALUE_CRASH_ON_AUDIT_FAIL u"CrashOnAuditFail"
#define PACKAGE_NAME u"IISSUBA"

#endif
