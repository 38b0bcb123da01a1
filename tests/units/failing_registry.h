/*
 * A registry of which one call fails: a test that links with failing_registry.c, and wraps its
 * calls (FAILING_REGISTRY_CALLS of tests/CMakeLists.txt), sets which.
 */
#ifndef TESTS_FAILING_REGISTRY_H
#define TESTS_FAILING_REGISTRY_H

#include <stdint.h>

/* The call that fails, counted from 0 over all kinds; -1: none. It counts down. */
extern int registry_failing_call;
/* What it fails with, and whether all later ones do too. */
extern long registry_failing_with;

/* How many calls there were since this was set to 0. */
extern int registry_calls;

/* Keys that are open: each is closed, once. */
extern int registry_open_keys;

/* The path of a key that others than SYSTEM and Administrators get at; NULL: none. */
extern const uint16_t *registry_wider_path;
/* How often a key was made for these two alone, and for others. */
extern int registry_made[2];

#endif
