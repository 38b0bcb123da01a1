/*
 * How many wrong credentials came since the last report, by account: each guess is counted, and not
 * each is reported (event.h). A table of fixed size for the process's life, without locks. Some 256
 * accounts are counted at once; beyond, who has the fewest makes room, so that those guessed at
 * most stay. Where threads meet as an account is first seen, a guess may go uncounted.
 */
#ifndef IISSUBA_GUESSES_H
#define IISSUBA_GUESSES_H

#include <stdint.h>

/* account: a hash of its name, not 0. */
void guesses_add(uint32_t account);
/* How many there were, this one among them, so at least one; and none from now on. */
uint32_t guesses_take(uint32_t account);

#endif
