/*
 * The ways in which a request can be hard on a package: each takes what the LSA is about to hand
 * over, in watched memory, and makes one thing of it odd. They are numbered from 0.
 */
#ifndef HOSTSIM_MUTATION_H
#define HOSTSIM_MUTATION_H

#include "package_call.h"

#define MUTATION_NAME 96

size_t mutation_count(void);

/* What is odd: "UserAll->UserName: an odd length". Number 0 is as lsass would hand it over. */
void mutation_name(size_t number, char name[MUTATION_NAME]);

/* New buffers belong to the call's guard. False: no memory. */
bool mutation_apply(size_t number, struct package_call *call, struct fault *fault);

#endif
