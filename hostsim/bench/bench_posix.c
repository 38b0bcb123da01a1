#include "bench.h"

#include <dirent.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "enrolment/deployment.h"
#include "files/files.h"

static sigset_t ending_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        sigaddset(&set, signals[i]);
    }
    return set;
}

/*
 * Removes all that is in the folder, half-written files too, and the folder itself. False where
 * something is left.
 */
static bool remove_all(const char *folder)
{
    char path[FILE_PATH_MAX];
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        if (path_join(path, sizeof path, folder, entry->d_name)) {
            unlink(path);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    return rmdir(folder) == 0;
}

#define TRIES 1000

/* Waits for a signal that would end the program, and removes its hundreds of megabytes first. */
static void *clear_up(void *context)
{
    const struct bench *bench = context;
    sigset_t ending = ending_signals();
    int signal;
    if (sigwait(&ending, &signal) == 0) {
        for (int i = 0; i < TRIES && !remove_all(bench->folder); i++) {
            /* Another thread has put something there meanwhile. */
        }
        _exit(128 + signal);
    }
    return NULL;
}

/* Starts the thread that clears up. It is the first thread, so that no other takes the signals. */
static bool guard_folder(struct bench *bench)
{
    pthread_t thread;
    sigset_t ending = ending_signals();
    pthread_sigmask(SIG_BLOCK, &ending, NULL);
    return pthread_create(&thread, NULL, clear_up, bench) == 0 && pthread_detach(thread) == 0;
}

bool bench_open(struct bench *bench, struct fault *fault)
{
    char dll[DEPLOYMENT_PATH_MAX];
    if (!temporary_machine(bench->folder, fault) || !deployment_own_dll(dll, fault)) {
        return false;
    }
    if (!guard_folder(bench)) {
        return fault_set(fault, "a thread could not be started");
    }
    setenv("IISSUBA_MACHINE", bench->folder, 1);
    setenv("IISSUBA_EVENTS", "off", 1);
    return package_open_file(dll, &bench->package) == STATUS_SUCCESS ||
           fault_set(fault, "%s: it cannot be loaded", dll);
}

void bench_close(struct bench *bench)
{
    package_close(&bench->package);
    if (bench->folder[0] != '\0') {
        remove_all(bench->folder);
    }
}

void bench_say(const struct bench *bench, const char *doing)
{
    if (bench->progress != NULL) {
        bench->progress(doing);
    }
}

void bench_put(json_t *object, const char *name, double figure)
{
    double scale = fabs(figure) < 100 ? 1000 : 1;
    json_object_set_new(object, name, json_real(round(figure * scale) / scale));
}
