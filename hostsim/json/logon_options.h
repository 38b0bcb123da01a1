/*
 * One logon as somebody asks for it. Each option of `hostsim logon` is a key of a line for batch,
 * too, with '_' for '-'. Texts stay the caller's, and outlive the options.
 */
#ifndef HOSTSIM_LOGON_OPTIONS_H
#define HOSTSIM_LOGON_OPTIONS_H

#include "logon.h"
#include "options/command_table.h"

struct logon_options {
    struct logon_request request;
    enum response_form form;
    const char *password; /* UTF-8; NULL: no credential */
    bool raw;             /* challenge and responses were given as they are */
    bool package_named;   /* by its number */
    bool no_subauth;
    bool session_keys; /* the answer has them */
    bool hostile;
    const char *mutations; /* of hostile mode, which they ask for: only those that begin so */
    unsigned stress;       /* so many calls; 0: none */
};

/* The options, as rows for struct logon_options. */
extern const struct option_row logon_option_rows[];

/* Finds an option by its name, with '_' or '-'. It is static. NULL where there is none. */
const struct option_row *logon_option_named(const char *name);

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
