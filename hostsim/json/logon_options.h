/*
 * One logon as somebody asks for it. Each option of `hostsim logon` is a key of a line for batch,
 * too, with '_' for '-'. Texts stay the caller's, and outlive the options.
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
    /*
     * Takes the value; a switch's may be NULL. Text is kept, and not copied. False where the value
     * is none that the option has.
     */
    bool (*take)(struct logon_options *logon, const char *value, struct fault *fault);
};

/* The options: how many there are, and the one at an index below that. It is static. */
size_t logon_option_count(void);
const struct logon_option *logon_option_at(size_t index);

/* Finds an option by its name, with '_' or '-'. It is static. NULL where there is none. */
const struct logon_option *logon_option_named(const char *name);

/*
 * Reads from least to most bytes in hex digits. bytes has room for most. *size becomes how many
 * there are. False where the value is something else; bytes may then hold a part.
 */
bool logon_option_hex(const char *value, size_t least, size_t most, unsigned char *bytes,
                      size_t *size, struct fault *fault);

/*
 * The options before any is taken: a network logon through package 132. The caller releases them.
 */
struct logon_options logon_options_none(void);

/*
 * Checks the options, once all are taken, and sets request.subauth. False where one excludes
 * another, or the user is missing.
 */
bool logon_options_check(struct logon_options *logon, struct fault *fault);

/*
 * Fills request.response from the password and the form, unless raw responses were given. An
 * interactive logon presents the password itself. False where client_respond is.
 */
bool logon_options_respond(struct logon_options *logon, struct fault *fault);

/* Frees the raw responses, and wipes all of it. */
void logon_options_release(struct logon_options *logon);

#endif
