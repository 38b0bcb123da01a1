/* A property's value for people and for programs; what is secret is never shown. */
#ifndef IISSUBACTL_SHOW_H
#define IISSUBACTL_SHOW_H

#include <jansson.h>
#include <stdio.h>

#include "command.h"
#include "metabase/metabase_query.h"

/* "text", or asterisks, or a list's strings each on a line of its own behind the indent. */
void show_value(FILE *out, enum metabase_type type, bool secure, const char *value, int indent);

/* "type", "value" (null where it is secret); of a secure one "stored" and "encrypted". */
json_t *show_json(enum metabase_type type, bool secure, const char *value);

/* Where a value comes from: "here", "inherited", "default" or "unset"; static. */
const char *show_source(enum lookup_source source);

/* Prints and frees; a NULL is a complaint. */
enum exit_code show_print(json_t *json);

/* The same for what ends with a code of its own, which is returned where it could be printed. */
enum exit_code show_answer(json_t *json, enum exit_code code);

/* A mend among other members: the command, or null where there is none. */
json_t *show_mend(const struct mend *mend);

#endif
