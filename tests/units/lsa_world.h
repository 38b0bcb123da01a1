/* A server with one account that can be bent, its LSA, and logons of it. */
#ifndef TESTS_LSA_WORLD_H
#define TESTS_LSA_WORLD_H

#include "lsa.h"
#include "machine_folder.h"
#include "status.h"

#define PASSWORD "Password"

struct world {
    char folder[FOLDER_MAX];
    struct lsa lsa;
};

/*
 * Administrator, Guest and "user" (RID 1001), all with PASSWORD but Guest. members: further members
 * of user's, each with a comma before it. The LSA is opened.
 */
void world_begin(struct world *world, const char *members, const char *secpol);
void world_end(struct world *world);

/* A network logon from WS1 through SAM's own check. */
struct logon_request request_of(const char *user, const char *password, enum response_form form);
/* The same with the password in clear text, as LogonUser has it. */
struct logon_request request_of_type(const char *user, const char *password, enum logon_type type);

struct logon_result log_on(struct world *world, const struct logon_request *request);
/* user's, by NTLMv2. */
NTSTATUS simple(struct world *world, const char *password);

/* Whether a line of events.log has both texts. */
bool world_has_event(const struct world *world, const char *source_and_id, const char *text);

#endif
