#include "interruption.h"

#include <stdio.h>
#include <string.h>

#include <windows.h>

#include "files.h"

static char folder[FILE_PATH_MAX];
static HANDLE children[INTERRUPTION_CHILDREN_MAX]; /* NULL: none */

/* Folders in it that cannot be opened stay, and with them the folder. */
bool folder_remove_all(const char *path)
{
    char pattern[FILE_PATH_MAX];
    WIN32_FIND_DATAA found;
    HANDLE search = path_join(pattern, sizeof pattern, path, "*") ? FindFirstFileA(pattern, &found)
                                                                  : INVALID_HANDLE_VALUE;
    bool more = search != INVALID_HANDLE_VALUE;
    while (more) {
        char inner[FILE_PATH_MAX];
        bool is_folder = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        if (strcmp(found.cFileName, ".") != 0 && strcmp(found.cFileName, "..") != 0 &&
            path_join(inner, sizeof inner, path, found.cFileName)) {
            if (is_folder) {
                folder_remove_all(inner);
            } else {
                DeleteFileA(inner);
            }
        }
        more = FindNextFileA(search, &found);
    }
    if (search != INVALID_HANDLE_VALUE) {
        FindClose(search);
    }
    return RemoveDirectoryA(path) != 0;
}

/* Runs in a thread that Windows makes for it. FALSE: the system goes on, and ends the process. */
static BOOL WINAPI on_control(DWORD event)
{
    (void)event;
    for (size_t i = 0; i < INTERRUPTION_CHILDREN_MAX; i++) {
        if (children[i] != NULL && TerminateProcess(children[i], 1)) {
            WaitForSingleObject(children[i], INFINITE);
        }
    }
    if (*folder != '\0') {
        folder_remove_all(folder);
    }
    return FALSE;
}

bool interruption_begin(void)
{
    static bool watching;
    watching = watching || SetConsoleCtrlHandler(on_control, TRUE);
    return watching;
}

void interruption_folder(const char *path)
{
    snprintf(folder, sizeof folder, "%s", path == NULL ? "" : path);
}

void interruption_child(intptr_t child, bool runs)
{
    for (size_t i = 0; i < INTERRUPTION_CHILDREN_MAX; i++) {
        if (children[i] == (runs ? NULL : (HANDLE)child)) {
            children[i] = runs ? (HANDLE)child : NULL;
            break;
        }
    }
}

void interruption_in_child(void)
{
}
