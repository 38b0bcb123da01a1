/* A metabase as a busy server has it: nearly all of its nodes are not ours. */
#ifndef HOSTSIM_METABASE_SAMPLE_H
#define HOSTSIM_METABASE_SAMPLE_H

#include <stddef.h>

#include "text/fault.h"

/*
 * Writes a MetaBase.xml of about so many bytes. *nodes becomes how many nodes it has. False where
 * it cannot be written.
 */
bool metabase_sample(const char *path, size_t bytes, size_t *nodes, struct fault *fault);

#endif
