/*
 * What the fake LSA and the store's tools wipe where it ends, as test_wipes has it of what runs in
 * lsass: nothing of a secret is left on the stack, nor in memory that is given back.
 */
#include "left_behind.h"
#include "lsa_world.h"

#include "enrolment/enrolment.h"
#include "enrolment/import_apply.h"
#include "generic.h"
#include "sam_check.h"
#include "session_key.h"

static struct made_request made;

/* Where on that stack an import has the secret of a password, what is stored, and what is to be. */
static const void *held[3];

bool __real_enrolment_secret(const char *password, struct owf_pair *secret, struct fault *said);
bool __wrap_enrolment_secret(const char *password, struct owf_pair *secret, struct fault *said);
bool __wrap_enrolment_secret(const char *password, struct owf_pair *secret, struct fault *said)
{
    held[0] = secret;
    return __real_enrolment_secret(password, secret, said);
}

bool __real_enrolment_get(struct registry *from, const char *account, enum enrolment_found *is,
                          struct record *record, struct fault *said);
bool __wrap_enrolment_get(struct registry *from, const char *account, enum enrolment_found *is,
                          struct record *record, struct fault *said);
bool __wrap_enrolment_get(struct registry *from, const char *account, enum enrolment_found *is,
                          struct record *record, struct fault *said)
{
    held[1] = &record->secret;
    return __real_enrolment_get(from, account, is, record, said);
}

bool __real_enrolment_put(struct registry *to, const char *account, const struct record *record,
                          struct fault *said);
bool __wrap_enrolment_put(struct registry *to, const char *account, const struct record *record,
                          struct fault *said);
bool __wrap_enrolment_put(struct registry *to, const char *account, const struct record *record,
                          struct fault *said)
{
    held[2] = &record->secret;
    return __real_enrolment_put(to, account, record, said);
}

/* What the functions below, which run on that stack, work with. */

static struct logon_request logon;
static enum proven_by by;
static struct session_keys keys;
static struct sam_check check;
static struct marshalled marshalled;
static struct logon_result result;
static struct registry *registry;
static struct import_plan plan;
static bool forgets;
static struct fault fault;

static bool session_keys(void)
{
    session_keys_of(&logon, &own_secret, by, &keys);
    return keys.user[0] != 0;
}

static bool checks(void)
{
    sam_check(&check, &marshalled, &result);
    return result.status == STATUS_SUCCESS;
}

static bool check_refuses(void)
{
    sam_check(&check, &marshalled, &result);
    return result.status == STATUS_WRONG_PASSWORD;
}

static bool secret_is_made(void)
{
    static struct owf_pair own;
    return enrolment_secret(SECRET_TEXT, &own, &fault);
}

static bool secret_is_refused(void)
{
    static struct owf_pair own;
    static const char no_text[] = SECRET_TEXT "\xFF";
    return !enrolment_secret(no_text, &own, &fault);
}

static bool put(void)
{
    static struct record record;
    record.secret = own_secret;
    return enrolment_put(registry, "user", &record, &fault);
}

static bool get(void)
{
    static struct record record;
    enum enrolment_found is_found;
    return enrolment_get(registry, "user", &is_found, &record, &fault) &&
           is_found == ENROLMENT_READ;
}

static void visit(void *context, const char *name, bool readable, const struct record *record)
{
    bool *visited = context;
    *visited = readable && record != NULL && *name != '\0';
}

static bool each(void)
{
    bool visited = false;
    return enrolment_each(registry, visit, &visited, &fault) && visited;
}

static void tell(void *context, const char *name, const struct import_account *account,
                 enum import_action action, bool enrolled)
{
    (void)context;
    (void)name;
    (void)account;
    (void)action;
    (void)enrolled;
}

static bool import(void)
{
    size_t changes;
    return import_apply(registry, &plan, forgets, 1, tell, NULL, &changes, &fault);
}

static void assert_nothing_left(const char *name, bool (*work)(void))
{
    run_alone(work);
    if (found() != NULL) {
        fail_msg("%s leaves %s on the stack", name, found());
    }
}

