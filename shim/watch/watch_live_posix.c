#include "watch_live.h"

#include <stddef.h>

#include "watch_folder.h"

struct watch_live *watch_live_join(struct fault *fault)
{
    fault_set(fault, "IISADMIN is a service of Windows: there is none here");
    return NULL;
}

void watch_live_leave(struct watch_live *watch)
{
    (void)watch;
}

const struct admin_base *watch_live_base(const struct watch_live *watch)
{
    (void)watch;
    return NULL;
}

enum watch_news watch_live_wait(struct watch_live *watch, unsigned milliseconds)
{
    (void)watch;
    return watch_folder_wait(NULL, milliseconds);
}

void watch_live_read_at(struct watch_live *watch, uint32_t number)
{
    (void)watch;
    (void)number;
}

enum watch_news watch_live_ask(const struct watch_live *watch)
{
    (void)watch;
    return WATCH_LOST;
}
