/* inotify(7): the folder is watched, for a file that is replaced is another file each time. */
#include "watch_folder.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/inotify.h>

#include "watch_stop.h"

#define CHANGES (IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE)
#define GONE (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)

struct watch_folder {
    int descriptor;
    char *file;
};

struct watch_folder *watch_folder_open(const char *folder, const char *file, struct fault *fault)
{
    struct watch_folder *watch = calloc(1, sizeof *watch);
    if (watch == NULL) {
        fault_set(fault, "no memory");
        return NULL;
    }
    watch->file = strdup(file);
    watch->descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->file == NULL || watch->descriptor < 0 ||
        inotify_add_watch(watch->descriptor, folder, CHANGES | GONE | IN_ONLYDIR) < 0) {
        fault_set(fault, "%s: %s", folder, strerror(errno));
        watch_folder_close(watch);
        return NULL;
    }
    return watch;
}

void watch_folder_close(struct watch_folder *watch)
{
    if (watch != NULL) {
        if (watch->descriptor >= 0) {
            close(watch->descriptor);
        }
        free(watch->file);
        free(watch);
    }
}

/* Lost notices are taken for a change: which they were is not known. */
static enum watch_news read_news(const struct watch_folder *watch)
{
    _Alignas(struct inotify_event) char buffer[4096];
    enum watch_news news = WATCH_QUIET;
    ssize_t got;
    while ((got = read(watch->descriptor, buffer, sizeof buffer)) > 0) {
        for (char *at = buffer; at < buffer + got;) {
            const struct inotify_event *event = (const struct inotify_event *)(void *)at;
            if ((event->mask & GONE) != 0) {
                return WATCH_LOST;
            }
            if ((event->mask & IN_Q_OVERFLOW) != 0 ||
                (event->len > 0 && strcmp(event->name, watch->file) == 0)) {
                news = WATCH_CHANGED;
            }
            at += sizeof *event + event->len;
        }
    }
    return news;
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* Notices of other files do not end the wait. */
enum watch_news watch_folder_wait(struct watch_folder *watch, unsigned milliseconds)
{
    struct pollfd descriptors[2] = {
        {.fd = (int)watch_stop_waitable(), .events = POLLIN},
        {.fd = watch == NULL ? -1 : watch->descriptor, .events = POLLIN}};
    long long end = now() + milliseconds;
    enum watch_news news = WATCH_QUIET;
    for (long long left = milliseconds; news == WATCH_QUIET && left >= 0; left = end - now()) {
        if (poll(descriptors, 2, (int)left) > 0) {
            news = descriptors[0].revents != 0 ? WATCH_STOP
                   : watch != NULL             ? read_news(watch)
                                               : WATCH_QUIET;
        }
        if (left == 0) {
            break;
        }
    }
    return news;
}
