/* The FTP conversation, and the service's decision over every combination of its settings. */
#include "machine_folder.h"

#include "ftp_service.h"
#include "ftp_session.h"
#include "net.h"
#include "service_logon.h"

struct script {
    enum ftp_login answer;
    char user[64];
    char password[64];
};

static enum ftp_login scripted(void *context, const char *user, const char *password)
{
    struct script *script = context;
    snprintf(script->user, sizeof script->user, "%s", user);
    snprintf(script->password, sizeof script->password, "%s", password);
    return script->answer;
}

static void converse(struct ftp_session *session, const char *line, const char *expected)
{
    struct ftp_reply reply;
    char sent[2048];
    snprintf(sent, sizeof sent, "%s\r\n", line);
    assert_int_equal(ftp_session_feed(session, sent, strlen(sent), &reply), strlen(sent));
    if (strcmp(reply.text, expected) != 0) {
        fail_msg("%s: %s", line, reply.text);
    }
}

static struct ftp_session begun(struct script *script)
{
    struct ftp_session session;
    struct ftp_reply reply;
    ftp_session_begin(&session, "someserver", scripted, script, &reply);
    assert_string_equal(reply.text, "220 someserver Microsoft FTP Service (Version 4.0).\r\n");
    return session;
}

static void the_session_of_q269241(void **state)
{
    (void)state;
    struct script script = {.answer = FTP_DENIED};
    struct ftp_session session = begun(&script);
    converse(&session, "USER anonymous",
             "331 Anonymous access allowed, send identity (e-mail name) as password.\r\n");
    converse(&session, "PASS someuser@microsoft.com",
             "530 User someuser@microsoft.com cannot log in.\r\n");
    script.answer = FTP_GRANTED;
    converse(&session, "user FTP",
             "331 Anonymous access allowed, send identity (e-mail name) as password.\r\n");
    converse(&session, "pass x", "230 Anonymous user logged in.\r\n");
    assert_string_equal(script.user, "FTP");
    converse(&session, "PWD", "257 \"/\" is current directory.\r\n");
    converse(&session, "QUIT", "221 Goodbye.\r\n");
    assert_true(session.closing);
}

static void each_command_has_its_reply(void **state)
{
    (void)state;
    static const char *const before[][2] = {
        {"SYST", "215 Windows_NT version 4.0\r\n"},
        {"FEAT", "211 No features.\r\n"},
        {"NOOP", "200 NOOP command successful.\r\n"},
        {"PWD", "530 Please login with USER and PASS.\r\n"},
        {"TYPE A", "530 Please login with USER and PASS.\r\n"},
        {"LIST", "530 Please login with USER and PASS.\r\n"},
        {"PASS x", "503 Login with USER first.\r\n"},
        {"USER", "501 USER needs a name.\r\n"},
        {"USER somebody", "331 Password required for somebody.\r\n"},
        {"PASS with spaces ", "230 User somebody logged in.\r\n"},
    };
    static const char *const after[][2] = {
        {"TYPE A", "200 Type set to A.\r\n"},
        {"type i", "200 Type set to I.\r\n"},
        {"TYPE E", "504 Type not implemented.\r\n"},
        {"LIST", "502 Command not implemented.\r\n"},
        {"RETR x", "502 Command not implemented.\r\n"},
        {"", "502 Command not implemented.\r\n"},
    };
    struct script script = {.answer = FTP_GRANTED};
    struct ftp_session session = begun(&script);
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        converse(&session, before[i][0], before[i][1]);
    }
    assert_string_equal(script.password, "with spaces ");
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        converse(&session, after[i][0], after[i][1]);
    }
}

static void a_new_user_is_logged_out_first(void **state)
{
    (void)state;
    struct script script = {.answer = FTP_GRANTED};
    struct ftp_session session = begun(&script);
    converse(&session, "USER a", "331 Password required for a.\r\n");
    converse(&session, "PASS x", "230 User a logged in.\r\n");
    converse(&session, "USER b", "331 Password required for b.\r\n");
    converse(&session, "PWD", "530 Please login with USER and PASS.\r\n");
    script.answer = FTP_UNAVAILABLE;
    converse(&session, "PASS x", "421 Service not available, closing control connection.\r\n");
    assert_true(session.closing);
}

static void a_refused_password_ends_an_earlier_login(void **state)
{
    (void)state;
    struct script script = {.answer = FTP_GRANTED};
    struct ftp_session session = begun(&script);
    converse(&session, "USER bob", "331 Password required for bob.\r\n");
    converse(&session, "PASS right", "230 User bob logged in.\r\n");
    converse(&session, "PASS right", "230 User bob logged in.\r\n");
    script.answer = FTP_DENIED;
    converse(&session, "PASS wrong", "530 User bob cannot log in.\r\n");
    assert_string_equal(script.password, "wrong");
    converse(&session, "PWD", "530 Please login with USER and PASS.\r\n");
    converse(&session, "PASS right", "503 Login with USER first.\r\n");
}

