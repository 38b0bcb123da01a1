/*
 * What is undone where a process is ended from outside: by Ctrl-C, a terminal that closes, or a
 * request to end (SIGINT, SIGHUP, SIGTERM; on Windows a console's events). Once something is noted
 * here, such an end first ends the noted children, then removes the noted folder, and then ends the
 * process: with 128 and the signal's number, on Windows as the system does it.
 *
 * One thread makes the notes. What it is doing meanwhile is not waited for.
 */
#ifndef IISSUBA_INTERRUPTION_H
#define IISSUBA_INTERRUPTION_H

#include <stdbool.h>
#include <stdint.h>

#define INTERRUPTION_CHILDREN_MAX 4

/*
 * Begins a note: an end waits from here until one of the two functions below is called, and in
 * between the folder is made, or the child started. Called the first time before any other thread
 * of the process is started: they would take the signals. False where an end cannot be waited for;
 * the note is made all the same.
 */
bool interruption_begin(void);

/*
 * Notes a folder, to be removed with all that is in it; NULL: there is none, or none any more. The
 * path, shorter than FILE_PATH_MAX, is copied.
 */
void interruption_folder(const char *path);

/* Notes a child that runs, a process's id or on Windows its HANDLE, or takes it back; 0 is none. */
void interruption_child(intptr_t child, bool runs);

/* Lets the signals through in a child between fork and exec; it would inherit that they wait. */
void interruption_in_child(void);

/* Removes a folder with all that is in it. False where something is left. */
bool folder_remove_all(const char *path);

#endif
