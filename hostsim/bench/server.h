/* The servers that bench measures at: registry.reg and sam.json with so many accounts. */
#ifndef HOSTSIM_BENCH_SERVER_H
#define HOSTSIM_BENCH_SERVER_H

#include <stddef.h>

#include "text/fault.h"

/*
 * Replaces registry.reg by one where accounts 0 to count - 1 (prepared.h) are enrolled, all with
 * PREPARED_PASSWORD. False where it cannot be written.
 */
bool server_enrol(const char *folder, size_t count, struct fault *fault);

/*
 * Replaces sam.json by one with those accounts, each with a hash that is nobody's. False where it
 * cannot be written.
 */
bool server_accounts(const char *folder, size_t count, struct fault *fault);

#endif
