/*
 * iissubactl's commands. Each gets its own arguments, options taken out, and answers with an exit
 * code: 0 done, 1 something is left for the administrator, 2 usage or a broken input, 3 the machine
 * could not be changed, 4 nothing is known to be wrong, but not all could be tried (check).
 */
#ifndef IISSUBACTL_COMMAND_H
#define IISSUBACTL_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "lsass/event.h"
#include "mend/mend.h"
#include "registry/registry.h"
#include "text/fault.h"

enum exit_code { EXIT_DONE, EXIT_LEFT, EXIT_USAGE, EXIT_FAILED, EXIT_UNTRIED };

struct options {
    struct mend_place place; /* machine and metabase as they were typed, UTF-8 */
    const char *machine;     /* NULL: this server (Windows) */
    const char *dll;         /* --dll */
    const char *metabase;    /* --metabase; NULL: the machine's */
    const char *schema;      /* --schema; NULL: beside the metabase, or what is built in */
    bool offline;            /* --offline: the server's file, not the live metabase */
    bool apply;              /* --apply */
    bool all;                /* --all */
    bool force;              /* --force */
    bool forget;             /* --forget */
    bool json;               /* --json: what is printed is an object */
    bool verbose;            /* --verbose, -v */
    const char *html;        /* --html */
    bool trust_package;      /* --trust-package */
    bool lsa;                /* --lsa */
    bool purge;              /* --purge */
    bool no_secret;          /* --no-secret */
    unsigned sync_off;       /* --sync on|off: 0, 1 */
};

typedef enum exit_code command_function(const struct options *options, int count, char **arguments);

command_function command_register;
command_function command_unregister;
command_function command_status;
command_function command_import;
command_function command_set;
command_function command_remove;
command_function command_list;
command_function command_stack;
command_function command_observe;
command_function command_find;
command_function command_get;
command_function command_enum;
command_function command_put;
command_function command_delete;
command_function command_toggle;
command_function command_sync;
command_function command_check;
command_function command_collect;
command_function command_service;
command_function command_watch;

/* Says what is wrong on standard error, and gives back the code. */
enum exit_code complain(enum exit_code code, const struct fault *fault);

/* Prints for a person: nothing with --json. format and what follows are printf's. */
__attribute__((format(printf, 2, 3))) void say(const struct options *options, const char *format,
                                               ...);

/* The same, and the command that helps, in the same line. */
enum exit_code complain_and_mend(enum exit_code code, const struct fault *fault,
                                 const struct mend *mend);

/*
 * Opens the registry of the machine; where that fails it complains, and *code is what to exit with.
 * NULL then.
 */
struct registry *open_registry(const struct options *options, enum registry_access access,
                               enum exit_code *code);

/* An event's text as a line; name is its %1 and error its %2. */
void print_event(FILE *out, enum event_id event, const uint16_t *name, long error);

/*
 * For who stores a secret, with the registry still open: says on stderr where others can get at it.
 */
void warn_if_wider(struct registry *registry);

/* Says on standard error that what was committed has another form than the file had, if it has. */
void say_form_given_up(const struct registry *registry);

/*
 * Commits and closes; EXIT_DONE, or EXIT_FAILED and a complaint. *in_force tells whether the
 * changes are, which they can be though it failed (REGISTRY_UNSURE); in_force may be NULL. Says
 * what say_form_given_up does.
 */
enum exit_code commit_registry(struct registry *registry, bool *in_force);

#endif
