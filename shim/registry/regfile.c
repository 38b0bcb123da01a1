/* The registry file in memory: keys and values, found, set and removed. */
#include "regfile.h"

#include <stdlib.h>
#include <string.h>

#include "text/array.h"
#include "text/wipe.h"

static uint16_t *copy_text(struct wide text)
{
    uint16_t *copy = malloc((text.units + 1) * sizeof *copy);
    if (copy != NULL) {
        if (text.units > 0) {
            memcpy(copy, text.bytes, text.units * sizeof *copy);
        }
        copy[text.units] = 0;
    }
    return copy;
}

void regfile_init(struct regfile *file)
{
    *file = (struct regfile){.crlf = true};
}

static void release_value(struct regfile_value *value)
{
    if (value->data != NULL) {
        wipe(value->data, value->size);
    }
    free(value->data);
    free(value->name);
    free(value->before);
}

static void release_key(struct regfile_key *key)
{
    for (size_t v = 0; v < key->count; v++) {
        release_value(&key->values[v]);
    }
    hash_index_release(&key->by_name);
    free(key->values);
    free(key->path);
    free(key->before);
}

void regfile_release(struct regfile *file)
{
    for (size_t i = 0; i < file->count; i++) {
        release_key(&file->keys[i]);
    }
    free(file->keys);
    free(file->after);
    regfile_init(file);
}

struct regfile_key *regfile_find_key(struct regfile *file, struct wide path)
{
    for (size_t i = 0; i < file->count; i++) {
        if (wide_same(wide_of(file->keys[i].path), path)) {
            return &file->keys[i];
        }
    }
    return NULL;
}

static struct regfile_key *add_key(struct regfile *file, struct wide path)
{
    if (!array_grow((void **)&file->keys, file->count, &file->capacity, sizeof *file->keys)) {
        return NULL;
    }
    struct regfile_key *key = &file->keys[file->count];
    *key = (struct regfile_key){.path = copy_text(path)};
    if (key->path == NULL) {
        return NULL;
    }
    file->count++;
    return key;
}

struct regfile_key *regfile_make_key(struct regfile *file, struct wide path)
{
    for (size_t to = 0; to <= path.units; to++) {
        bool whole = to == path.units;
        bool parent = !whole && (to == 0 || wide_unit(path, to) == '\\');
        if (!whole && !parent) {
            continue;
        }
        struct wide part = wide_part(path, 0, to);
        struct regfile_key *key = regfile_find_key(file, part);
        if (key == NULL) {
            key = add_key(file, part);
        }
        if (key == NULL || whole) {
            return key;
        }
    }
    return NULL;
}

void regfile_remove_key(struct regfile *file, struct regfile_key *key)
{
    size_t index = (size_t)(key - file->keys);
    release_key(key);
    file->count--;
    memmove(key, key + 1, (file->count - index) * sizeof *key);
}

static struct wide name_of(const struct regfile_value *value)
{
    return (struct wide){(const unsigned char *)value->name, value->name_units};
}

/* Among the values that the index has. */
static struct regfile_value *find_indexed(const struct regfile_key *key, struct wide name,
                                          uint32_t hash)
{
    size_t at = 0;
    for (;;) {
        size_t item = hash_index_next(&key->by_name, hash, &at);
        if (item == HASH_INDEX_NONE) {
            return NULL;
        }
        if (wide_same(name_of(&key->values[item]), name)) {
            return &key->values[item];
        }
    }
}

/* Has the index know all values; *twin: the first that is there twice, NULL for none. */
static bool index_all(struct regfile_key *key, struct regfile_value **twin)
{
    *twin = NULL;
    if (!hash_index_reserve(&key->by_name, key->count)) {
        return false;
    }
    for (size_t i = key->by_name.count; i < key->count; i++) {
        struct wide name = name_of(&key->values[i]);
        uint32_t hash = wide_hash(name);
        if (*twin == NULL && find_indexed(key, name, hash) != NULL) {
            *twin = &key->values[i];
        }
        hash_index_add(&key->by_name, hash, i);
    }
    return true;
}

const struct regfile_value *regfile_find_twin(struct regfile_key *key, bool *no_memory)
{
    struct regfile_value *twin;
    *no_memory = !index_all(key, &twin);
    return twin;
}

struct regfile_value *regfile_find_value(struct regfile_key *key, struct wide name)
{
    struct regfile_value *twin;
    if (index_all(key, &twin)) {
        return find_indexed(key, name, wide_hash(name));
    }
    for (size_t i = 0; i < key->count; i++) { /* no memory: as it goes without */
        if (wide_same(name_of(&key->values[i]), name)) {
            return &key->values[i];
        }
    }
    return NULL;
}

struct regfile_value *regfile_append_value(struct regfile_key *key, uint16_t *name, size_t units,
                                           uint32_t type, unsigned char *data, size_t size)
{
    if (!array_grow((void **)&key->values, key->count, &key->capacity, sizeof *key->values)) {
        return NULL;
    }
    struct regfile_value *value = &key->values[key->count++];
    *value = (struct regfile_value){
        .name = name, .name_units = units, .type = type, .data = data, .size = size};
    return value;
}

static unsigned char *copy_data(const void *data, size_t size)
{
    unsigned char *copy = malloc(size == 0 ? 1 : size);
    if (copy != NULL && size > 0) {
        memcpy(copy, data, size);
    }
    return copy;
}

static bool add_value(struct regfile_key *key, struct wide name, uint32_t type, unsigned char *data,
                      size_t size)
{
    uint16_t *copy = copy_text(name);
    if (copy == NULL || regfile_append_value(key, copy, name.units, type, data, size) == NULL) {
        free(copy);
        return false;
    }
    return true;
}

static void replace_data(struct regfile_value *value, uint32_t type, unsigned char *data,
                         size_t size)
{
    if (value->data != NULL) {
        wipe(value->data, value->size);
        free(value->data);
    }
    value->data = data;
    value->size = size;
    value->type = type;
}

bool regfile_set_value(struct regfile_key *key, struct wide name, uint32_t type, const void *data,
                       size_t size)
{
    unsigned char *copy = copy_data(data, size);
    struct regfile_value *value = regfile_find_value(key, name);
    if (copy == NULL || (value == NULL && !add_value(key, name, type, copy, size))) {
        free(copy);
        return false;
    }
    if (value != NULL) {
        replace_data(value, type, copy, size);
    }
    return true;
}

void regfile_remove_value(struct regfile_key *key, struct regfile_value *value)
{
    size_t index = (size_t)(value - key->values);
    release_value(value);
    key->count--;
    memmove(value, value + 1, (key->count - index) * sizeof *value);
    hash_index_release(&key->by_name); /* places have changed: made anew when it is next wanted */
}
