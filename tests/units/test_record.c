/* A recorded logon's line: it has what batch needs to ask the same again, and no more. */
#include "lsa_world.h"

#include "record_logon.h"

/* The line of a request. The caller gives it back. */
static json_t *recorded(struct world *world, const struct logon_request *request)
{
    char path[FOLDER_MAX + 16];
    snprintf(path, sizeof path, "%s/session", world->folder);
    world->lsa.observer = record_logons(path);
    log_on(world, request);
    struct contents session = folder_read(world->folder, "session");
    json_t *line = json_loads(session.text, JSON_REJECT_DUPLICATES, NULL);
    contents_release(&session);
    remove(path);
    assert_non_null(line);
    return line;
}

/* The keys of hostsim/README.md, "Keys of a line"; each is there only where it says something. */
static void each_way_to_ask_is_in_the_line(void **state)
{
    (void)state;
    static const struct {
        struct logon_request request;
        const char *members; /* beside those that every line has */
    } cases[] = {
        {{.subauth = true, .package_id = 132}, "{\"package_id\": 132}"},
        {{.subauth = true, .package_file = "none.dll"}, "{\"package\": \"none.dll\"}"},
        {{.subauth = true, .transitive = true}, "{\"package_id\": 0, \"transitive\": true}"},
        {{.subauth = true, .subauth_message = true},
         "{\"package_id\": 0, \"message\": \"subauth\"}"},
        {{.subauth = true, .export = EXPORT_ROUTINE_EX}, "{\"package_id\": 0, \"ex\": true}"},
        {{.subauth = true, .export = EXPORT_FILTER}, "{\"package_id\": 0, \"filter\": true}"},
        {{.subauth = true, .caller = CALLER_NETWORK_SERVICE},
         "{\"package_id\": 0, \"caller\": \"NetworkService\"}"},
        {{.subauth = false}, "{\"no_subauth\": true}"},
        {{.protocol = PROTOCOL_KERBEROS}, "{\"protocol\": \"kerberos\"}"},
        {{.protocol = PROTOCOL_KERBEROS, .null_pointers = true},
         "{\"protocol\": \"kerberos\", \"null_pointers\": true}"},
        {{.type = LOGON_TYPE_INTERACTIVE}, "{\"type\": \"interactive\"}"},
        {{.type = LOGON_TYPE_BATCH}, "{\"type\": \"batch\"}"},
        {{.type = LOGON_TYPE_SERVICE}, "{\"type\": \"service\"}"},
        {{.type = LOGON_TYPE_NETWORK_CLEARTEXT}, "{\"type\": \"network-cleartext\"}"},
    };
    struct world world;
    world_begin(&world, "", "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct logon_request request = cases[i].request;
        request.user = "user";
        request.domain = "D";
        request.workstation = "WS1";
        request.type = request.type == 0 ? LOGON_TYPE_NETWORK : request.type;
        request.parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT;
        json_t *expected = json_loads(cases[i].members, 0, NULL);
        json_t *every =
            json_loads("{\"user\": \"user\", \"domain\": \"D\", \"workstation\": \"WS1\","
                       " \"parameter_control\": 16, \"flags\": 0,"
                       " \"challenge\": \"0000000000000000\","
                       " \"nt_response\": \"\", \"lm_response\": \"\"}",
                       0, NULL);
        assert_int_equal(json_object_update(expected, every), 0);
        json_t *line = recorded(&world, &request);
        if (!json_equal(line, expected)) {
            fail_msg("%s: %s", cases[i].members, json_dumps(line, 0));
        }
        json_decref(line);
        json_decref(every);
        json_decref(expected);
    }
    world_end(&world);
}

static void the_credential_is_in_the_line_as_it_was_sent(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV1);
    json_t *line = recorded(&world, &request);
    const char *keys[] = {"challenge", "nt_response", "lm_response"};
    const unsigned char *sent[] = {request.response.challenge, request.response.nt,
                                   request.response.lm};
    const size_t sizes[] = {CHALLENGE_SIZE, request.response.nt_size, request.response.lm_size};
    for (size_t i = 0; i < 3; i++) {
        assert_hex(sent[i], sizes[i], json_string_value(json_object_get(line, keys[i])));
    }
    json_decref(line);
    /* What says that the fields are the password itself. */
    request = request_of("user", PASSWORD, RESPONSE_CLEARTEXT);
    line = recorded(&world, &request);
    assert_int_equal(json_integer_value(json_object_get(line, "parameter_control")),
                     MSV1_0_CLEARTEXT_PASSWORD_ALLOWED);
    json_decref(line);
    world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_to_ask_is_in_the_line),
        cmocka_unit_test(the_credential_is_in_the_line_as_it_was_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
