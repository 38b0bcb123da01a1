/* What a logon is answered with, for people and as JSON. */
#ifndef HOSTSIM_ANSWER_H
#define HOSTSIM_ANSWER_H

#include "command.h"
#include "hostile.h"

struct answer_given {
    struct lsa_result result;
    bool hostile; /* the report is of hostile mode, and is told too */
    struct hostile_report report;
};

/* One object on a line. */
void answer_print_json(const struct answer_given *answer);
void answer_print_text(const struct answer_given *answer);

/* Granted or denied; the package failed, where hostile mode found something. */
enum exit_code answer_code(const struct answer_given *answer);

#endif
