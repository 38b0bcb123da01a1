/* The servers that bench measures at: registry.reg and sam.json with so many accounts. */
#ifndef HOSTSIM_BENCH_SERVER_H
#define HOSTSIM_BENCH_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "text/fault.h"

/*
 * Replaces registry.reg by one where accounts 0 to count - 1 (prepared.h) are enrolled, all with
 * PREPARED_PASSWORD. False where it cannot be written.
 */
bool server_enrol(const char *folder, size_t count, struct fault *fault);

/* Sets the stack: a REG_MULTI_SZ of so many bytes. False where it cannot be written. */
bool server_stack(const char *folder, const uint16_t *stack, size_t size, struct fault *fault);

/*
 * Replaces sam.json by one with those accounts, which have the same password there. False where it
 * cannot be written.
 */
bool server_accounts(const char *folder, size_t count, struct fault *fault);

#endif
