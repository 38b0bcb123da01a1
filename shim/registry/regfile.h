/*
 * regedit's version 5 text (what `reg export` writes and `reg import` takes), of the key
 * HKLM\SYSTEM\CurrentControlSet\Control\Lsa and what is below it. UTF-16LE with its mark, or UTF-8.
 *
 * Writing keeps order, comments and line ends. What is only ASCII is written as it came; names or
 * strings beyond that need UTF-16LE, which is then written, for regedit reads nothing else.
 */
#ifndef IISSUBA_REGFILE_H
#define IISSUBA_REGFILE_H

#include "files/files.h"
#include "text/hash_index.h"
#include "text/wide.h"

struct regfile_value {
    char *before;   /* comment lines above it, each with its \n; NULL: none */
    uint16_t *name; /* units, NUL-terminated; the empty name is the key's default value */
    size_t name_units;
    uint32_t type;
    unsigned char *data;
    size_t size;
    unsigned line; /* of the file it was read from */
};

struct regfile_key {
    char *before;
    uint16_t *path; /* below Lsa, without a leading backslash; "" is Lsa itself */
    struct regfile_value *values;
    size_t count;
    size_t capacity;
    struct hash_index by_name; /* of the first so many values, as it counts them */
};

struct regfile {
    bool utf16;
    bool crlf;
    char *after; /* comment lines at the end */
    struct regfile_key *keys;
    size_t count;
    size_t capacity;
};

/* False, with file and line in the fault, where the text is not what it should be. */
bool regfile_parse(struct regfile *file, const char *name, const struct contents *contents,
                   struct fault *fault);
/* An empty registry, written as ASCII with CRLF. */
void regfile_init(struct regfile *file);
void regfile_release(struct regfile *file);

/* The file's text; false: no memory. The caller releases it. */
bool regfile_write(const struct regfile *file, struct contents *contents);

struct regfile_key *regfile_find_key(struct regfile *file, struct wide path);
/* Finds or makes, the keys above it too; NULL: no memory. */
struct regfile_key *regfile_make_key(struct regfile *file, struct wide path);

/* Keys below it stay. */
void regfile_remove_key(struct regfile *file, struct regfile_key *key);

struct regfile_value *regfile_find_value(struct regfile_key *key, struct wide name);
/* The first value whose name another above it has; NULL: none. *no_memory: it could not be told. */
const struct regfile_value *regfile_find_twin(struct regfile_key *key, bool *no_memory);
/* Adds a value that the key has not; the name and the data become its own, data may be NULL. */
struct regfile_value *regfile_append_value(struct regfile_key *key, uint16_t *name, size_t units,
                                           uint32_t type, unsigned char *data, size_t size);
bool regfile_set_value(struct regfile_key *key, struct wide name, uint32_t type, const void *data,
                       size_t size);
void regfile_remove_value(struct regfile_key *key, struct regfile_value *value);

#endif
