/*
 * The account restrictions of Microsoft's published subauthentication sample, each on its own:
 * structs in, a verdict out. Order and authority are the caller's (logon.c; hostsim's SAM check).
 */
#ifndef IISSUBA_RESTRICTIONS_H
#define IISSUBA_RESTRICTIONS_H

#include <stdbool.h>

#include "clock.h"
#include "request.h"

/* A normal account; a temporary duplicate too, unless the logon is passed through. */
bool restriction_type_allows(ULONG control, bool pass_through);

/* AccountExpires is set and reached. */
bool restriction_expired(int64_t expires, int64_t utc);

/*
 * The account may log on from the workstation: its list is empty, the name is empty, or the name
 * is in it. The list is separated by commas, without escapes; spaces around a name in it do not
 * count, and an empty one names nobody. A leading \\ of the client's name is dropped. Names are the
 * same where they are so in SAM's upper case (text/upcase.h), whole and unit by unit. That differs
 * from a comparison as NetBIOS names in an OEM code page, on purpose, where that would let more in:
 * nothing beyond 15 characters is cut off, letters that a code page has no place for become no
 * others, and spaces around the client's name count.
 */
bool restriction_workstation_allows(struct wide list, struct wide workstation);

/*
 * The account may log on now. Where it may, *logoff is the start of the next unit that is not
 * allowed, NT_NEVER where all are. No hours: no restriction. UnitsPerWeek other than 7 (days), 168,
 * 1008 or 10080 allows nothing. Reads exactly (units_per_week + 7) / 8 bytes.
 */
bool restriction_hours_allow(const unsigned char *hours, unsigned units_per_week, struct moment now,
                             int64_t *logoff);

/* Logoff plus the force-logoff delay (100 ns, not negative); NT_NEVER if either is or it overflows.
 */
int64_t restriction_kickoff(int64_t logoff, int64_t force_logoff);

#endif
