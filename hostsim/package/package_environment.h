/*
 * What packages in this process find in its environment. On Windows they need none of it, and both
 * functions do nothing.
 */
#ifndef HOSTSIM_PACKAGE_ENVIRONMENT_H
#define HOSTSIM_PACKAGE_ENVIRONMENT_H

/*
 * Sets IISSUBA_MACHINE: the machine folder in which a package finds its registry. It holds for the
 * whole process; folder is copied.
 */
void package_environment_machine(const char *folder);

/* Sets IISSUBA_EVENTS: IISSUBA reports no events from here on. It holds for the whole process. */
void package_environment_silence(void);

#endif
