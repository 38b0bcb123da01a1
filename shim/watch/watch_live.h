/*
 * Changes of the live metabase, as IISADMIN tells of them to a sink.
 *
 * Sources: the IIS SDK's reference (IMSAdminBaseSink), iadmw.h, [MS-IMSA] 3.2.4.
 */
#ifndef IISSUBA_WATCH_LIVE_H
#define IISSUBA_WATCH_LIVE_H

#include "live/admin_base.h"
#include "text/fault.h"
#include "watch_loop.h"

struct watch_live;

/*
 * Joins a running IISADMIN, and starts none: a service that somebody stopped stays so. The caller
 * leaves it, in the same thread. NULL, with the fault set, where the service does not run or
 * refuses. watch_stop_prepare has been called.
 */
struct watch_live *watch_live_join(struct fault *fault);
void watch_live_leave(struct watch_live *watch);

/* The connection, for reading; it stays the watch's. */
const struct admin_base *watch_live_base(const struct watch_live *watch);

/*
 * Waits for a change of what an import reads, for IISADMIN's end, or the end of the watch. watch
 * may be NULL: then only the end is waited for.
 */
enum watch_news watch_live_wait(struct watch_live *watch, unsigned milliseconds);

/* Says at which change number the metabase was read last. */
void watch_live_read_at(struct watch_live *watch, uint32_t number);

/*
 * Asks for the change number: WATCH_CHANGED where it is another than at the last reading;
 * WATCH_LOST where IISADMIN does not answer.
 */
enum watch_news watch_live_ask(const struct watch_live *watch);

#endif
