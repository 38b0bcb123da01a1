/*
 * 2,304 logons through a DLL's export, one line of answer each: the same lines from every build of
 * it. Not a test by itself: tests/e2e/differential.py compares. argv[1]: the DLL.
 */
#include "machine_folder.h"

#include "enrolment/enrolment.h"
#include "package.h"

static const struct {
    const char *name;
    struct wide text;
} passwords[] = {
    {"right", WIDE(u"P\u00e4ssword")}, {"wrong", WIDE(u"password")}, {"none", WIDE(u"")}};

static const ULONG controls[] = {
    USER_NORMAL_ACCOUNT,
    USER_NORMAL_ACCOUNT | USER_ACCOUNT_DISABLED,
    USER_NORMAL_ACCOUNT | USER_ACCOUNT_AUTO_LOCKED,
    USER_NORMAL_ACCOUNT | USER_ACCOUNT_AUTO_LOCKED | USER_ACCOUNT_DISABLED,
    USER_TEMP_DUPLICATE_ACCOUNT,
    USER_SERVER_TRUST_ACCOUNT,
    0,
    USER_NORMAL_ACCOUNT | USER_DONT_EXPIRE_PASSWORD,
};

/* The bits of a case beyond form, password and control. */
enum { BIT_WORKSTATION = 1, BIT_HOURS = 2, BIT_EXPIRED = 4, BIT_ADMINISTRATOR = 8, BITS = 16 };

static void print_case(struct package *package, enum form form, size_t password, size_t control,
                       unsigned bits)
{
    struct made_request made;
    struct made_account account;
    ULONG which = 0;
    ULONG flags = 0;
    BOOLEAN authoritative = 0x5A;
    LARGE_INTEGER logoff = {.QuadPart = 0};
    LARGE_INTEGER kickoff = {.QuadPart = 0};
    make_request(&made, form, passwords[password].text, WIDE(u"IUSR_\u00e4"), WIDE(u"Dom\u00e4n"),
                 NULL);
    made.info.Identity.Workstation = counted(WIDE(u"\\\\ws\u00e4"));
    make_account(&account);
    account.user.UserName = counted(WIDE(u"iusr_\u00c4"));
    account.user.UserAccountControl = controls[control];
    account.user.UserId = (bits & BIT_ADMINISTRATOR) != 0 ? 500 : 1001;
    account.user.AccountExpires.QuadPart = (bits & BIT_EXPIRED) != 0 ? 1 : 0;
    account.user.WorkStations =
        (bits & BIT_WORKSTATION) != 0 ? counted(WIDE(u"other")) : counted(WIDE(u"other,WS\u00c4"));
    if ((bits & BIT_HOURS) != 0) {
        account.user.LogonHours.UnitsPerWeek = 1008;
        account.user.LogonHours.LogonHours = account.hours;
    }
    NTSTATUS status = package->routine(NetlogonNetworkInformation, &made.info, 0, &account.user,
                                       &which, &flags, &authoritative, &logoff, &kickoff);
    printf("%s %s 0x%08X %u: 0x%08X authoritative %u which 0x%X flags 0x%X times %d\n",
           form_names[form], passwords[password].name, (unsigned)controls[control], bits,
           (unsigned)status, authoritative, (unsigned)which, (unsigned)flags,
           logoff.QuadPart == NT_NEVER && kickoff.QuadPart == NT_NEVER);
}

static void all_cases(void **state)
{
    char **arguments = *state;
    char folder[FOLDER_MAX];
    struct package package;
    struct fault fault = {""};
    struct registry *registry;
    struct record record = {.sync = true, .secret = secret_of_password(passwords[0].text)};
    folder_new(folder);
    assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, &fault), REGISTRY_OK);
    assert_true(enrolment_put(registry, "IUSR_\xC3\xA4", &record, &fault));
    assert_int_equal(registry_commit(registry, &fault), REGISTRY_OK);
    registry_close(registry);
    assert_int_equal(package_open_file(arguments[1], &package), STATUS_SUCCESS);
    for (int form = 0; form < FORM_COUNT; form++) {
        for (size_t password = 0; password < sizeof passwords / sizeof passwords[0]; password++) {
            for (size_t control = 0; control < sizeof controls / sizeof controls[0]; control++) {
                for (unsigned bits = 0; bits < BITS; bits++) {
                    print_case(&package, (enum form)form, password, control, bits);
                }
            }
        }
    }
    package_close(&package);
    folder_set(folder, KEY_ACCOUNTS, u"IUSR_\u00e4", 0, NULL, 0);
    folder_remove(folder);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(all_cases, argv)};
    return argc == 2 ? cmocka_run_group_tests(tests, NULL, NULL) : 2;
}
