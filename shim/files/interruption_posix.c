#include "interruption.h"

#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"

#define TRIES 1000 /* another thread may put something into the folder meanwhile */
#define OPEN_FOLDERS 8

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool watching;
static char folder[FILE_PATH_MAX];
static pid_t children[INTERRUPTION_CHILDREN_MAX]; /* 0: none */

static sigset_t ending_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    remove(path);
    return 0;
}

bool folder_remove_all(const char *path)
{
    nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    return !file_exists(path);
}

/* What a child leaves half done it no longer does once it is waited for. */
static void end_children(void)
{
    for (size_t i = 0; i < INTERRUPTION_CHILDREN_MAX; i++) {
        if (children[i] > 0 && kill(children[i], SIGKILL) == 0) {
            waitpid(children[i], NULL, 0);
        }
    }
}

static void *wait_for_the_end(void *context)
{
    sigset_t ending = ending_signals();
    int number = 0;
    (void)context;
    if (sigwait(&ending, &number) != 0) {
        return NULL;
    }
    pthread_mutex_lock(&lock); /* for good: nothing is noted any more */
    end_children();
    for (int i = 0; *folder != '\0' && i < TRIES && !folder_remove_all(folder); i++) {
    }
    _exit(128 + number);
}

static bool watch(void)
{
    pthread_t thread;
    sigset_t ending = ending_signals();
    if (!watching) {
        pthread_sigmask(SIG_BLOCK, &ending, NULL);
        watching = pthread_create(&thread, NULL, wait_for_the_end, NULL) == 0 &&
                   pthread_detach(thread) == 0;
        if (!watching) {
            pthread_sigmask(SIG_UNBLOCK, &ending, NULL);
        }
    }
    return watching;
}

bool interruption_begin(void)
{
    bool done = watch();
    pthread_mutex_lock(&lock);
    return done;
}

void interruption_folder(const char *path)
{
    snprintf(folder, sizeof folder, "%s", path == NULL ? "" : path);
    pthread_mutex_unlock(&lock);
}

void interruption_child(intptr_t child, bool runs)
{
    for (size_t i = 0; i < INTERRUPTION_CHILDREN_MAX; i++) {
        if (children[i] == (runs ? 0 : (pid_t)child)) {
            children[i] = runs ? (pid_t)child : 0;
            break;
        }
    }
    pthread_mutex_unlock(&lock);
}

void interruption_in_child(void)
{
    sigset_t ending = ending_signals();
    sigprocmask(SIG_UNBLOCK, &ending, NULL);
}
