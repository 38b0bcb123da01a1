/*
 * What the demo is played on: programs run as a person would type them, an FTP client over
 * loopback, and a count of what was expected and what came.
 */
#ifndef HOSTSIM_DEMO_SCRIPT_H
#define HOSTSIM_DEMO_SCRIPT_H

#include <jansson.h>
#include <stdbool.h>

struct demo_script {
    char folder[256];      /* the machine folder, made for the story */
    char hostsim[4096];    /* this program */
    char iissubactl[4096]; /* the one beside it */
    unsigned expected;
    unsigned failed;
    json_t *steps; /* with --json: what was expected, in the place of what is printed; else NULL */
};

/*
 * Makes a temporary folder, and finds the programs. Fills *script; the caller ends it. False where
 * it cannot, after saying why on standard error: there is then nothing to end.
 */
bool demo_begin(struct demo_script *script);

/* Removes the folder with all that is in it. */
void demo_end(struct demo_script *script);

/*
 * Prints `$ iissubactl ...`, and runs it on the machine; its output is seen. first and second are
 * its arguments; either may be NULL, and second is ignored where first is. False where it does not
 * exit with 0.
 */
bool demo_iissubactl(struct demo_script *script, const char *command, const char *first,
                     const char *second);

/*
 * Runs the FTP service of a site, and one anonymous session against it. show: the session is
 * printed. Returns the reply's code after PASS; 0 where there was none.
 */
unsigned demo_ftp(struct demo_script *script, unsigned site, bool show);

/*
 * Copies the last line of events.log that is from a source. line has room for size bytes; it
 * becomes empty where there is none.
 */
void demo_last_event(const struct demo_script *script, const char *source, char *line,
                     unsigned size);

/* Prints for a person: nothing where there are steps. format and what follows are printf's. */
__attribute__((format(printf, 2, 3))) void demo_say(const struct demo_script *script,
                                                    const char *format, ...);

/*
 * Counts and prints one expectation, and whether it came so. format and what follows are printf's.
 */
__attribute__((format(printf, 3, 4))) void demo_expect(struct demo_script *script, bool as_expected,
                                                       const char *format, ...);

#endif
