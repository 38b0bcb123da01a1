/*
 * The text that regedit and reg write and read (`reg export`, `reg import`; KB 310516), for the key
 * HKLM\SYSTEM\CurrentControlSet\Control\Lsa and what is below it: version 5, which is Unicode, and
 * REGEDIT4, which NT 4.0's regedit writes. That is ANSI, the bytes of hex(2) and hex(7) too: what
 * is not ASCII is read by the code page that is chosen (text/code_page.h).
 *
 * A string holds its line breaks as they are. What a file takes away ([-KEY], "name"=-) is refused:
 * a machine folder's file is what there is, and not a change.
 *
 * Writing is version 5. It keeps order, comments, line ends and strings' line breaks. What is only
 * ASCII is written as it came. Names or strings beyond that, and what came as UTF-16 or REGEDIT4,
 * are written as UTF-16LE, for regedit reads nothing else.
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
    bool utf16;    /* as which it will be written */
    bool version4; /* it was REGEDIT4 */
    bool crlf;
    char *after; /* comment lines at the end */
    struct regfile_key *keys;
    size_t count;
    size_t capacity;
};

/*
 * Reads a text. name is the file's, for the fault; contents stays the caller's and is not changed.
 * Fills *file, which the caller releases. False, with file and line, where the text is not what it
 * should be, names a value of a key twice, or there is no memory: *file is then empty.
 */
bool regfile_parse(struct regfile *file, const char *name, const struct contents *contents,
                   struct fault *fault);

/* Makes *file an empty registry, which will be written as ASCII with CRLF. */
void regfile_init(struct regfile *file);

/* Wipes all data, frees, and leaves an empty registry. */
void regfile_release(struct regfile *file);

/* Writes the file's text. The caller releases *contents. False where there is no memory. */
bool regfile_write(const struct regfile *file, struct contents *contents);

/*
 * Finds a key. path is below Lsa, without a leading backslash; letters match in either case. The
 * key is the file's, and moves when a key is made or removed. NULL where there is none.
 */
struct regfile_key *regfile_find_key(struct regfile *file, struct wide path);

/*
 * Finds a key or makes it, with the keys above it. path and result are as in regfile_find_key. NULL
 * where there is no memory; keys above it may then have been made.
 */
struct regfile_key *regfile_make_key(struct regfile *file, struct wide path);

/* Removes a key with its values. key is the file's. Keys below it stay, and other keys may move. */
void regfile_remove_key(struct regfile *file, struct regfile_key *key);

/*
 * Finds a value of a key by its name; letters match in either case, and the empty name is the
 * default value. The value is the key's, and moves when values are added or removed. NULL where
 * there is none.
 */
struct regfile_value *regfile_find_value(struct regfile_key *key, struct wide name);

/*
 * Finds the first value that has the name of an earlier one. To be called before any value of the
 * key is looked for by name. The value is the key's. NULL where there is none, or, with *no_memory
 * set, where it could not be found out.
 */
const struct regfile_value *regfile_find_twin(struct regfile_key *key, bool *no_memory);

/*
 * Adds a value whose name the key does not have yet. name has units units and a NUL; data has size
 * bytes and may be NULL where size is 0. Both come from malloc. The result is the key's value,
 * which now owns both. NULL where there is no memory: both then stay the caller's.
 */
struct regfile_value *regfile_append_value(struct regfile_key *key, uint16_t *name, size_t units,
                                           uint32_t type, unsigned char *data, size_t size);

/*
 * Sets a value, new or not; its comments stay. name and data are copied; data has size bytes and
 * may be NULL where size is 0; what was there before is wiped. False where there is no memory: the
 * value is then as it was.
 */
bool regfile_set_value(struct regfile_key *key, struct wide name, uint32_t type, const void *data,
                       size_t size);

/* Removes a value of the key and wipes it. Other values may move. */
void regfile_remove_value(struct regfile_key *key, struct regfile_value *value);

#endif
