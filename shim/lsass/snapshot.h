/*
 * What a logon is judged by: the enrolled accounts, the stack and the policy, as the registry had
 * them at one moment. Built whole, then never changed, but for the keys that proven logons leave
 * for the next ones (keys.h); one allocation holds all of it.
 *
 * Accounts lie one behind another, each with its name; they are found through a hash table of
 * their upper-cased names, at most half full.
 */
#ifndef IISSUBA_SNAPSHOT_H
#define IISSUBA_SNAPSHOT_H

#include "keys.h"
#include "record.h"
#include "stack.h"

struct snapshot_account {
    struct owf_pair secret;
    bool readable; /* false: the value in the store is not a record of ours */
    bool sync;
    uint16_t own_keys; /* where its own keys are (keys.h); 0: they are not kept */
    uint16_t name_units;
    uint16_t name[];
};

struct snapshot {
    size_t size;           /* of the allocation, in bytes */
    unsigned lm_level;     /* LmCompatibilityLevel */
    bool limits_blank;     /* LimitBlankPasswordUse */
    int64_t force_logoff;  /* the domain's delay in 100 ns; NT_NEVER where unset */
    int64_t observe_until; /* until when forms are told (observe.h); 0 where unset */
    struct stack stack;
    enum stack_fault stack_fault;
    size_t stack_fault_line;
    struct keys *keys;
    size_t account_count;
    uint32_t mask; /* number of slots less one; a power of two less one */
    uint32_t used; /* of accounts, in units of two bytes; an account is known by where it
                      begins, and never at 0 */
    uint32_t capacity;
    uint16_t *accounts;
    uint32_t slots[]; /* where in accounts; 0: none */
};

/*
 * Room for so many accounts whose names have so many units in all, and for keys in so many bytes.
 * NULL: no memory.
 */
struct snapshot *snapshot_new(size_t accounts, size_t name_units, size_t key_bytes);

/*
 * Adds an account from its value in the store. False where the room announced is used up, the name
 * is empty or longer than ACCOUNT_NAME_MAX, or it is there already in another case.
 */
bool snapshot_add(struct snapshot *snapshot, struct wide name, const unsigned char *value,
                  size_t size);

/* NULL where the account is not enrolled. */
const struct snapshot_account *snapshot_find(const struct snapshot *snapshot, struct wide name);

/* The account after one, in the order they were added; after NULL the first. NULL: no more. */
const struct snapshot_account *snapshot_next(const struct snapshot *snapshot,
                                             const struct snapshot_account *after);

/* What is kept for an account of the snapshot; for NULL, which is none, nothing ever is. */
struct account_keys snapshot_keys(const struct snapshot *snapshot,
                                  const struct snapshot_account *account);

/* Wipes and releases; NULL is allowed. */
void snapshot_free(struct snapshot *snapshot);

#endif
