#include "lines.h"

#define FORM(of) .form = (of), .count = BENCH_LINE_LOGONS

/* All of one account, seen before. A field of junk is tried as what its length says it is. */
const struct bench_line bench_lines[] = {
    {"ntlmv1", {FORM(RESPONSE_NTLMV1)}, floor_ntlmv1},
    {"ntlm2_session", {FORM(RESPONSE_NTLM2_SESSION)}, floor_ntlm2_session},
    {"ntlmv2", {FORM(RESPONSE_NTLMV2)}, floor_ntlmv2},
    {"ntlmv2_260", {FORM(RESPONSE_NTLMV2), .blob = 260}, floor_ntlmv2},
    {"ntlmv2_800", {FORM(RESPONSE_NTLMV2), .blob = 800}, floor_ntlmv2},
    {"lm", {FORM(RESPONSE_LM)}, floor_ntlmv1},
    {"lmv2", {FORM(RESPONSE_LMV2)}, floor_ntlmv2},
    {"cleartext", {FORM(RESPONSE_CLEARTEXT)}, floor_cleartext},
    {"ntlmv1_refused", {FORM(RESPONSE_NTLMV1), .wrong = true}, floor_ntlmv1},
    {"ntlm2_session_refused", {FORM(RESPONSE_NTLM2_SESSION), .wrong = true}, floor_ntlm2_session},
    {"ntlmv2_refused", {FORM(RESPONSE_NTLMV2), .wrong = true}, floor_ntlmv2_refused},
    {"lm_refused", {FORM(RESPONSE_LM), .wrong = true}, floor_lm_refused},
    {"lmv2_refused", {FORM(RESPONSE_LMV2), .wrong = true}, floor_lm_refused},
    {"cleartext_refused", {FORM(RESPONSE_CLEARTEXT), .wrong = true}, floor_cleartext},
    {"junk", {FORM(RESPONSE_NTLMV1), .junk = true}, floor_ntlmv1},
};

const size_t bench_line_count = sizeof bench_lines / sizeof bench_lines[0];
