/* What a diagnosis has found, one after the other: the causes add to it, check prints it. */
#ifndef HOSTSIM_FINDINGS_H
#define HOSTSIM_FINDINGS_H

#include "iissubactl/fake_server.h"

/* A new one, whose texts are empty. A last place that is full is written over. */
struct finding *finding_add(struct diagnosis *diagnosis, const char *cause, bool fatal);

/* One of its texts, as printf has it; cut where it is too long. */
__attribute__((format(printf, 2, 3))) void finding_print(char part[FINDING_TEXT],
                                                         const char *format, ...);

#endif
