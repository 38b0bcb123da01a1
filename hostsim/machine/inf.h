/*
 * The syntax of an INF file, in which secedit's security templates are written: [sections], key =
 * value, ; comments, values in quotation marks, lines that a backslash joins, and %names% of the
 * section [Strings]. Of the sections for other languages, as [Strings.0407], nothing is used.
 *
 * Source: Windows' documentation of INF files ("General Syntax Rules for INF Files", "INF Strings
 * Section").
 */
#ifndef HOSTSIM_INF_H
#define HOSTSIM_INF_H

#include "files/files.h"

/* Where the reader is. */
struct inf_place {
    const char *path;
    struct fault *fault;
    unsigned line; /* an entry's first */
};

/* What of a section is to be read. */
enum inf_reading {
    INF_NOTHING,
    INF_ENTRIES, /* with the syntax of an INF file */
    INF_AS_IS /* the values as they stand, a line each: those of [Registry Values] are anything */
};

/*
 * What is called for the parts of a file, in its order; each returns false, with a fault set, to
 * stop. section says in *reading what of the section is to be read: nothing else of it is
 * looked at. An entry's value has its %names% replaced and its quotation marks removed. Texts are
 * valid for the call alone.
 */
struct inf_handler {
    void *context;
    bool (*section)(void *context, const struct inf_place *place, const char *name,
                    enum inf_reading *reading);
    bool (*entry)(void *context, const struct inf_place *place, const char *key, const char *value);
};

/*
 * Reads a file's contents. *place is the caller's; path and fault are set, and the number of lines
 * is left in it. False, with file and line, where the text is not what it should be, there is no
 * memory, or the handler stopped.
 */
bool inf_read(const struct contents *contents, const struct inf_handler *handler,
              struct inf_place *place);

/* Removes blanks at both ends, in place; what is left begins at what is returned. */
char *inf_trim(char *text);

/* Sets the fault to "FILE:LINE: expected WHAT, found \"FOUND\"", cut off. Returns false always. */
bool inf_unexpected(const struct inf_place *place, const char *what, const char *found);

#endif
