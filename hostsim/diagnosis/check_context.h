/* What is the same for all nodes of a check, looked at once. */
#ifndef HOSTSIM_CHECK_CONTEXT_H
#define HOSTSIM_CHECK_CONTEXT_H

#include "lsass/snapshot.h"
#include "machine.h"
#include "package.h"

/* One of an account's passwords, and a node that has it. Each pair is there once. */
struct named_password {
    const char *name; /* without a domain */
    const char *secret;
    const char *location;
};

struct check_context {
    struct snapshot *store; /* what the shim judges by; NULL: it cannot be read */
    char package_name[800]; /* Auth132, UTF-8; "" where it is not set */
    bool package_loads;
    struct package package; /* held, so that it is not loaded anew for each logon */
    struct named_password *passwords;
    size_t password_count;
};

/* Borrows from the machine. False, with the fault set, where the registry cannot be read. */
bool check_context_open(const struct machine *machine, struct check_context *context,
                        struct fault *fault);
void check_context_close(struct check_context *context);

/* A node where the account has another password; NULL where there is none. */
const struct named_password *check_context_other_password(const struct check_context *context,
                                                          const char *name, const char *secret);

#endif
