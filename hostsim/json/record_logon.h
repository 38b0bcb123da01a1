/* A logon as the line for batch that asks the same again, with its challenge and responses. */
#ifndef HOSTSIM_RECORD_LOGON_H
#define HOSTSIM_RECORD_LOGON_H

#include "lsa.h"

/*
 * Adds the line to the file, which is made its owner's alone: a response is as good as what it was
 * made of to who can wait, and a cleartext one is the password.
 */
bool record_logon(const char *path, const struct lsa_request *request, struct fault *fault);

#endif
