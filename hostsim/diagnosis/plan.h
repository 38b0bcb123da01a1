/*
 * One plan for all that is wrong at a node: the shortest way out, in the right order, of which no
 * step undoes another. Where another account is to be named, or synchronization turned off, what is
 * wrong after that is looked for, and what is wrong only until then needs no step of its own.
 */
#ifndef HOSTSIM_PLAN_H
#define HOSTSIM_PLAN_H

#include "causes.h"

/* Looks for all causes at a node, and adds what it finds to check->diagnosis. */
typedef void causes_function(struct node_check *check);

/*
 * Makes check->diagnosis' plan. Its findings are there, as look finds them; a finding whose mend is
 * no step gets the step that spares it. False: no memory.
 */
bool plan_make(struct node_check *check, causes_function *look);

#endif
