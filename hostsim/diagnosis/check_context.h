/* What is the same for all nodes that are checked, looked at once. */
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
    uint32_t package_type;  /* its type in the registry */
    bool package_loads;
    bool package_left_out;  /* it is there, and not trusted: nothing is known of what it does */
    bool filter_left_out;   /* the same of Auth0's */
    bool filter_missing;    /* Auth0 names one that does not load, or that exports no filter */
    bool limits_blank;      /* LimitBlankPasswordUse */
    bool audit_failed;      /* CrashOnAuditFail is 2 */
    struct package package; /* held, so that it is not loaded anew for each logon */
    struct named_password *passwords;
    size_t password_count;
};

/*
 * Looks at the machine's registry, package and passwords. The context points into the machine,
 * which outlives it. trusted says which package may run (package_open). Fills *context; the caller
 * closes it. A package that does not load, and a store that cannot be read, are no errors. False
 * where the registry cannot be read or there is no memory: there is then nothing to close.
 */
bool check_context_open(const struct machine *machine, const char *trusted,
                        struct check_context *context, struct fault *fault);

/* Frees the context, unloads the package, and leaves an empty context. */
void check_context_close(struct check_context *context);

/*
 * Finds a node where the account has another password than secret. name is without a domain, in any
 * case. The result is the context's. NULL where there is none.
 */
const struct named_password *check_context_other_password(const struct check_context *context,
                                                          const char *name, const char *secret);

/* Whether a password of the account is encrypted, at any node. name is without a domain. */
bool check_context_has_encrypted(const struct check_context *context, const char *name);

#endif
