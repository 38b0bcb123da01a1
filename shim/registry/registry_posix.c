#include "registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files/lock.h"
#include "regfile.h"

const bool registry_needs_machine = true;

struct registry {
    struct regfile file;
    struct file_locks locks;   /* held while open for writing */
    struct file_change change; /* prepared, and not yet committed */
    char path[FILE_PATH_MAX];
};

/* Keys move when others are made: a key is its registry and its path. */
struct registry_key {
    struct registry *registry;
    size_t index; /* where it was last */
    size_t units; /* of the path */
    uint16_t path[];
};

static bool file_path(const char *machine, char path[4096])
{
    return machine != NULL && path_join(path, 4096, machine, "registry.reg");
}

static long read_file(struct registry *registry, struct fault *fault)
{
    struct contents contents;
    switch (file_read(registry->path, &contents, fault)) {
    case FILE_ABSENT:
        regfile_init(&registry->file);
        return REGISTRY_OK;
    case FILE_UNREADABLE:
        return REGISTRY_DENIED;
    case FILE_READ:
        break;
    }
    bool parsed = regfile_parse(&registry->file, registry->path, &contents, fault);
    contents_release(&contents);
    return parsed ? REGISTRY_OK : REGISTRY_INVALID;
}

long registry_open(const char *machine, enum registry_access access, struct registry **registry,
                   struct fault *fault)
{
    struct fault unwanted;
    fault = fault == NULL ? &unwanted : fault;
    machine = machine == NULL ? getenv("IISSUBA_MACHINE") : machine;
    *registry = calloc(1, sizeof **registry);
    if (*registry == NULL) {
        return REGISTRY_NO_MEMORY;
    }
    long error = REGISTRY_NOT_FOUND;
    const char *path = (*registry)->path;
    if (!file_path(machine, (*registry)->path)) {
        fault_set(fault, "no machine folder is named");
    } else if (access == REGISTRY_WRITE && !files_lock(&path, 1, &(*registry)->locks, fault)) {
        error = REGISTRY_DENIED;
    } else {
        if (access == REGISTRY_WRITE) {
            file_clear_leftovers((*registry)->path);
        }
        error = read_file(*registry, fault);
    }
    if (error != REGISTRY_OK) {
        registry_close(*registry);
        *registry = NULL;
    }
    return error;
}

long registry_prepare(struct registry *registry, struct fault *fault)
{
    struct contents contents;
    file_discard(&registry->change);
    if (!regfile_write(&registry->file, &contents)) {
        fault_set(fault, "%s: no memory", registry->path);
        return REGISTRY_NO_MEMORY;
    }
    bool written =
        file_prepare(registry->path, contents.text, contents.size, &registry->change, fault);
    contents_release(&contents);
    return written ? REGISTRY_OK : REGISTRY_WRITE_FAULT;
}

long registry_commit(struct registry *registry, struct fault *fault)
{
    struct fault unwanted;
    fault = fault == NULL ? &unwanted : fault;
    if (registry->change.temporary[0] == '\0') {
        long error = registry_prepare(registry, fault);
        if (error != REGISTRY_OK) {
            return error;
        }
    }
    return file_commit(&registry->change, fault) ? REGISTRY_OK
           : registry->change.in_place           ? REGISTRY_UNSURE
                                                 : REGISTRY_WRITE_FAULT;
}

const char *registry_form_given_up(const struct registry *registry)
{
    return registry->file.version4 ? "REGEDIT4" : NULL;
}

void registry_close(struct registry *registry)
{
    file_discard(&registry->change);
    regfile_release(&registry->file);
    files_unlock(&registry->locks);
    free(registry);
}

static long open_key(struct registry *registry, const uint16_t *path, bool make,
                     struct registry_key **key)
{
    struct wide view = wide_of(path);
    *key = NULL;
    if (!make && regfile_find_key(&registry->file, view) == NULL) {
        return REGISTRY_NOT_FOUND;
    }
    if (make && regfile_make_key(&registry->file, view) == NULL) {
        return REGISTRY_NO_MEMORY;
    }
    *key = calloc(1, sizeof **key + (view.units + 1) * sizeof(uint16_t));
    if (*key == NULL) {
        return REGISTRY_NO_MEMORY;
    }
    (*key)->registry = registry;
    (*key)->units = view.units;
    memcpy((*key)->path, path, view.units * sizeof(uint16_t));
    return REGISTRY_OK;
}

long registry_key_open(struct registry *registry, const uint16_t *path, struct registry_key **key)
{
    return open_key(registry, path, false, key);
}

long registry_key_edit(struct registry *registry, const uint16_t *path, struct registry_key **key)
{
    return open_key(registry, path, false, key);
}

