/* What a node is as a whole, for people and for programs: enum, and get without a property. */
#ifndef IISSUBACTL_ENUMERATE_H
#define IISSUBACTL_ENUMERATE_H

#include "command.h"
#include "metabase_source.h"

/*
 * Shows a node's properties, own and inherited, and the nodes right below it; all: the same of
 * every node below it. location is as metabase_location makes it. Where there is no such node, that
 * is a complaint.
 */
enum exit_code enumerate(const struct options *options, const struct metabase_source *source,
                         const char *location, bool all);

/*
 * Whether a path names a node, and not a property of one: it ends with a slash; or its last name is
 * no property that the schema knows, and there is a node there. location becomes the node's. False
 * where the path is too long, or the metabase cannot be read.
 */
bool names_node(const struct metabase_source *source, const char *given,
                char location[LOCATION_MAX], bool *is_node, struct fault *fault);

#endif
