/*
 * The hostile battery over the built package: each form of credential, right and wrong, every kind
 * and state of account, each stack, both exports, handed over in every way that is hard on it. No
 * finding, and nobody admitted by it who would not be otherwise. argv[1]: the DLL.
 */
#include "machine_folder.h"

#include "hostile.h"
#include "lsass/observe.h"
#include "mutation.h"

static const char *dll;

#define ENROLLED_PASSWORD "P\xC3\xA4ssword"

static struct sam_account ordinary(void)
{
    static unsigned char hours[21] = {0xFF, 0x55};
    static char workstations[] = "other,PC1";
    static char parameters[] = "dialin";
    return (struct sam_account){.name = "IUSR_SERVERNAME",
                                .rid = 1001,
                                .flags = USER_NORMAL_ACCOUNT,
                                .expires = NT_NEVER,
                                .hours = hours,
                                .units_per_week = 168,
                                .workstations = workstations,
                                .parameters = parameters,
                                .owfs = {.has_nt = true, .has_lm = true}};
}

static unsigned try(const struct package *package, const struct sam_account *account,
                    enum response_form form, const char *password, bool ex, ULONG flags)
{
    struct policy policy = {.maximum_age = NT_NEVER};
    struct hostile_report report = {.calls = 0};
    struct fault fault = {""};
    struct logon_request request = {.user = account->name,
                                    .domain = "Domain",
                                    .workstation = "PC1",
                                    .subauth = true,
                                    .package_id = 132,
                                    .export = ex ? EXPORT_ROUTINE_EX : EXPORT_ROUTINE};
    struct logon_subject subject = {
        .request = &request, .account = account, .policy = &policy, .now = clock_now()};
    struct package_question question = {.package = package, .subject = &subject, .flags = flags};
    assert_true(client_respond(form, password, account->name, "Domain", &request.response, &fault));
    assert_true(hostile_try(&question, NULL, &report, &fault));
    for (size_t i = 0; i < report.findings.count; i++) {
        char text[CALL_FINDING_TEXT];
        call_finding_text(&report.findings.list[i], text);
        fail_msg("%s", text);
    }
    assert_int_equal(report.findings.not_kept, 0);
    assert_int_equal(report.calls, 2 * mutation_count());
    return report.calls;
}

static unsigned try_forms(const struct package *package)
{
    struct sam_account account = ordinary();
    unsigned calls = 0;
    for (int form = RESPONSE_NTLMV2; form <= RESPONSE_LMV2; form++) {
        if (form == RESPONSE_LM) {
            continue; /* this password has no such form; try_wrong() has it */
        }
        for (int ex = 0; ex < 2; ex++) {
            calls += try(package, &account, (enum response_form)form, ENROLLED_PASSWORD, ex, 0);
        }
    }
    return calls;
}

static unsigned try_wrong(const struct package *package)
{
    struct sam_account account = ordinary();
    unsigned calls = 0;
    for (int form = RESPONSE_NTLMV2; form <= RESPONSE_NONE; form++) {
        calls += try(package, &account, (enum response_form)form, "wrong", form % 2 == 0, 0);
    }
    return calls;
}

static unsigned try_accounts(const struct package *package)
{
    static const uint32_t kinds[] = {USER_ACCOUNT_DISABLED | USER_NORMAL_ACCOUNT,
                                     USER_TEMP_DUPLICATE_ACCOUNT,
                                     USER_WORKSTATION_TRUST_ACCOUNT,
                                     USER_ACCOUNT_AUTO_LOCKED | USER_NORMAL_ACCOUNT,
                                     0,
                                     UINT32_MAX};
    unsigned calls = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct sam_account account = ordinary();
        account.flags = kinds[i];
        calls += try(package, &account, RESPONSE_NTLMV2, ENROLLED_PASSWORD, i % 2 == 0, 0);
    }
    struct sam_account administrator = ordinary();
    struct sam_account stranger = ordinary();
    struct sam_account expired = ordinary();
    struct sam_account bare = ordinary();
    administrator.rid = RID_ADMINISTRATOR;
    stranger.name = "somebody";
    expired.expires = 1;
    bare.hours = NULL;
    bare.workstations = (char[]){""};
    bare.parameters = (char[]){""};
    bare.owfs = (struct owf_pair){.has_nt = false};
    calls += try(package, &administrator, RESPONSE_NTLMV2, ENROLLED_PASSWORD, false, 0);
    calls += try(package, &stranger, RESPONSE_NTLMV2, ENROLLED_PASSWORD, true, 0);
    calls += try(package, &expired, RESPONSE_NTLMV2, ENROLLED_PASSWORD, false, 0);
    calls += try(package, &bare, RESPONSE_CLEARTEXT, ENROLLED_PASSWORD, true, 0);
    calls += try(package, &bare, RESPONSE_NTLMV1, ENROLLED_PASSWORD, false, MSV1_0_PASSTHRU);
    calls += try(package, &bare, RESPONSE_NTLMV1, ENROLLED_PASSWORD, true, MSV1_0_GUEST_LOGON);
    calls += try(package, &bare, RESPONSE_NTLMV1, ENROLLED_PASSWORD, false, UINT32_MAX);
    return calls;
}

/* REG_MULTI_SZ as it is stored: each line with its NUL, and one more. */
static const struct {
    const uint16_t *text;
    size_t size;
} stacks[] = {
#define STACK(text)       \
    {                     \
        text, sizeof text \
    }
    STACK(u"sufficient metabase\0"),
    STACK(u"required sam\0optional metabase\0"),
    STACK(u"sufficient caller\0"),
    STACK(u"required nonsense\0"),
};

static void the_package_reads_and_writes_nothing_beyond_in_any_way(void **state)
{
    (void)state;
    unsigned calls = 0;
    for (size_t i = 0; i < sizeof stacks / sizeof stacks[0]; i++) {
        char folder[FOLDER_MAX];
        struct wide password = WIDE(u"P\u00e4ssword");
        struct package package;
        folder_new(folder);
        folder_enrol(folder, true, &password);
        folder_set(folder, KEY_IISSUBA, u"Stack", REGISTRY_MULTI_SZ, stacks[i].text,
                   stacks[i].size);
        folder_observe(folder, i % 2 == 0 ? 0 : clock_utc() + OBSERVE_LONGEST);
        assert_int_equal(package_open_file(dll, &package), STATUS_SUCCESS);
        calls += try_wrong(&package);
        if (i < 2) {
            calls += try_forms(&package) + try_accounts(&package);
        }
        package_close(&package);
        /* On Windows the registry is no folder's, and outlives this test. */
        folder_set(folder, KEY_IISSUBA, u"Stack", 0, NULL, 0);
        folder_set(folder, KEY_IISSUBA, VALUE_OBSERVE_UNTIL, 0, NULL, 0);
        folder_set(folder, KEY_ACCOUNTS, u"IUSR_SERVERNAME", 0, NULL, 0);
        folder_remove(folder);
    }
    print_message("%u calls\n", calls);
    assert_true(calls > 10000);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_package_reads_and_writes_nothing_beyond_in_any_way),
    };
    if (argc != 2) {
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