long registry_key_create(struct registry *registry, const uint16_t *path, bool private_to_system,
                         bool *wider, struct registry_key **key)
{
    (void)private_to_system; /* the file's permissions are its owner's */
    if (wider != NULL) {
        struct stat about;
        *wider = private_to_system && stat(registry->path, &about) == 0 &&
                 (about.st_mode & (S_IRWXG | S_IRWXO)) != 0;
    }
    return open_key(registry, path, true, key);
}

void registry_key_close(struct registry_key *key)
{
    free(key);
}

long registry_key_delete(struct registry *registry, const uint16_t *path)
{
    struct regfile_key *key = regfile_find_key(&registry->file, wide_of(path));
    if (key == NULL) {
        return REGISTRY_NOT_FOUND;
    }
    regfile_remove_key(&registry->file, key);
    return REGISTRY_OK;
}

static struct regfile_key *found(struct registry_key *key)
{
    struct regfile *file = &key->registry->file;
    struct wide path = {(const unsigned char *)key->path, key->units};
    if (key->index >= file->count || !wide_same(wide_of(file->keys[key->index].path), path)) {
        key->index = (size_t)(regfile_find_key(file, path) - file->keys);
    }
    return &file->keys[key->index];
}

long registry_key_sizes(struct registry_key *key, size_t *values, size_t *longest_name)
{
    struct regfile_key *held = found(key);
    *values = held->count;
    *longest_name = 0;
    for (size_t i = 0; i < held->count; i++) {
        size_t units = held->values[i].name_units;
        *longest_name = units > *longest_name ? units : *longest_name;
    }
    return REGISTRY_OK;
}

static long give_data(const struct regfile_value *value, uint32_t *type, void *data, size_t *size)
{
    bool fits = value->size <= *size;
    if (fits && value->size > 0) {
        memcpy(data, value->data, value->size);
    }
    *type = value->type;
    *size = value->size;
    return fits ? REGISTRY_OK : REGISTRY_MORE_DATA;
}

long registry_value_get(struct registry_key *key, const uint16_t *name, uint32_t *type, void *data,
                        size_t *size)
{
    const struct regfile_value *value = regfile_find_value(found(key), wide_of(name));
    return value == NULL ? REGISTRY_NOT_FOUND : give_data(value, type, data, size);
}

long registry_value_at(struct registry_key *key, size_t index, uint16_t *name, size_t *name_units,
                       uint32_t *type, void *data, size_t *size)
{
    const struct regfile_key *held = found(key);
    if (index >= held->count) {
        return REGISTRY_NO_MORE;
    }
    const struct regfile_value *value = &held->values[index];
    if (value->name_units >= *name_units) {
        *name_units = 0;
        *size = 0;
        return REGISTRY_OK;
    }
    memcpy(name, value->name, (value->name_units + 1) * sizeof *name);
    *name_units = value->name_units;
    return give_data(value, type, data, size);
}

long registry_value_set(struct registry_key *key, const uint16_t *name, uint32_t type,
                        const void *data, size_t size)
{
    bool set = regfile_set_value(found(key), wide_of(name), type, data, size);
    return set ? REGISTRY_OK : REGISTRY_NO_MEMORY;
}

long registry_value_delete(struct registry_key *key, const uint16_t *name)
{
    struct regfile_key *held = found(key);
    struct regfile_value *value = regfile_find_value(held, wide_of(name));
    if (value == NULL) {
        return REGISTRY_NOT_FOUND;
    }
    regfile_remove_value(held, value);
    return REGISTRY_OK;
}

#define BYTES_A_VALUE 150 /* at least, of an account's */

size_t registry_expected(const uint16_t *path)
{
    char file[4096];
    struct stat about;
    (void)path;
    return file_path(getenv("IISSUBA_MACHINE"), file) && stat(file, &about) == 0
               ? (size_t)about.st_size / BYTES_A_VALUE
               : 0;
}

/* The file is replaced whole when it changes: another inode, or another time of change. */
bool registry_watch_changed(const char *machine, struct registry_watch *watch)
{
    char path[4096];
    struct stat about;
    uint64_t state[5] = {1, 0, 0, 0, 0};
    machine = machine == NULL ? getenv("IISSUBA_MACHINE") : machine;
    if (file_path(machine, path) && stat(path, &about) == 0) {
        state[1] = (uint64_t)about.st_ino;
        state[2] = (uint64_t)about.st_size;
        state[3] = (uint64_t)about.st_mtim.tv_sec;
        state[4] = (uint64_t)about.st_mtim.tv_nsec;
    }
    bool changed = memcmp(state, watch->state, sizeof state) != 0;
    memcpy(watch->state, state, sizeof state);
    return changed;
}

void registry_watch_close(struct registry_watch *watch)
{
    memset(watch->state, 0, sizeof watch->state);
}
