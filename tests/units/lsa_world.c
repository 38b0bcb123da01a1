#include "lsa_world.h"

#include <stdlib.h>

/* One account with these further members, this policy; the machine is opened. */
void world_begin(struct world *world, const char *members, const char *secpol)
{
    char sam[2048];
    struct fault fault = {""};
    snprintf(sam, sizeof sam,
             "[{\"name\": \"Administrator\", \"rid\": 500, \"password\": \"Password\"},\n"
             " {\"name\": \"Guest\", \"rid\": 501},\n"
             " {\"name\": \"user\", \"rid\": 1001, \"password\": \"Password\"%s}]",
             members);
    folder_new(world->folder);
    folder_write(world->folder, "sam.json", sam);
    folder_write(world->folder, "secpol.inf", secpol);
    if (!lsa_open(world->folder, &world->lsa, &fault)) {
        fail_msg("%s", fault.text);
    }
}

void world_end(struct world *world)
{
    lsa_close(&world->lsa);
    folder_remove(world->folder);
}

struct logon_request request_of(const char *user, const char *password, enum response_form form)
{
    struct fault fault = {""};
    struct logon_request request = {.user = user,
                                    .domain = "",
                                    .workstation = "WS1",
                                    .type = LOGON_TYPE_NETWORK,
                                    .package_id = 132};
    assert_true(client_respond(form, password, user, "", &request.response, &fault));
    return request;
}

struct logon_result log_on(struct world *world, const struct logon_request *request)
{
    struct logon_result result;
    struct fault fault = {""};
    if (!lsa_logon(&world->lsa, request, &asking_plainly, &result, &fault)) {
        fail_msg("%s", fault.text);
    }
    return result;
}

NTSTATUS simple(struct world *world, const char *password)
{
    struct logon_request request = request_of("user", password, RESPONSE_NTLMV2);
    return log_on(world, &request).status;
}

struct logon_request request_of_type(const char *user, const char *password, enum logon_type type)
{
    struct logon_request request = request_of(user, password, RESPONSE_CLEARTEXT);
    request.type = type;
    return request;
}

bool world_has_event(const struct world *world, const char *source_and_id, const char *text)
{
    bool has = false;
    struct contents events = folder_read(world->folder, "events.log");
    for (char *line = strtok(events.text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        has = has || (strstr(line, source_and_id) != NULL && strstr(line, text) != NULL);
    }
    contents_release(&events);
    return has;
}