/* What secret_of_password makes it gives back by value, of which compilers make copies. */
static void assert_no_password_left(const char *name, bool (*work)(void))
{
    run_alone(work);
    if (found() != NULL && strstr(found(), "password") != NULL) {
        fail_msg("%s leaves %s on the stack", name, found());
    }
}

/* The NT and LM fields of what MS-NLMP makes of a password. */
static void present(enum form form, struct wide password)
{
    logon = (struct logon_request){.user = "User",
                                   .domain = "",
                                   .workstation = "",
                                   .type = LOGON_TYPE_NETWORK,
                                   .response = {.cleartext = form == FORM_CLEARTEXT}};
    make_request(&made, form, password, WIDE(NLMP_USER), WIDE(u""), NULL);
    memcpy(logon.response.challenge, nlmp_server_challenge, CHALLENGE_SIZE);
    logon.response.nt_size = made.info.NtChallengeResponse.Length;
    logon.response.lm_size = made.info.LmChallengeResponse.Length;
    memcpy(logon.response.nt, made.nt, sizeof logon.response.nt);
    memcpy(logon.response.lm, made.lm, sizeof logon.response.lm);
}

static void session_keys_leave_nothing_on_the_stack(void **state)
{
    (void)state;
    static const struct {
        enum form form;
        enum proven_by by;
    } cases[] = {{FORM_LM, PROVEN_BY_LM},
                 {FORM_NTLMV1, PROVEN_BY_NTLM},
                 {FORM_NTLMV2, PROVEN_BY_NTLM_V2},
                 {FORM_LMV2, PROVEN_BY_LM_V2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t before = needle_count;
        present(cases[i].form, WIDE(u"" SECRET_TEXT));
        by = cases[i].by;
        session_keys();
        look_for("the user key", keys.user, by == PROVEN_BY_LM ? 8 : 16);
        if (by == PROVEN_BY_NTLM_V2 || by == PROVEN_BY_LM_V2) {
            const struct client_response *response = &logon.response;
            const unsigned char *proof = by == PROVEN_BY_NTLM_V2 ? response->nt : response->lm;
            look_for("the proof", proof, 8);
            look_for("the proof's end", proof + 8, 8);
        }
        assert_nothing_left("session_keys_of", session_keys);
        needle_count = before;
    }
}

static void sam_s_check_leaves_nothing_on_the_stack(void **state)
{
    (void)state;
    static char everywhere[] = "";
    for (int i = 0; i < 2 * FORM_COUNT; i++) {
        enum form form = (enum form)(i / 2);
        bool refused = i % 2 == 1;
        const struct policy policy = {.maximum_age = NT_NEVER, .force_logoff = NT_NEVER};
        const struct sam_account account = {.name = "User",
                                            .rid = 1001,
                                            .owfs = own_secret,
                                            .flags = USER_NORMAL_ACCOUNT,
                                            .expires = NT_NEVER,
                                            .password_last_set = 1,
                                            .workstations = everywhere,
                                            .parameters = everywhere};
        present(form, refused ? WIDE(u"wrong") : WIDE(u"" SECRET_TEXT));
        const struct logon_subject subject = {
            .request = &logon, .account = &account, .policy = &policy, .now = {2, 0}};
        check = (struct sam_check){.policy = &policy, .now = {2, 0}, .type = LOGON_TYPE_NETWORK};
        assert_true(marshal_build(&marshalled, GUARD_OFF, &subject, &fault));
        assert_nothing_left(form_names[form], refused ? check_refuses : checks);
        marshal_release(&marshalled);
    }
}

static void the_store_leaves_nothing_on_the_stack(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool (*work)(void);
    } works[] = {{"enrolment_put", put}, {"enrolment_get", get}, {"enrolment_each", each}};
    char folder[FOLDER_MAX];
    assert_no_password_left("enrolment_secret", secret_is_made);
    assert_no_password_left("enrolment_secret, refusing", secret_is_refused);
    folder_new(folder);
    assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, &fault), REGISTRY_OK);
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        assert_nothing_left(works[i].name, works[i].work);
    }
    registry_close(registry);
    folder_remove(folder);
}

