/*
 * The ways in which a request can be hard on a package. Each takes what the LSA is about to hand
 * over, in watched memory, and makes one thing of it odd. They are numbered from 0; number 0
 * changes nothing.
 */
#ifndef HOSTSIM_MUTATION_H
#define HOSTSIM_MUTATION_H

#include "package_call.h"

#define MUTATION_NAME 96

/* How many there are. */
size_t mutation_count(void);

/*
 * Writes what a mutation makes odd: "UserAll->UserName: an odd length". Number 0 is "as lsass hands
 * it over".
 */
void mutation_name(size_t number, char name[MUTATION_NAME]);

/*
 * Whether lsass never hands over what a mutation makes: lengths that lie, a text of half characters
 * or longer than SAM keeps it, a division of the week that is none (MS-SAMR 2.2.6.5), a level that
 * the export is not asked at. A filter is asked about every logon type; the routine and Ex about
 * network logons alone.
 */
bool mutation_is_malformed(size_t number, enum package_export export);

/*
 * Applies a mutation to a call that was prepared and not made, in memory that is watched. New
 * buffers belong to the call's guard. False where there is no memory.
 */
bool mutation_apply(size_t number, struct package_call *call, struct fault *fault);

#endif
