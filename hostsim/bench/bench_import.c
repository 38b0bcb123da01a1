/*
 * The administrator's tool over a large metabase, whole processes, beside expat's bare parse of the
 * same file in this one.
 */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <expat.h>

#include "bench.h"
#include "enrolment/deployment.h"
#include "files/files.h"
#include "measure.h"
#include "metabase_sample.h"
#include "stopwatch.h"

#define PART 65536

extern char **environ;

struct tool {
    char program[DEPLOYMENT_PATH_MAX + 16];
    char metabase[FILE_PATH_MAX];
};

/* Starts the program, silent. False where it could not be started. */
static bool begin(const char *const *arguments, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none; /* bench_posix.c blocks some in this process */
    sigemptyset(&none);
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return false;
    }
    bool begun = posix_spawnattr_setsigmask(&attributes, &none) == 0 &&
                 posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK) == 0 &&
                 posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) == 0 &&
                 posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) == 0 &&
                 posix_spawn(pid, arguments[0], &actions, &attributes,
                             (char *const *)(uintptr_t)arguments, environ) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return begun;
}

static bool ended_well(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Milliseconds of a whole process; negative where it failed. */
static double time_of(const char *const *arguments)
{
    pid_t pid;
    int status = 0;
    uint64_t began = stopwatch_ns();
    bool done = begin(arguments, &pid) && waitpid(pid, &status, 0) == pid && ended_well(status);
    double took = (double)(stopwatch_ns() - began) / 1e6;
    return done ? took : -1;
}

/* A process's peak memory until now, in MB (proc(5), VmHWM); 0 where it cannot be told. */
static double peak_so_far(pid_t pid)
{
    char path[64];
    char line[256];
    double kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kilobytes = strtod(line + 6, NULL);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return kilobytes / 1024;
}

/*
 * Asks for the peak again and again while the process runs. rusage's figure would be that of the
 * process that started it, if that is larger.
 */
static double peak_of(const char *const *arguments)
{
    pid_t pid;
    int status;
    double peak = 0;
    if (!begin(arguments, &pid)) {
        return 0;
    }
    while (waitpid(pid, &status, WNOHANG) == 0) {
        double so_far = peak_so_far(pid);
        peak = so_far > peak ? so_far : peak;
        measure_wait(1);
    }
    return peak;
}

/* Milliseconds; negative where it failed. */
static double expat_alone(const char *path)
{
    FILE *file = fopen(path, "rb");
    XML_Parser parser = XML_ParserCreate(NULL);
    bool done = file != NULL && parser != NULL;
    uint64_t began = stopwatch_ns();
    for (bool last = false; done && !last;) {
        void *part = XML_GetBuffer(parser, PART);
        size_t got = part == NULL ? 0 : fread(part, 1, PART, file);
        last = got < PART;
        done = part != NULL && XML_ParseBuffer(parser, (int)got, last) == XML_STATUS_OK;
    }
    double took = (double)(stopwatch_ns() - began) / 1e6;
    XML_ParserFree(parser);
    if (file != NULL) {
        fclose(file);
    }
    return done ? took : -1;
}

struct times {
    double import[MEASURE_ROUNDS_MOST];
    double find[MEASURE_ROUNDS_MOST];
    double expat[MEASURE_ROUNDS_MOST];
    double import_ratio[MEASURE_ROUNDS_MOST];
    double find_ratio[MEASURE_ROUNDS_MOST];
    double peak_mb;
};

static bool measure(const struct bench *bench, const struct tool *tool, size_t rounds,
                    struct times *times, struct fault *fault)
{
    const char *const import[] = {tool->program, "--machine",    bench->folder,
                                  "import",      tool->metabase, NULL};
    const char *const find[] = {tool->program, "--machine",         bench->folder,
                                "find",        "AnonymousUserName", NULL};
    for (size_t i = 0; i < rounds; i++) {
        times->expat[i] = expat_alone(tool->metabase);
        times->import[i] = time_of(import);
        times->find[i] = time_of(find);
        if (times->expat[i] < 0 || times->import[i] < 0 || times->find[i] < 0) {
            return fault_set(fault, "%s failed with the metabase %s", tool->program,
                             tool->metabase);
        }
        times->import_ratio[i] = times->expat[i] / times->import[i];
        times->find_ratio[i] = times->find[i] / times->expat[i];
    }
    times->peak_mb = peak_of(import);
    return true;
}

static void put(struct times *times, size_t rounds, size_t bytes, size_t nodes, json_t *figures)
{
    json_t *import = json_object();
    json_t *find = json_object();
    double mb = (double)bytes / 1e6;
    double expat = median(times->expat, rounds);
    json_object_set_new(figures, "import", import);
    json_object_set_new(figures, "find", find);
    json_object_set_new(import, "nodes", json_integer((json_int_t)nodes));
    bench_put(import, "mb", mb);
    bench_put(import, "mb_per_s", mb / median(times->import, rounds) * 1e3);
    bench_put(import, "expat_mb_per_s", mb / expat * 1e3);
    bench_put(import, "ratio", median(times->import_ratio, rounds));
    bench_put(import, "peak_mb", times->peak_mb);
    bench_put(find, "ms", median(times->find, rounds));
    bench_put(find, "expat_ms", expat);
    bench_put(find, "ratio", median(times->find_ratio, rounds));
}

bool bench_import(struct bench *bench, json_t *figures, struct fault *fault)
{
    struct tool tool;
    struct times times;
    char folder[DEPLOYMENT_PATH_MAX];
    size_t bytes = (size_t)(bench->full ? 100 : 10) * 1000000;
    size_t rounds = bench->full ? 11 : 5;
    size_t nodes = 0;
    bench_say(bench, "the metabase");
    if (!deployment_program_folder(folder) ||
        !path_join(tool.program, sizeof tool.program, folder, "iissubactl") ||
        !path_join(tool.metabase, sizeof tool.metabase, bench->folder, "MetaBase.xml")) {
        return fault_set(fault, "a path is too long");
    }
    bool done = metabase_sample(tool.metabase, bytes, &nodes, fault) &&
                measure(bench, &tool, rounds, &times, fault);
    if (done) {
        put(&times, rounds, bytes, nodes, figures);
    }
    file_remove(tool.metabase);
    return done;
}
