/*
 * The fake LSA held against Windows' own: the same logons through both, each compared. It is an
 * observer of the fake one (lsa_open.h), and puts what it sees through the real one first.
 */
#ifndef HOSTSIM_COMPARISON_H
#define HOSTSIM_COMPARISON_H

#include "caller_status.h"
#include "lsa_open.h"
#include "windows_lsa.h"

enum comparison_verdict {
    COMPARISON_AGREES,
    COMPARISON_DIFFERS,
    COMPARISON_NOT_MADE /* why says why */
};

struct comparison {
    struct windows_lsa *lsa;   /* NULL: nothing is compared */
    struct lsa_observer after; /* sees each logon too; may be none */
    bool asked;                /* whether the real LSA was asked, and answered real */
    struct windows_answer real;
    struct fault why; /* why it was not asked */
};

/*
 * Forgets the last logon. why is the reason for which the next one is not to be compared, and is
 * then not asked; NULL: there is none yet.
 */
void comparison_begin(struct comparison *comparison, const char *why);

/*
 * The observer that asks the real LSA. The comparison outlives it, and has its lsa. A logon fails
 * where windows_lsa_logon does.
 */
struct lsa_observer comparison_observer(struct comparison *comparison);

/*
 * Compares the last logon. fake is what the fake LSA tells its caller (caller_status_of). The two
 * agree where Status is the same, and SubStatus too. Of a logon that was granted SubStatus says
 * nothing (LsaLogonUser's page), and is not compared.
 */
enum comparison_verdict comparison_judge(const struct comparison *comparison,
                                         struct caller_status fake);

/*
 * Whether the real LSA can be asked the same. False, with the reason, for what only this host has,
 * and for what no block can say; nor is an interactive logon without a password asked, which would
 * count as a wrong one.
 */
bool comparison_takes(const struct logon_request *request, struct fault *why);

/* "agree", "differ", "not comparable". */
const char *comparison_verdict_name(enum comparison_verdict verdict);

#endif
