/*
 * sam.json as a text of the test's own, and the account that it has.
 */
#ifndef TESTS_SAM_TEXT_H
#define TESTS_SAM_TEXT_H

#include "support.h"

#include "sam.h"

/* The caller releases *sam where it is true. */
bool sam_text_parse(const char *text, struct sam *sam, struct fault *fault);

/* The only account, with one member more ("": none). The caller releases it. */
struct sam sam_text_with(const char *member);

#endif