/* A metabase that names one account, and a store that may have another secret of it. */
static void import_one(const char *password, const char *stored, bool imported)
{
    static const struct owf_pair others = {{1}, {2}, true, true};
    char text[512];
    char folder[FOLDER_MAX];
    struct metabase metabase;
    struct record record = {.sync = false, .imported = imported, .secret = own_secret};
    if (*password != '\0') {
        record.secret = others;
    }
    int size = snprintf(text, sizeof text,
                        "<configuration><MBProperty><IIsFtpServer Location=\"/LM/MSFTPSVC/1\" "
                        "AnonymousUserName=\"user\" AnonymousUserPass=\"%s\"/></MBProperty>"
                        "</configuration>",
                        password);
    struct metabase_text source = metabase_in_memory("MetaBase.xml", text, (size_t)size);
    folder_new(folder);
    assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, &fault), REGISTRY_OK);
    assert_true(metabase_read(&source, METABASE_ACCOUNTS, &metabase, &fault));
    assert_true(import_plan_make(&metabase, &plan));
    assert_true(enrolment_put(registry, stored, &record, &fault));
    memset(held, 0, sizeof held);
    blocks_with_the_secret = 0;
    run_alone(import);
    assert_true(*password == '\0' ? found() == NULL : held[0] != NULL);
    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++) {
        assert_true(held[i] == NULL || memcmp(held[i], own_secret.nt, OWF_SIZE) != 0);
    }
    import_plan_release(&plan);
    metabase_release(&metabase);
    registry_close(registry);
    folder_remove(folder);
}

/* A secret that is kept, one that is forgotten, one that is new, and one that nobody names. */
static void an_import_leaves_nothing_behind(void **state)
{
    (void)state;
    import_one("", "user", true);
    forgets = true;
    import_one("", "user", true);
    forgets = false;
    import_one(SECRET_TEXT, "user", true);
    import_one("", "somebody", false);
    import_one("", "somebody", true);
}

/* Of whom the metabase does not name, the records are held in memory meanwhile. */
static void what_an_import_collected_is_wiped(void **state)
{
    (void)state;
    import_one("", "somebody", false);
    assert_int_equal(blocks_with_the_secret, 0);
}

static NTSTATUS NTAPI gives_the_secret(PVOID submit, ULONG size, PULONG returned_size,
                                       PVOID *returned)
{
    (void)submit;
    (void)size;
    *returned = &own_secret;
    *returned_size = sizeof own_secret;
    return STATUS_SUCCESS;
}

static void what_a_package_gave_back_is_wiped(void **state)
{
    (void)state;
    static const struct package package = {.generic = gives_the_secret};
    const struct generic_request request = {.package_id = 7};
    struct generic_answer answer;
    struct lsa lsa = {.time = 0};
    assert_true(packages_add(&lsa.packages, PROTOCOL_NTLM, 7, &package));
    assert_true(generic_ask(&lsa, &request, &answer, &fault));
    assert_memory_equal(answer.returned, &own_secret, sizeof own_secret);
    memset(answer.returned, 0xFF, GENERIC_MOST);
    watch_block(answer.returned, GENERIC_MOST);
    generic_release(&answer);
    assert_int_equal(given_back, 1);
    assert_int_equal(left_in_it, 0);
    watch_block(NULL, 0);
    packages_close(&lsa.packages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session_keys_leave_nothing_on_the_stack),
        cmocka_unit_test(sam_s_check_leaves_nothing_on_the_stack),
        cmocka_unit_test(the_store_leaves_nothing_on_the_stack),
        cmocka_unit_test(an_import_leaves_nothing_behind),
        cmocka_unit_test(what_an_import_collected_is_wiped),
        cmocka_unit_test(what_a_package_gave_back_is_wiped),
    };
    return cmocka_run_group_tests(tests, left_behind_set_up, left_behind_tear_down);
}
