/* The fields of the documented structures, by offset (abi_layout.h). */
#ifndef HOSTSIM_ABI_FIELDS_H
#define HOSTSIM_ABI_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Tells which field of a structure an offset lies in. structure is its documented name; offset is
 * in bytes, and may be negative. A gap between two fields counts to the first. The answer is
 * static. NULL where the offset is outside of the structure, or the structure has no fields that
 * are known.
 */
const char *field_at(const char *structure, int64_t offset);

/* Whether a structure has a field of that name. */
bool field_is_of(const char *structure, const char *field);

#endif
