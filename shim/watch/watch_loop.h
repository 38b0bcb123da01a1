/*
 * Keeping the store in step with a metabase: join it, import once, then after each change; ask from
 * time to time whether a notice was missed; rejoin what has ended. What is watched is behind the
 * port: a machine folder, or IISADMIN.
 */
#ifndef IISSUBA_WATCH_LOOP_H
#define IISSUBA_WATCH_LOOP_H

#include <stdbool.h>

#define WATCH_SETTLE 200     /* milliseconds without a change before an import */
#define WATCH_SETTLE_MOST 10 /* so many changes on end are waited for, and no more */
#define WATCH_ASK 30000      /* how often a missed notice is asked for */
#define WATCH_AGAIN 1000     /* the first wait after a failure; it doubles up to WATCH_ASK */

enum watch_news {
    WATCH_QUIET,
    WATCH_CHANGED,
    WATCH_LOST, /* what was joined has ended */
    WATCH_STOP  /* the watch is to end */
};

struct watch_port {
    void *context; /* handed to each call */
    /* Joins what is watched. False: not now, and nothing is to be left. It starts nothing. */
    bool (*join)(void *context);
    /* Waits for news, joined or not. WATCH_QUIET where there is none in that time. */
    enum watch_news (*wait)(void *context, unsigned milliseconds);
    /* Asks what is joined for a change that no notice told of. Never WATCH_STOP. */
    enum watch_news (*ask)(void *context);
    /* Imports. False: it could not be read, or the store not be written. */
    bool (*import)(void *context);
    /* lost: it has ended by itself. */
    void (*leave)(void *context, bool lost);
};

/* Runs until wait gives WATCH_STOP; what was joined is left then. */
void watch_run(const struct watch_port *port);

#endif
