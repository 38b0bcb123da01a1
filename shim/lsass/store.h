/*
 * The snapshot in force. Readers take the current one and give it back; a reload builds a new one
 * beside it and swaps. A few thousand accounts are read by the logon that sees the change; more, in
 * a thread of its own, while all logons go on with the old ones. The first logons after the DLL is
 * loaded wait until the registry has been read once, with or without success. A registry that
 * cannot be read keeps the last good snapshot.
 *
 * A snapshot that was replaced is wiped and released when its last reader is done.
 */
#ifndef IISSUBA_STORE_H
#define IISSUBA_STORE_H

#include "snapshot.h"

struct store_hold {
    const struct snapshot *snapshot; /* NULL: there has never been one */
    int place;                       /* the store's own, and so is the next */
    unsigned counter;
};

#define STORE_NOTHING_HELD ((struct store_hold){NULL, -1, 0})

/*
 * Looks (at most every 50 ms, whether or not there is a snapshot yet) whether the registry changed,
 * reloads if so, and takes the current snapshot. Each take needs its store_release; nothing held
 * needs none.
 *
 * A fault of our own while the registry is read (exception.h) ends all reading: what is in force
 * stays, until the DLL is loaded anew.
 */
struct store_hold store_take(void);
void store_release(struct store_hold hold);

/* Wipes and releases everything; no reader may be left. */
void store_close(void);

#endif
