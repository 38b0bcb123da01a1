/*
 * The metabase that a command works on, and its schema: text to read, and edits to make. A command
 * does not know whether it is a file.
 */
#ifndef IISSUBACTL_METABASE_SOURCE_H
#define IISSUBACTL_METABASE_SOURCE_H

#include "command.h"
#include "metabase/metabase_edit.h"

struct metabase_source {
    struct metabase_text text; /* valid until the source is closed */
    struct schema schema;
    char path[FILE_PATH_MAX]; /* the file's */
};

/*
 * Opens --metabase, else the machine folder's MetaBase.xml, else this server's; with --schema, else
 * MBSchema.xml beside the metabase, else the properties that are built in. The caller closes it;
 * where opening fails there is nothing to close.
 */
bool metabase_source_open(const struct options *options, struct metabase_source *source,
                          struct fault *fault);
void metabase_source_close(struct metabase_source *source);

/*
 * Makes the edits where --apply is given, all or none; otherwise says that nothing is changed
 * without it. EXIT_DONE, or a complaint and what to exit with. Nobody else can change the metabase
 * by these tools meanwhile.
 */
enum exit_code metabase_source_apply(const struct options *options,
                                     const struct metabase_source *source,
                                     const struct metabase_edit *edits, size_t count);

/* Edits that are made together with other changes. Zeroed there are none. */
struct metabase_change {
    struct file_change file;
};

/*
 * Makes edits in two steps. What can fail for want of room or rights fails in the first; the second
 * puts them in force. Each change that was prepared is committed or discarded.
 */
bool metabase_source_prepare(const struct metabase_source *source,
                             const struct metabase_edit *edits, size_t count,
                             struct metabase_change *change, struct fault *fault);
bool metabase_source_commit(struct metabase_change *change, struct fault *fault);
void metabase_source_discard(struct metabase_change *change);

#endif
