#include "resources.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESCRIPTORS_MOST 1000000u

/* Asks for each number. It needs no descriptor of its own. */
static size_t count_each_descriptor(void)
{
    struct rlimit limit;
    size_t count = 0;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return RESOURCE_UNKNOWN;
    }
    for (rlim_t i = 0; i < limit.rlim_cur && i < DESCRIPTORS_MOST; i++) {
        count += fcntl((int)i, F_GETFD) >= 0;
    }
    return count;
}

static size_t count_descriptors(void)
{
    size_t count = 0;
    DIR *opened = opendir("/proc/self/fd");
    if (opened == NULL) {
        return count_each_descriptor();
    }
    while (readdir(opened) != NULL) {
        count++;
    }
    closedir(opened);
    return count - 3; /* "." and "..", and the folder itself */
}

/* The folder has a link for each thread's, and two of its own. (proc(5)) */
static size_t count_threads(void)
{
    struct stat folder;
    return stat("/proc/self/task", &folder) == 0 && folder.st_nlink > 2 ? folder.st_nlink - 2
                                                                        : RESOURCE_UNKNOWN;
}

/* The size of a mapping that one line of maps tells of; 0 where it is neither shared nor a file. */
static size_t section_size(const char *line)
{
    uint64_t begin;
    uint64_t end;
    char access[8];
    unsigned long inode;
    if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s %*s %*s %lu", &begin, &end, access, &inode) !=
        4) {
        return 0;
    }
    return inode != 0 || strchr(access, 's') != NULL ? (size_t)(end - begin) : 0;
}

static size_t count_sections(void)
{
    char line[512];
    size_t bytes = 0;
    FILE *maps = fopen("/proc/self/maps", "re");
    if (maps == NULL) {
        return RESOURCE_UNKNOWN;
    }
    while (fgets(line, sizeof line, maps) != NULL) {
        bytes += section_size(line);
    }
    fclose(maps);
    return bytes;
}

struct resources resources_now(void)
{
    struct mallinfo2 heap = mallinfo2();
    return (struct resources){{
        [RESOURCE_HANDLES] = count_descriptors(),
        [RESOURCE_THREADS] = count_threads(),
        [RESOURCE_HEAP] = heap.uordblks + heap.hblkhd, /* the latter: large blocks, each mapped */
        [RESOURCE_SECTIONS] = count_sections(),
    }};
}

bool resources_ran_out(void)
{
    int one = open("/", O_RDONLY | O_CLOEXEC);
    if (one >= 0) {
        close(one);
    }
    return one < 0 && errno == EMFILE;
}

void resources_allow_all(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max < DESCRIPTORS_MOST ? limit.rlim_max : DESCRIPTORS_MOST;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}
