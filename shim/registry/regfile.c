/* The registry file in memory: keys and values, found, set and removed. */
#include "regfile.h"

#include <stdlib.h>
#include <string.h>

#include "lsass/ntlm.h"
#include "text/array.h"

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
        ntlm_wipe(value->data, value->size);
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

struct regfile_value *regfile_find_value(struct regfile_key *key, struct wide name)
{
    for (size_t i = 0; i < key->count; i++) {
        struct wide held = {(const unsigned char *)key->values[i].name, key->values[i].name_units};
        if (wide_same(held, name)) {
            return &key->values[i];
        }
    }
    return NULL;
}

static struct regfile_value *add_value(struct regfile_key *key, struct wide name)
{
    if (!array_grow((void **)&key->values, key->count, &key->capacity, sizeof *key->values)) {
        return NULL;
    }
    struct regfile_value *value = &key->values[key->count];
    *value = (struct regfile_value){.name = copy_text(name), .name_units = name.units};
    if (value->name == NULL) {
        return NULL;
    }
    key->count++;
    return value;
}

bool regfile_set_value(struct regfile_key *key, struct wide name, uint32_t type, const void *data,
                       size_t size)
{
    unsigned char *copy = malloc(size == 0 ? 1 : size);
    struct regfile_value *value = regfile_find_value(key, name);
    if (copy != NULL && value == NULL) {
        value = add_value(key, name);
    }
    if (copy == NULL || value == NULL) {
        free(copy);
        return false;
    }
    if (size > 0) {
        memcpy(copy, data, size);
    }
    if (value->data != NULL) {
        ntlm_wipe(value->data, value->size);
        free(value->data);
    }
    value->data = copy;
    value->size = size;
    value->type = type;
    return true;
}

void regfile_remove_value(struct regfile_key *key, struct regfile_value *value)
{
    size_t index = (size_t)(value - key->values);
    release_value(value);
    key->count--;
    memmove(value, value + 1, (key->count - index) * sizeof *value);
}
