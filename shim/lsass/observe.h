/*
 * What is presented, told while an administrator asks for it (`iissubactl observe on`): what
 * Microsoft's services present is not public, and decides how the stack has to be. Each form that
 * is new for an account is one event, EVENT_OBSERVED, with the form and the lengths, and no byte of
 * it. Forms are told apart by which fields there are and how long they are; NTLMv2's length changes
 * with names, and does not count.
 *
 * The registry's value is the moment at which it ends, so nothing is left on by who forgets it. A
 * moment more than an hour away counts for nothing: a clock that was set back leaves nothing on
 * either.
 *
 * Memory is bounded, and so are the events: OBSERVE_FORMS of an account, OBSERVE_MOST of all. It is
 * the same for an account that is not enrolled, so that the time does not tell who is. Switched on
 * again, all is new.
 */
#ifndef IISSUBA_OBSERVE_H
#define IISSUBA_OBSERVE_H

#include "event.h"
#include "request.h"
#include "text/nt_time.h"

#define OBSERVE_LONGEST (60 * NT_MINUTE)
#define OBSERVE_FORMS 8
#define OBSERVE_MOST 64

/* Whether it is on at a moment. until is the value's; 0 where there is none. */
bool observe_is_on(int64_t until, int64_t now);

/*
 * Tells of a request's credential where its form is new since `until` was set. Safe from any thread
 * and never waits: who comes while another logon looks tells nothing, and the next of that form
 * does. So it is, too, where the queue of events is full.
 */
void observe_presented(int64_t until, struct wide account, const struct request *request);

/*
 * What a request presents: its form and lengths, and whether it proves the empty password. That
 * costs what checking a credential costs: it is for events alone.
 */
struct presented presented_of(const struct request *request);

#endif
