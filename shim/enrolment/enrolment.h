/*
 * The accounts below IISSUBA\Accounts, for the tools: one value each, as record.h has it. Names are
 * UTF-8 here. A false answer sets the fault; changes are in force after registry_commit.
 */
#ifndef IISSUBA_ENROLMENT_H
#define IISSUBA_ENROLMENT_H

#include "lsass/record.h"
#include "registry/registry.h"
#include "text/fault.h"

/* The OWFs of a password in UTF-8. */
bool enrolment_secret(const char *password, struct owf_pair *secret, struct fault *fault);

/* Replaces what is there. */
bool enrolment_put(struct registry *registry, const char *account, const struct record *record,
                   struct fault *fault);

/* *was_there tells whether there was anything to remove. */
bool enrolment_remove(struct registry *registry, const char *account, bool *was_there,
                      struct fault *fault);

/* Calls back for each; readable is false where the value is not a record. */
typedef void enrolment_visitor(void *context, const char *account, bool readable,
                               const struct record *record);
bool enrolment_each(struct registry *registry, enrolment_visitor *visit, void *context,
                    struct fault *fault);

/* What a Win32 error of the registry means to an administrator. */
const char *registry_error_text(long error);

#endif
