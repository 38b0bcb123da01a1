/*
 * One logon as somebody asks for it: each of logon's options is a key of a line for batch too, with
 * '_' for '-'. Texts stay the caller's.
 */
#ifndef HOSTSIM_LOGON_OPTIONS_H
#define HOSTSIM_LOGON_OPTIONS_H

#include "logon.h"

struct logon_options {
    struct logon_request request;
    enum response_form form;
    const char *password; /* UTF-8; NULL: no credential */
    bool raw;             /* challenge and responses were given as they are */
    bool package_named;
    bool no_subauth;
    bool session_keys; /* the answer has them */
    bool hostile;
    const char *mutations; /* of hostile mode: only those that begin so; NULL: all */
    unsigned stress;       /* so many calls; 0: none */
};

struct logon_option {
    const char *name; /* "package-id" */
    bool is_switch;   /* true or false; else it takes a value */
    bool is_number;   /* the value is a number, and not kept as a text */
    bool (*take)(struct logon_options *logon, const char *value, struct fault *fault);
};

size_t logon_option_count(void);
const struct logon_option *logon_option_at(size_t index);
/* With '_' or '-'; NULL: no such key. */
const struct logon_option *logon_option_named(const char *name);

/* So many bytes in hex digits. */
bool logon_option_hex(const char *value, size_t least, size_t most, unsigned char *bytes,
                      size_t *size, struct fault *fault);

struct logon_options logon_options_none(void);
/* Once all is taken: false where one thing excludes another, or the user is missing. */
bool logon_options_check(struct logon_options *logon, struct fault *fault);
/* Fills request.response from what was asked. */
bool logon_options_respond(struct logon_options *logon, struct fault *fault);
/* Wipes all of it, and frees the raw responses. */
void logon_options_release(struct logon_options *logon);

#endif
