/* A logon as the line for batch that asks the same again, with its challenge and responses. */
#ifndef HOSTSIM_RECORD_LOGON_H
#define HOSTSIM_RECORD_LOGON_H

#include "lsa.h"

/*
 * An observer that adds each logon's line to the file; path NULL: to none. The file is made its
 * owner's alone: a response is as good as what it was made of to who can wait, and a cleartext one
 * is the password. The path stays the caller's.
 */
struct lsa_observer record_logons(const char *path);

#endif
