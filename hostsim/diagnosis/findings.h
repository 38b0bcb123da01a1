/*
 * What a diagnosis has found, one finding after the other. The causes add to it; iissubactl check
 * prints it.
 */
#ifndef HOSTSIM_FINDINGS_H
#define HOSTSIM_FINDINGS_H

#include "iissubactl/fake_server.h"

/*
 * Adds a finding, whose texts are empty. cause is static text. The result is the diagnosis's. Where
 * FINDINGS_MAX are there, the last one is written over.
 */
struct finding *finding_add(struct diagnosis *diagnosis, const char *cause, bool fatal);

/*
 * Writes one of a finding's texts. format and what follows are printf's; what does not fit is cut
 * off.
 */
__attribute__((format(printf, 2, 3))) void finding_print(char part[FINDING_TEXT],
                                                         const char *format, ...);

#endif
