/*
 * The demo's stage: programs run as a person would type them, an FTP client over loopback, and a
 * book that is kept of what was expected and what came.
 */
#ifndef HOSTSIM_DEMO_SCRIPT_H
#define HOSTSIM_DEMO_SCRIPT_H

#include <stdbool.h>

struct demo_script {
    char folder[256];      /* the machine folder, made for the story */
    char hostsim[4096];    /* this program */
    char iissubactl[4096]; /* the one beside it */
    unsigned expected;
    unsigned failed;
};

/* Makes a temporary folder and finds the programs. False where it cannot, after saying why. */
bool demo_begin(struct demo_script *script);
/* Removes the folder. */
void demo_end(struct demo_script *script);

/* Prints `$ iissubactl ...` and runs it on the machine; its output is seen. True where it exits 0.
 */
bool demo_iissubactl(struct demo_script *script, const char *command, const char *first,
                     const char *second);

/* One anonymous FTP session against the site, shown when asked; the reply's code after PASS, or 0.
 */
unsigned demo_ftp(struct demo_script *script, unsigned site, bool show);

/* The last line of events.log from the source; empty where there is none. */
void demo_last_event(const struct demo_script *script, const char *source, char *line,
                     unsigned size);

/* One line of the book: what, and whether it came as expected. */
__attribute__((format(printf, 3, 4))) void demo_expect(struct demo_script *script, bool as_expected,
                                                       const char *format, ...);

#endif
