/* Changes of one file in a folder. */
#ifndef IISSUBA_WATCH_FOLDER_H
#define IISSUBA_WATCH_FOLDER_H

#include "text/fault.h"
#include "watch_loop.h"

struct watch_folder;

/*
 * Watches a file of a folder: what is written to it, and what is renamed to it. The caller closes
 * it. NULL where the folder cannot be watched. watch_stop_prepare has been called.
 */
struct watch_folder *watch_folder_open(const char *folder, const char *file, struct fault *fault);
void watch_folder_close(struct watch_folder *watch);

/*
 * Waits for a change, or the end of the watch: WATCH_CHANGED, WATCH_LOST where the folder has gone,
 * WATCH_STOP, or WATCH_QUIET after so many milliseconds. Changes between two calls are not lost.
 * watch may be NULL: then only the end is waited for.
 */
enum watch_news watch_folder_wait(struct watch_folder *watch, unsigned milliseconds);

#endif