static void an_address_has_a_port_from_0_to_65535(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *host; /* NULL: refused */
        unsigned port;
    } cases[] = {
        {"127.0.0.1:2121", "127.0.0.1", 2121},
        {"[::1]:0", "::1", 0},
        {":65535", "", 65535},
        {"127.0.0.1:65536", NULL, 0},
        {"127.0.0.1:", NULL, 0},
        {"127.0.0.1", NULL, 0},
        {"127.0.0.1:-1", NULL, 0},
        {"127.0.0.1:+1", NULL, 0},
        {"127.0.0.1: 1", NULL, 0},
        {"127.0.0.1:0x10", NULL, 0},
        {"127.0.0.1:21x", NULL, 0},
        {"", NULL, 0},
        {"127.0.0.1:4294967317", NULL, 0},
        {"127.0.0.1:00021", "127.0.0.1", 21},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_address address;
        struct fault fault = {""};
        bool taken = net_address_parse(cases[i].text, &address, &fault);
        assert_int_equal(taken, cases[i].host != NULL);
        if (taken) {
            assert_string_equal(address.host, cases[i].host);
            assert_int_equal(address.port, cases[i].port);
        } else {
            assert_non_null(strstr(fault.text, "0 to 65535"));
        }
    }
}

static void a_line_without_an_end_is_dropped(void **state)
{
    (void)state;
    struct script script = {.answer = FTP_GRANTED};
    struct ftp_session session = begun(&script);
    struct ftp_reply reply;
    char block[FTP_LINE_MAX];
    memset(block, 'A', sizeof block);
    ftp_session_feed(&session, block, sizeof block, &reply);
    assert_string_equal(reply.text, "500 Command line too long, closing control connection.\r\n");
    assert_true(session.closing);
}

static void the_longest_line_is_still_one(void **state)
{
    (void)state;
    struct script script = {.answer = FTP_GRANTED};
    struct ftp_session session = begun(&script);
    struct ftp_reply reply;
    char line[FTP_LINE_MAX];
    memset(line, 'A', sizeof line);
    line[FTP_LINE_MAX - 1] = '\n';
    assert_int_equal(ftp_session_feed(&session, line, sizeof line, &reply), sizeof line);
    assert_memory_equal(reply.text, "530 ", 4);
}

static void binary_is_dropped(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        bool text = byte >= ' ' && byte < 0x7F;
        char line[] = {'N', 'O', 'O', 'P', ' ', (char)byte, '\r', '\n'};
        struct script script = {.answer = FTP_GRANTED};
        struct ftp_session session = begun(&script);
        struct ftp_reply reply;
        if (byte == '\n' || byte == '\r') {
            continue;
        }
        ftp_session_feed(&session, line, sizeof line, &reply);
        assert_memory_equal(reply.text, text ? "200 " : "500 ", 4);
        assert_int_equal(session.closing, !text);
    }
}

static void one_byte_at_a_time_says_the_same(void **state)
{
    (void)state;
    static const char talk[] = "USER anonymous\r\nPASS a@b\r\nNOOP\nQUIT\r\n";
    struct script script = {.answer = FTP_GRANTED};
    struct ftp_session session = begun(&script);
    struct ftp_reply reply;
    unsigned codes[4];
    size_t count = 0;
    for (size_t i = 0; i < sizeof talk - 1; i++) {
        assert_int_equal(ftp_session_feed(&session, talk + i, 1, &reply), 1);
        if (reply.size != 0) {
            sscanf(reply.text, "%u", &codes[count++]);
        }
    }
    assert_int_equal(count, 4);
    assert_true(codes[0] == 331 && codes[1] == 230 && codes[2] == 200 && codes[3] == 221);
}

/* sync, AllowAnonymous, AnonymousOnly, and who asks: what the service answers before any LSA. */
static void the_settings_decide_who_is_asked_about(void **state)
{
    (void)state;
    for (int bits = 0; bits < 16; bits++) {
        bool sync = (bits & 1) != 0;
        bool allow = (bits & 2) != 0;
        bool only = (bits & 4) != 0;
        bool anonymous = (bits & 8) != 0;
        char metabase[1024];
        char folder[FOLDER_MAX];
        struct lsa lsa;
        struct service_logon decision;
        struct fault fault = {""};
        folder_new(folder);
        folder_write(folder, "sam.json",
                     "[{\"name\": \"IUSR\", \"rid\": 1001, \"password\": \"p\"},"
                     " {\"name\": \"somebody\", \"rid\": 1002, \"password\": \"q\"}]");
        snprintf(metabase, sizeof metabase,
                 "<configuration><MBProperty><IIsFtpServer Location=\"/LM/MSFTPSVC/1\" "
                 "AnonymousUserName=\"IUSR\" AnonymousUserPass=\"p\" "
                 "AnonymousPasswordSync=\"%s\" AllowAnonymous=\"%s\" AnonymousOnly=\"%s\"/>"
                 "</MBProperty></configuration>",
                 sync ? "TRUE" : "FALSE", allow ? "TRUE" : "FALSE", only ? "TRUE" : "FALSE");
        folder_write(folder, "MetaBase.xml", metabase);
        assert_true(lsa_open(folder, &lsa, &fault));
        assert_true(
            ftp_decide(&lsa, 1, anonymous ? "Anonymous" : "somebody", "q", &decision, &fault));
        bool nobody = sync && !allow;
        bool asked = !nobody && (anonymous ? allow : !only);
        assert_int_equal(decision.asked_lsa, asked);
        /* With sync on the package is asked, and no machine here has one. */
        assert_int_equal(decision.granted, asked && !(anonymous && sync));
        lsa_close(&lsa);
        folder_remove(folder);
    }
}

