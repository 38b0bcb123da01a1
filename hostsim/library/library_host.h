/* A host, as the library's files share it. */
#ifndef HOSTSIM_LIBRARY_HOST_H
#define HOSTSIM_LIBRARY_HOST_H

#include <string.h>

#include "batch_line.h"
#include "files/buffer.h"
#include "hostsim.h"

struct case_record;

struct hostsim {
    char *folder; /* NULL: none; it is in memory alone */
    char *file;   /* the package under test, where it is one; NULL: none */
    struct package loaded;
    struct package routines; /* the program's own, where it set any */
    bool has_routines;
    struct package filter; /* the file that is Auth0, where one is set */
    json_t *accounts;      /* where there is no folder */
    struct lsa lsa;
    bool opened;
    int64_t time;
    struct fault fault;
    struct buffer failures;      /* of the last run, a line each */
    struct case_record *records; /* of the last run, by index */
    size_t record_count;
};

/* Opens the server, where it is not open yet. False, with the host's fault set, where it fails. */
bool host_open(struct hostsim *host);

/* A caller's structure, of the size it was built with; what is beyond that is the usual. */
static inline void take_struct(void *taken, size_t known, const void *given, size_t size)
{
    memset(taken, 0, known);
    memcpy(taken, given, size < known ? size : known);
}

#endif
