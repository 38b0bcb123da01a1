/*
 * What of this server goes into a machine folder, file by file, without secrets: no password, no
 * hash. Where an API does not give something it is named, and the rest goes on.
 */
#ifndef IISSUBACTL_COLLECT_H
#define IISSUBACTL_COLLECT_H

#include <jansson.h>
#include <stdio.h>

#include "command.h"
#include "files/files.h"

#define MISSING_MAX 2048

struct gathered {
    struct contents contents;  /* text NULL: nothing could be had */
    char missing[MISSING_MAX]; /* what could not, a line each; "" for nothing */
};

/* Whether there is a server here to collect from. */
extern const bool collect_here;

/* registry.reg: Lsa's own values, MSV1_0's, and our own key's; the stored OWFs as zeros. */
void collect_registry(struct gathered *gathered);
/* secpol.inf: lockout, password age, and the rights that a logon depends on. */
void collect_policy(struct gathered *gathered);
/* sam.json: the local accounts with their restrictions and groups. */
void collect_accounts(struct gathered *gathered);

/*
 * All four files, into a folder that is there. out: where each file, and what could not be had, is
 * said; NULL: it is put into files, as {"name", "collected", "missing": [TEXT...]}. *whole tells
 * whether all could. False where the folder cannot be written to.
 */
bool collect_into(const struct options *options, const char *folder, FILE *out, json_t *files,
                  bool *whole, struct fault *fault);

/* A folder of our own below the temporary one, and its end. */
bool collect_temporary(char folder[FILE_PATH_MAX], struct fault *fault);
void collect_remove(const char *folder);

/* Adds a line to what is missing. */
__attribute__((format(printf, 2, 3))) void collect_miss(struct gathered *gathered,
                                                        const char *format, ...);

#endif
