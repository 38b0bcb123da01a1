/*
 * What a logon is judged by: the enrolled accounts, the stack and the policy, as the registry had
 * them at one moment. Built whole, then never changed; one allocation holds all of it.
 *
 * Accounts are found through a hash table of their upper-cased names, at most half full.
 */
#ifndef IISSUBA_SNAPSHOT_H
#define IISSUBA_SNAPSHOT_H

#include "record.h"
#include "stack.h"

struct snapshot_account {
    uint32_t name_at;    /* index into names */
    uint16_t name_units; /* 0: a slot without an account */
    bool readable;       /* false: the value in the store is not a record of ours */
    bool sync;
    struct owf_pair secret;
};

struct snapshot {
    size_t size;          /* of the allocation, in bytes */
    unsigned lm_level;    /* LmCompatibilityLevel */
    int64_t force_logoff; /* the domain's delay in 100 ns; NT_NEVER where unset */
    struct stack stack;
    enum stack_fault stack_fault;
    size_t stack_fault_line;
    size_t account_count;
    uint32_t mask;       /* number of slots less one; a power of two less one */
    uint32_t names_used; /* units */
    uint32_t names_capacity;
    uint16_t *names;
    struct snapshot_account slots[];
};

/* Room for so many accounts whose names have so many units in all. NULL: no memory. */
struct snapshot *snapshot_new(size_t accounts, size_t name_units);

/*
 * Adds an account from its value in the store. False where the room announced is used up, the name
 * is empty or longer than ACCOUNT_NAME_MAX, or it is there already in another case.
 */
bool snapshot_add(struct snapshot *snapshot, struct wide name, const unsigned char *value,
                  size_t size);

/* NULL where the account is not enrolled. */
const struct snapshot_account *snapshot_find(const struct snapshot *snapshot, struct wide name);

/* Wipes and releases; NULL is allowed. */
void snapshot_free(struct snapshot *snapshot);

#endif