/* A password that cannot be read is none, and not the empty one. */
static void an_encrypted_password_is_not_taken_for_an_empty_one(void **state)
{
    (void)state;
    static const char *const passwords[] = {"49634462f0000000a4", ""};
    for (int empty = 0; empty < 2; empty++) {
        char metabase[1024];
        char folder[FOLDER_MAX];
        struct lsa lsa;
        struct service_logon decision;
        struct fault fault = {""};
        folder_new(folder);
        folder_write(folder, "sam.json",
                     "[{\"name\": \"IUSR\", \"rid\": 1001, \"password\": \"\"}]");
        snprintf(metabase, sizeof metabase,
                 "<configuration><MBProperty><IIsFtpServer Location=\"/LM/MSFTPSVC/1\" "
                 "AnonymousUserName=\"IUSR\" AnonymousUserPass=\"%s\" "
                 "AnonymousPasswordSync=\"FALSE\" AllowAnonymous=\"TRUE\"/>"
                 "</MBProperty></configuration>",
                 passwords[empty]);
        folder_write(folder, "MetaBase.xml", metabase);
        assert_true(lsa_open(folder, &lsa, &fault));
        assert_true(ftp_decide(&lsa, 1, "anonymous", "q", &decision, &fault));
        assert_int_equal(decision.granted, empty == 1);
        lsa_close(&lsa);
        folder_remove(folder);
    }
}

/* KB 812614. The FTP service knows no LogonMethod. */
static void the_web_service_logs_on_as_logon_method_says(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        enum logon_type type;
    } cases[] = {{"", LOGON_TYPE_NETWORK_CLEARTEXT},
                 {"LogonMethod=\"0\"", LOGON_TYPE_INTERACTIVE},
                 {"LogonMethod=\"1\"", LOGON_TYPE_BATCH},
                 {"LogonMethod=\"2\"", LOGON_TYPE_NETWORK},
                 {"LogonMethod=\"3\"", LOGON_TYPE_NETWORK_CLEARTEXT}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char metabase[512];
        char folder[FOLDER_MAX];
        struct machine machine;
        struct fault fault = {""};
        folder_new(folder);
        folder_write(folder, "sam.json", "[]");
        snprintf(metabase, sizeof metabase,
                 "<configuration><MBProperty><IIsWebServer Location=\"/LM/W3SVC/1\" %s/>"
                 "<IIsFtpServer Location=\"/LM/MSFTPSVC/1\" %s/></MBProperty></configuration>",
                 cases[i].method, cases[i].method);
        folder_write(folder, "MetaBase.xml", metabase);
        assert_true(machine_open(folder, &machine, &fault));
        assert_int_equal(service_logon_type(&machine.metabase, "/LM/W3SVC/1"), cases[i].type);
        assert_int_equal(service_logon_type(&machine.metabase, "/LM/MSFTPSVC/1"),
                         LOGON_TYPE_INTERACTIVE);
        machine_close(&machine);
        folder_remove(folder);
    }
}

static void a_site_that_is_not_there_is_named(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct machine machine;
    struct fault fault = {""};
    folder_new(folder);
    folder_write(folder, "sam.json", "[]");
    assert_true(machine_open(folder, &machine, &fault));
    assert_false(ftp_site_exists(&machine, 7, &fault));
    assert_non_null(strstr(fault.text, "MetaBase.xml"));
    machine_close(&machine);
    folder_write(folder, "MetaBase.xml",
                 "<configuration><MBProperty><IIsFtpServer Location=\"/LM/MSFTPSVC/1\"/>"
                 "</MBProperty></configuration>");
    assert_true(machine_open(folder, &machine, &fault));
    assert_true(ftp_site_exists(&machine, 1, &fault));
    assert_false(ftp_site_exists(&machine, 7, &fault));
    assert_non_null(strstr(fault.text, "/LM/MSFTPSVC/7"));
    machine_close(&machine);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_session_of_q269241),
        cmocka_unit_test(each_command_has_its_reply),
        cmocka_unit_test(a_new_user_is_logged_out_first),
        cmocka_unit_test(a_refused_password_ends_an_earlier_login),
        cmocka_unit_test(an_address_has_a_port_from_0_to_65535),
        cmocka_unit_test(a_line_without_an_end_is_dropped),
        cmocka_unit_test(the_longest_line_is_still_one),
        cmocka_unit_test(binary_is_dropped),
        cmocka_unit_test(one_byte_at_a_time_says_the_same),
        cmocka_unit_test(the_settings_decide_who_is_asked_about),
        cmocka_unit_test(an_encrypted_password_is_not_taken_for_an_empty_one),
        cmocka_unit_test(the_web_service_logs_on_as_logon_method_says),
        cmocka_unit_test(a_site_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
