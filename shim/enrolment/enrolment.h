/*
 * The accounts below IISSUBA\Accounts, for the tools: one value each, as record.h has it. Names are
 * UTF-8 here: 1 to ACCOUNT_NAME_MAX units in UTF-16, without control characters and the characters
 * that SAM forbids. Changes are in force after registry_commit.
 */
#ifndef IISSUBA_ENROLMENT_H
#define IISSUBA_ENROLMENT_H

#include "lsass/record.h"
#include "registry/registry.h"
#include "text/fault.h"

/*
 * Makes the OWFs of a password. *secret is the caller's to wipe. False where the password has more
 * than 1024 UTF-16 units, or is not UTF-8. (MS-NLMP 3.3.1)
 */
bool enrolment_secret(const char *password, struct owf_pair *secret, struct fault *fault);

/*
 * Stores an account's record, new or not. The registry is open for writing. Makes the keys that are
 * missing, for SYSTEM and Administrators alone. False where the name is none of an account, or the
 * registry refuses.
 */
bool enrolment_put(struct registry *registry, const char *account, const struct record *record,
                   struct fault *fault);

enum enrolment_found { ENROLMENT_ABSENT, ENROLMENT_READ, ENROLMENT_DAMAGED };

/*
 * Reads an account's record. The registry is open for writing. *found tells whether there is one;
 * only with ENROLMENT_READ *record is one, which the caller wipes. False where the name is none of
 * an account, or the registry refuses.
 */
bool enrolment_get(struct registry *registry, const char *account, enum enrolment_found *found,
                   struct record *record, struct fault *fault);

/*
 * Removes an account's record. The registry is open for writing. *was_there tells whether there was
 * one; where there was not, the result is true all the same. False where the name is none of an
 * account, or the registry refuses.
 */
bool enrolment_remove(struct registry *registry, const char *account, bool *was_there,
                      struct fault *fault);

/*
 * Whether others than SYSTEM and Administrators can get at the stored secrets. The registry is open
 * for writing. False also where nothing is stored, or it cannot be determined.
 */
bool enrolment_wider(struct registry *registry);

/*
 * Is called for one account. Name and record are valid for the call alone. readable is false, and
 * record NULL, where the value is no record.
 */
typedef void enrolment_visitor(void *context, const char *account, bool readable,
                               const struct record *record);

/*
 * Calls visit for each account, in the registry's order; a value whose name is longer than an
 * account's is passed over. context is the visitor's. Nothing may be stored or removed meanwhile.
 * True also where nobody is enrolled. False where the registry refuses.
 */
bool enrolment_each(struct registry *registry, enrolment_visitor *visit, void *context,
                    struct fault *fault);

/*
 * What a Win32 error code of the registry means to an administrator. The text is static. A code
 * that is not known is "a Windows error".
 */
const char *registry_error_text(long error);

#endif
