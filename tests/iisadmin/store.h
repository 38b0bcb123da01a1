/*
 * The tree from a MetaBase.xml, and back to a file beside it. Types, identifiers and attributes are
 * those of the MBSchema.xml that is given.
 *
 * Sources: the IIS 6.0 documentation (metabase structure, MBSchema.xml).
 */
#ifndef FAKE_STORE_H
#define FAKE_STORE_H

#include <stdbool.h>

#include "text/fault.h"

/* What SaveData writes to: the metabase's path and this. */
#define SAVED_SUFFIX ".saved"

/*
 * Fills the world's tree from a metabase, or from what was saved of it, where that is there. False
 * with the fault set where a file is not what it is to be.
 */
bool store_load(const char *metabase, const char *schema, struct fault *fault);

/* Writes the tree to the metabase's path and SAVED_SUFFIX, by way of a temporary file. */
bool store_save(struct fault *fault);

#endif
