/*
 * An account's own password: SAM's on this server (netapi32), or sam.json's in a machine folder.
 */
#ifndef IISSUBACTL_ACCOUNT_PASSWORD_H
#define IISSUBACTL_ACCOUNT_PASSWORD_H

#include "files/files.h"

/* The account is there. machine: the folder; NULL: this server. */
bool account_password_check(const char *machine, const char *account, struct fault *fault);

/*
 * In two steps, as files are changed (files.h); on this server all of it is the second. Discarding
 * one that was committed does nothing.
 */
bool account_password_prepare(const char *machine, const char *account, const char *password,
                              struct file_change *change, struct fault *fault);
bool account_password_commit(const char *machine, const char *account, const char *password,
                             struct file_change *change, struct fault *fault);

/* The platform's half: this server. */
bool account_password_check_here(const char *account, struct fault *fault);
bool account_password_set_here(const char *account, const char *password, struct fault *fault);

#endif
