/* What packages in this process find in its environment. On Windows they need none of it. */
#ifndef HOSTSIM_PACKAGE_ENVIRONMENT_H
#define HOSTSIM_PACKAGE_ENVIRONMENT_H

/* IISSUBA_MACHINE: the machine folder in which a package finds its registry. */
void package_environment_machine(const char *folder);
/* IISSUBA_EVENTS: our own package reports no events from here on. */
void package_environment_silence(void);

#endif
