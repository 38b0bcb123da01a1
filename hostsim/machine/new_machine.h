/* A machine folder from nothing. */
#ifndef HOSTSIM_NEW_MACHINE_H
#define HOSTSIM_NEW_MACHINE_H

#include <stdbool.h>

#include "text/fault.h"

/*
 * Makes the folder where it is missing, and its files; where one of them is there already nothing
 * is changed. NEW_MACHINE_ANONYMOUS gets one random password, in sam.json and MetaBase.xml alike
 * (the first state of Q259353). full: the DLL beside this program is put into System32, registered,
 * and the account enrolled.
 */
bool new_machine(const char *folder, bool full, struct fault *fault);

/* The account that IIS 4.0 to 6.0 makes: IUSR_ and the computer's name. */
#define NEW_MACHINE_ANONYMOUS "IUSR_SERVERNAME"

struct new_metabase {
    bool sync;                        /* AnonymousPasswordSync */
    const char *password;             /* AnonymousUserPass of the service; NULL: none */
    const char *second_site_password; /* a second site with a password of its own; NULL: no such */
};

/* Replaces MetaBase.xml. */
bool new_machine_metabase(const char *folder, const struct new_metabase *settings,
                          struct fault *fault);

#endif
