/*
 * IMSAdminBase in memory, for the tests of what reads and edits the live metabase: it answers as
 * the IIS SDK's reference describes it, and each of its calls can be made to fail.
 */
#ifndef FAKE_ADMIN_BASE_H
#define FAKE_ADMIN_BASE_H

#include "live/admin_base.h"

#define FAKE_NODES 32
#define FAKE_RECORDS 32
#define FAKE_DATA 4096

enum fake_call {
    FAKE_CHANGE_NUMBER,
    FAKE_CHILD,
    FAKE_DATA_OF,
    FAKE_OPEN,
    FAKE_CLOSE,
    FAKE_SET,
    FAKE_REMOVE,
    FAKE_SAVE,
    FAKE_CALLS
};

struct fake_record {
    struct live_record record; /* data is at bytes */
    unsigned char bytes[FAKE_DATA];
};

struct fake_node {
    const char *location; /* "/LM"; the root's is "" */
    struct fake_record *records;
    size_t count;
};

struct fake_base {
    struct fake_node nodes[FAKE_NODES];
    size_t count;
    uint32_t number;              /* rises with each change */
    uint32_t results[FAKE_CALLS]; /* what a call answers in the place of working */
    unsigned from[FAKE_CALLS];    /* the first of the calls, from 0 on, that does */
    unsigned times[FAKE_CALLS];   /* how many of them do */
    unsigned calls[FAKE_CALLS];
    unsigned moves;   /* so many readings find the metabase changed */
    uint32_t clock;   /* milliseconds; waits and a busy open let it go on */
    long open_handle; /* the node that is open for writing; -1: none */
};

/* Makes an empty metabase: the root alone. */
void fake_base_begin(struct fake_base *fake);
void fake_base_end(struct fake_base *fake);

/* Adds a node; location must outlive it. Its parent is there already. */
struct fake_node *fake_base_node(struct fake_base *fake, const char *location);

/* Sets a record at a node, as SetData does. text is UTF-8 and becomes UTF-16 with its NUL. */
void fake_base_put(struct fake_node *node, const struct live_record *record);
void fake_base_put_text(struct fake_node *node, uint32_t id, uint32_t attributes,
                        uint32_t user_type, const char *text);
void fake_base_put_dword(struct fake_node *node, uint32_t id, uint32_t attributes,
                         uint32_t user_type, uint32_t value);

/* A record that a node sets; NULL where it does not. */
const struct live_record *fake_base_record(const struct fake_node *node, uint32_t id);

/* Makes count calls of a kind answer a result, from the one with index from on. */
void fake_base_fail(struct fake_base *fake, enum fake_call call, uint32_t result, unsigned from,
                    unsigned count);

/* The interface to it. */
struct admin_base fake_base_interface(struct fake_base *fake);

#endif
