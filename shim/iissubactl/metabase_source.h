/*
 * The metabase that a command works on, and its schema: text to read, and edits to make. It is a
 * file, or the live metabase of this server's IISADMIN; a command does not know which.
 */
#ifndef IISSUBACTL_METABASE_SOURCE_H
#define IISSUBACTL_METABASE_SOURCE_H

#include "command.h"
#include "live/live_edit.h"
#include "metabase/metabase_edit.h"

struct metabase_source {
    struct metabase_text text; /* valid until the source is closed */
    struct schema schema;
    char path[FILE_PATH_MAX]; /* the file's; empty: it is the live metabase */
    /* The live metabase alone: */
    struct admin_base base;
    struct live_tree tree;
    struct contents rendered;
};

/*
 * Opens --metabase, else the machine folder's MetaBase.xml, else this server's live metabase; where
 * there is none, or --offline is given, this server's MetaBase.xml. The schema is --schema, else
 * MBSchema.xml beside the metabase, else the properties that are built in. The caller closes it;
 * where opening fails there is nothing to close.
 */
bool metabase_source_open(const struct options *options, struct metabase_source *source,
                          struct fault *fault);
void metabase_source_close(struct metabase_source *source);

/*
 * Opens the live metabase over a connection that stays the caller's, and outlives the source.
 * Otherwise as metabase_source_open.
 */
bool metabase_source_open_live(const struct options *options, const struct admin_base *base,
                               struct metabase_source *source, struct fault *fault);

/*
 * Makes the edits where --apply is given, all or none; otherwise says that nothing is changed
 * without it. EXIT_DONE, or a complaint and what to exit with. Nobody else can change the metabase
 * by these tools meanwhile. What a file held before is kept beside it, in MetaBase.xml.bak.
 */
enum exit_code metabase_source_apply(const struct options *options,
                                     const struct metabase_source *source,
                                     const struct metabase_edit *edits, size_t count);

/* Edits that are made together with other changes. Zeroed there are none. */
struct metabase_change {
    const struct metabase_source *source;
    struct file_change file;
    struct live_plan plan;
};

/*
 * Makes edits in two steps, while the caller holds the lock of the file's folder (files/lock.h).
 * What can fail for want of room or rights fails in the first; the second
 * puts them in force. Each change that was prepared is committed or discarded. Preparing gives
 * EXIT_DONE, or what to exit with, with the fault set: EXIT_USAGE where the edits cannot be made,
 * EXIT_FAILED where the file cannot be written.
 */
enum exit_code metabase_source_prepare(const struct metabase_source *source,
                                       const struct metabase_edit *edits, size_t count,
                                       struct metabase_change *change, struct fault *fault);
bool metabase_source_commit(struct metabase_change *change, struct fault *fault);
void metabase_source_discard(struct metabase_change *change);

#endif
