/* A machine folder from nothing. */
#ifndef HOSTSIM_NEW_MACHINE_H
#define HOSTSIM_NEW_MACHINE_H

#include <stdbool.h>

#include "text/fault.h"

/*
 * Makes a machine folder: the folder where it is missing, and sam.json, secpol.inf, registry.reg
 * and MetaBase.xml. NEW_MACHINE_ANONYMOUS gets one random password, in sam.json and MetaBase.xml
 * alike (state 1 of Q259353). Auth132 names IISSUBA, and its DLL is missing (Q269241).
 *
 * full: the DLL beside this program is put into System32 and registered as well, and the account is
 * enrolled. On Windows that is refused after the files are made: the registry there is the real
 * one.
 *
 * False where one of the files is there already (nothing but the folder is then made), there are no
 * random numbers, or something cannot be written.
 */
bool new_machine(const char *folder, bool full, struct fault *fault);

/* The account that IIS 4.0 to 6.0 makes: IUSR_ and the computer's name (Q259353). */
#define NEW_MACHINE_ANONYMOUS "IUSR_SERVERNAME"

struct new_metabase {
    bool sync;                        /* AnonymousPasswordSync */
    const char *password;             /* AnonymousUserPass of the service; NULL: none */
    const char *second_site_password; /* a second site with a password of its own; NULL: no such */
};

/*
 * Replaces MetaBase.xml by one of an FTP service with one site, or two. A password has at most 200
 * bytes as XML writes it. False where it does not fit, holds what XML cannot
 * (metabase_value_fits), or the file cannot be written.
 */
bool new_machine_metabase(const char *folder, const struct new_metabase *settings,
                          struct fault *fault);

#endif
