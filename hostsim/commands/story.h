/*
 * The demo's stage: programs run as a person would type them, an FTP client over loopback, and a
 * book that is kept of what was expected and what came.
 */
#ifndef HOSTSIM_STORY_H
#define HOSTSIM_STORY_H

#include <stdbool.h>

struct story {
    char folder[256];      /* the machine folder, made for the story */
    char hostsim[4096];    /* this program */
    char iissubactl[4096]; /* the one beside it */
    unsigned expected;
    unsigned failed;
};

/* Makes a temporary folder and finds the programs. False where it cannot, after saying why. */
bool story_begin(struct story *story);
/* Removes the folder. */
void story_end(struct story *story);

/* Prints `$ iissubactl ...` and runs it on the machine; its output is seen. True where it exits 0.
 */
bool story_iissubactl(struct story *story, const char *command, const char *first,
                      const char *second);

/* One anonymous FTP session against the site, shown when asked; the reply's code after PASS, or 0.
 */
unsigned story_ftp(struct story *story, unsigned site, bool show);

/* The last line of events.log from the source; empty where there is none. */
void story_last_event(const struct story *story, const char *source, char *line, unsigned size);

/* One line of the book: what, and whether it came as expected. */
__attribute__((format(printf, 3, 4))) void story_expect(struct story *story, bool as_expected,
                                                        const char *format, ...);

#endif
