#include "watch_loop.h"

/* Each wait is twice the last, up to how often is asked anyway. */
static unsigned longer(unsigned milliseconds)
{
    return milliseconds > WATCH_ASK / 2 ? WATCH_ASK : 2 * milliseconds;
}

/* Waits until changes have come to rest, so that a hundred of them are one import. */
static enum watch_news settle(const struct watch_port *port)
{
    enum watch_news news = WATCH_CHANGED;
    for (int i = 0; i < WATCH_SETTLE_MOST && news == WATCH_CHANGED; i++) {
        news = port->wait(port->context, WATCH_SETTLE);
    }
    return news == WATCH_QUIET ? WATCH_CHANGED : news;
}

/* Until what is joined has ended, or all is to end. */
static enum watch_news follow(const struct watch_port *port)
{
    enum watch_news news = WATCH_CHANGED; /* what happened before is not known */
    unsigned again = WATCH_AGAIN;
    bool first = true;
    for (;;) {
        bool pending = false;
        if (news == WATCH_CHANGED) {
            news = first ? WATCH_CHANGED : settle(port);
            first = false;
        }
        if (news == WATCH_CHANGED) {
            pending = !port->import(port->context);
            again = pending ? again : WATCH_AGAIN;
        }
        if (news == WATCH_LOST || news == WATCH_STOP) {
            return news;
        }
        news = port->wait(port->context, pending ? again : WATCH_ASK);
        if (news == WATCH_QUIET) {
            news = port->ask(port->context);
            news = pending && news == WATCH_QUIET ? WATCH_CHANGED : news;
            again = pending ? longer(again) : again;
        }
    }
}

void watch_run(const struct watch_port *port)
{
    unsigned again = WATCH_AGAIN;
    enum watch_news news = WATCH_QUIET;
    while (news != WATCH_STOP) {
        if (!port->join(port->context)) {
            news = port->wait(port->context, again);
            again = longer(again);
            continue;
        }
        again = WATCH_AGAIN;
        news = follow(port);
        port->leave(port->context, news == WATCH_LOST);
    }
}
