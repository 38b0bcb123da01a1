/* A metabase as a busy server has it: nearly all of its nodes are others' than ours. */
#ifndef HOSTSIM_METABASE_SAMPLE_H
#define HOSTSIM_METABASE_SAMPLE_H

#include <stddef.h>

#include "text/fault.h"

/* Writes one of about so many bytes; *nodes: how many nodes it has. */
bool metabase_sample(const char *path, size_t bytes, size_t *nodes, struct fault *fault);

#endif
