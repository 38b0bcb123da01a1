/* A sign of life while a package is called: whoever waits can tell slow from hanging. */
#ifndef HOSTSIM_PULSE_H
#define HOSTSIM_PULSE_H

/*
 * Has a function called before calls of packages, from here on, in whatever thread they are made;
 * the first time at once, and then not more than five times a second. It holds for the whole
 * process. NULL, as at first: none is.
 */
void pulse_set(void (*beat)(void));

/* Called before each call of a package. */
void pulse(void);

#endif
