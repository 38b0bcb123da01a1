/*
 * What a function leaves behind of a secret: it runs alone on a stack of its own, which is searched
 * afterwards. The secret is "Password-12345". A unit of UNITS_LEFT_BEHIND (tests/CMakeLists.txt)
 * links with left_behind.c, and its calls of free are wrapped.
 */
#ifndef TESTS_LEFT_BEHIND_H
#define TESTS_LEFT_BEHIND_H

#include <stdbool.h>
#include <stddef.h>

#include "lsass/credential.h"

#define SECRET_TEXT "Password-12345"

extern struct owf_pair own_secret; /* SECRET_TEXT's */

/* For cmocka: what is looked for from here on is the secret, and what is made of it. */
int left_behind_set_up(void **state);
int left_behind_tear_down(void **state);

/* More that is looked for; and how much is, to go back to. name is for what was found. */
void look_for(const char *name, const void *bytes, size_t size);
extern size_t needle_count;

/* Runs work on that stack; it returns whether it did what it is for, and must have. */
void run_alone(bool (*work)(void));

/* What is left of it; NULL: nothing. */
const char *found(void);

/* Watches a block that is to be given back; NULL: none. */
void watch_block(const void *block, size_t size);
/* How often it was since then, and how many of its bytes were not 0 then. */
extern unsigned given_back;
extern size_t left_in_it;

/* How many blocks were given back with the secret's NT OWF in them. */
extern unsigned blocks_with_the_secret;

#endif
