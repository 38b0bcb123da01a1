/* The documented structures' fields, by offset. */
#ifndef HOSTSIM_ABI_FIELDS_H
#define HOSTSIM_ABI_FIELDS_H

#include <stdint.h>

/*
 * The field of a structure (by its documented name) that the offset lies in; NULL where it lies in
 * none, or the structure is not known.
 */
const char *field_at(const char *structure, int64_t offset);

#endif
