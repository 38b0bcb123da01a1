/*
 * What lsass of today asks of a DLL's file, beyond what the interface does. It is judged by the
 * file alone, on whatever system; each is unwise, and no breach: an old server asks none of it.
 *
 * Sources: Microsoft's "PE Format"; "Configure added LSA protection" (events 3063 and 3065: shared
 * sections; 3033 and 3066: the signing level).
 */
#ifndef HOSTSIM_PROBE_FILE_H
#define HOSTSIM_PROBE_FILE_H

#include "probe_check.h"
#include "text/fault.h"

/*
 * Describes a package's file as an object for the judges below: {} where it is no Windows image.
 * The result is the caller's. NULL, with the fault set, where it cannot be read.
 */
json_t *probe_file_describe(const char *path, struct fault *fault);

probe_judge judge_file_sections;  /* no section is shared between processes */
probe_judge judge_file_aslr;      /* it can be loaded anywhere, with 64 bits high up too */
probe_judge judge_file_nx;        /* its data need not be executable */
probe_judge judge_file_guard;     /* indirect calls are checked */
probe_judge judge_file_signature; /* it has a signature; whose, is not looked at */

#endif
