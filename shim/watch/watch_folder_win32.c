/*
 * FindFirstChangeNotification tells of a folder, not of a file: the file's own time and size tell
 * whether it was this one (Platform SDK, from NT 3.1 on).
 */
#include "watch_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "files/files.h"
#include "files/system_error.h"
#include "watch_stop.h"

#define CHANGES (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_LAST_WRITE)

struct watch_folder {
    HANDLE notice;
    char path[FILE_PATH_MAX];
    WIN32_FILE_ATTRIBUTE_DATA seen;
};

static void look(const char *path, WIN32_FILE_ATTRIBUTE_DATA *seen)
{
    WIN32_FIND_DATAA found;
    HANDLE search = FindFirstFileA(path, &found);
    memset(seen, 0, sizeof *seen);
    if (search != INVALID_HANDLE_VALUE) {
        seen->ftLastWriteTime = found.ftLastWriteTime;
        seen->ftCreationTime = found.ftCreationTime;
        seen->nFileSizeLow = found.nFileSizeLow;
        FindClose(search);
    }
}

struct watch_folder *watch_folder_open(const char *folder, const char *file, struct fault *fault)
{
    struct watch_folder *watch = calloc(1, sizeof *watch);
    if (watch == NULL || !path_join(watch->path, sizeof watch->path, folder, file)) {
        fault_set(fault, "%.60s: no memory, or the path is too long", folder);
        free(watch);
        return NULL;
    }
    watch->notice = FindFirstChangeNotificationA(folder, FALSE, CHANGES);
    if (watch->notice == INVALID_HANDLE_VALUE) {
        system_fault(fault, folder, GetLastError());
        free(watch);
        return NULL;
    }
    look(watch->path, &watch->seen);
    return watch;
}

void watch_folder_close(struct watch_folder *watch)
{
    if (watch != NULL) {
        FindCloseChangeNotification(watch->notice);
        free(watch);
    }
}

static enum watch_news read_news(struct watch_folder *watch)
{
    WIN32_FILE_ATTRIBUTE_DATA now;
    if (!FindNextChangeNotification(watch->notice)) {
        return WATCH_LOST;
    }
    look(watch->path, &now);
    bool changed = memcmp(&now, &watch->seen, sizeof now) != 0;
    watch->seen = now;
    return changed ? WATCH_CHANGED : WATCH_QUIET;
}

/* Notices of other files do not end the wait. */
enum watch_news watch_folder_wait(struct watch_folder *watch, unsigned milliseconds)
{
    HANDLE handles[2] = {(HANDLE)watch_stop_waitable(), watch == NULL ? NULL : watch->notice};
    DWORD begin = GetTickCount();
    enum watch_news news = WATCH_QUIET;
    for (DWORD gone = 0; news == WATCH_QUIET && gone <= milliseconds;
         gone = GetTickCount() - begin) {
        DWORD result =
            WaitForMultipleObjects(watch == NULL ? 1 : 2, handles, FALSE, milliseconds - gone);
        if (result == WAIT_OBJECT_0) {
            news = WATCH_STOP;
        } else if (result == WAIT_OBJECT_0 + 1) {
            news = read_news(watch);
        } else {
            break;
        }
    }
    return news;
}
