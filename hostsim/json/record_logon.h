/*
 * Recording logons: each becomes the line for batch that asks the same again, with its challenge
 * and responses.
 */
#ifndef HOSTSIM_RECORD_LOGON_H
#define HOSTSIM_RECORD_LOGON_H

#include "lsa.h"

/*
 * Makes an observer that adds each logon's line to a file. path stays the caller's, and outlives
 * the observer; NULL: nothing is recorded. A new file is its owner's alone (files.h): a response
 * lets whoever has time find its password, and a cleartext one is the password. A line that cannot
 * be written fails the logon.
 */
struct lsa_observer record_logons(const char *path);

#endif
