/* --lsa: a logon through Windows' own LSA beside the fake one, as logon and batch tell it. */
#ifndef HOSTSIM_COMPARE_H
#define HOSTSIM_COMPARE_H

#include "command.h"
#include "comparison.h"

/*
 * Connects to Windows' LSA. Fills *comparison; the caller closes it, whatever the result. Otherwise
 * the exit code, having said why: EXIT_USAGE where this is no Windows, EXIT_HOST_FAILED where its
 * LSA cannot be asked.
 */
enum exit_code compare_open(struct comparison *comparison);
void compare_close(struct comparison *comparison);

/* Has an LSA's logons compared from here on. Its observer goes on seeing them. */
void compare_watch(struct comparison *comparison, struct lsa *lsa);

/* Why a logon with this option, or a line with this key, is not comparable; NULL: it is. */
const char *compare_refuses(const char *name);

/* Whether Windows' LSA can be asked what the options say. False, with the reason, where not. */
bool compare_takes(const struct logon_options *logon, struct fault *why);

/* The verdict on the last logon, of which this is the fake LSA's answer. */
enum comparison_verdict compare_judge(const struct comparison *comparison,
                                      const struct logon_result *result);

/* Puts the real LSA's answer, the verdict, and why there is none, into an answer's object. */
void compare_put(json_t *json, const struct comparison *comparison,
                 enum comparison_verdict verdict);

/* Prints both answers and the verdict for people. */
void compare_print_text(const struct comparison *comparison, const struct logon_result *result);

#endif
