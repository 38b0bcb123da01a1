/* Where the metabase and its schema are, and writing the one. */
#ifndef IISSUBACTL_METABASE_PLACE_H
#define IISSUBACTL_METABASE_PLACE_H

#include "command.h"
#include "metabase/metabase_edit.h"

/* --metabase, else the machine folder's MetaBase.xml, else this server's. */
bool metabase_place(const struct options *options, char path[FILE_PATH_MAX], struct fault *fault);

/* --schema, else MBSchema.xml beside the metabase, else the properties that are built in. */
bool metabase_schema(const struct options *options, const char *metabase, struct schema *schema,
                     struct fault *fault);

/*
 * Writes the edits, all or none: EXIT_DONE, or a complaint and what to exit with. Nobody else can
 * change the metabase by these tools meanwhile.
 */
enum exit_code metabase_change(const char *path, const struct metabase_edit *edits, size_t count);

/* The same where --apply is given; otherwise says that nothing is changed without it. */
enum exit_code metabase_apply(const struct options *options, const char *path,
                              const struct metabase_edit *edits, size_t count);

#endif
