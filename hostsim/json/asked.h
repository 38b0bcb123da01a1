/*
 * One logon as somebody asks for it: each of logon's options is a key of a line for batch too, with
 * '_' for '-'. Texts stay the caller's.
 */
#ifndef HOSTSIM_ASKED_H
#define HOSTSIM_ASKED_H

#include "logon.h"

struct asked {
    struct lsa_request request;
    enum response_form form;
    const char *password; /* UTF-8; NULL: no credential */
    bool raw;             /* challenge and responses were given as they are */
    bool package_named;
    bool no_subauth;
    bool hostile;
    const char *ways; /* of hostile mode: only those that begin so; NULL: all */
    unsigned stress;  /* so many calls; 0: none */
};

struct asked_key {
    const char *name; /* "package-id" */
    bool is_switch;   /* true or false; else it takes a value */
    bool is_number;   /* the value is a number, and not kept as a text */
    bool (*take)(struct asked *asked, const char *value, struct fault *fault);
};

size_t asked_key_count(void);
const struct asked_key *asked_key_at(size_t index);
/* With '_' or '-'; NULL: no such key. */
const struct asked_key *asked_key_named(const char *name);

/* So many bytes in hex digits. */
bool asked_take_hex(const char *value, size_t least, size_t most, unsigned char *bytes,
                    size_t *size, struct fault *fault);

struct asked asked_nothing(void);
/* Once all is taken: false where one thing excludes another, or the user is missing. */
bool asked_settle(struct asked *asked, struct fault *fault);
/* Fills request.presented from what was asked; the caller wipes it. */
bool asked_present(struct asked *asked, struct fault *fault);

#endif
