/*
 * The real registry: the access that the private key is created with, read back; an existing key
 * that lets others in; registering without the right to write; notices of changes. argv[1] is the
 * DLL.
 */
#include "machine_folder.h"

#include "registration/registration.h"

#define MSV1_0_PATH L"SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0"

static const char *dll;

static void delete_own_keys(void)
{
    RegDeleteKeyW(HKEY_LOCAL_MACHINE, MSV1_0_PATH L"\\IISSUBA\\Accounts");
    RegDeleteKeyW(HKEY_LOCAL_MACHINE, MSV1_0_PATH L"\\IISSUBA");
}

static int clean(void **state)
{
    HKEY key;
    (void)state;
    delete_own_keys();
    if (RegCreateKeyW(HKEY_LOCAL_MACHINE, MSV1_0_PATH, &key) == 0) {
        RegDeleteValueW(key, L"Auth132");
        RegCloseKey(key);
    }
    return 0;
}

static struct registration add(void)
{
    struct registry *registry;
    assert_int_equal(registry_open(NULL, REGISTRY_WRITE, &registry, NULL), REGISTRY_OK);
    struct registration registration = registration_add(registry, PACKAGE_NAME);
    registry_close(registry);
    return registration;
}

static void read_acl(const wchar_t *path, SECURITY_DESCRIPTOR *descriptor, DWORD size, ACL **acl)
{
    HKEY key;
    BOOL present = FALSE;
    BOOL defaulted;
    assert_int_equal(RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, READ_CONTROL, &key), 0);
    assert_int_equal(RegGetKeySecurity(key, DACL_SECURITY_INFORMATION, descriptor, &size), 0);
    assert_true(GetSecurityDescriptorDacl(descriptor, &present, acl, &defaulted));
    assert_true(present && *acl != NULL);
    RegCloseKey(key);
}

static bool is_sid(PSID sid, UCHAR count, DWORD first, DWORD second)
{
    return *GetSidSubAuthorityCount(sid) == count && *GetSidSubAuthority(sid, 0) == first &&
           (count < 2 || *GetSidSubAuthority(sid, 1) == second);
}

static void the_private_key_is_for_system_and_administrators_alone(void **state)
{
    (void)state;
    static const wchar_t *const paths[] = {MSV1_0_PATH L"\\IISSUBA",
                                           MSV1_0_PATH L"\\IISSUBA\\Accounts"};
    assert_int_equal(add().error, REGISTRY_OK);
    for (size_t i = 0; i < 2; i++) {
        union {
            SECURITY_DESCRIPTOR descriptor;
            unsigned char room[2048];
        } held;
        ACL *acl = NULL;
        bool system = false;
        bool administrators = false;
        read_acl(paths[i], &held.descriptor, sizeof held, &acl);
        for (DWORD at = 0; at < acl->AceCount; at++) {
            ACCESS_ALLOWED_ACE *ace;
            assert_true(GetAce(acl, at, (void **)&ace));
            assert_int_equal(ace->Header.AceType, ACCESS_ALLOWED_ACE_TYPE);
            bool is_system = is_sid(&ace->SidStart, 1, SECURITY_LOCAL_SYSTEM_RID, 0);
            bool is_admins =
                is_sid(&ace->SidStart, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS);
            assert_true(is_system || is_admins);
            system = system || is_system;
            administrators = administrators || is_admins;
        }
        assert_true(system && administrators);
    }
}

static void a_key_that_lets_others_in_is_told_apart(void **state)
{
    (void)state;
    HKEY key;
    assert_false(add().wider);
    assert_false(add().wider); /* it is there now, and narrow */
    delete_own_keys();
    assert_int_equal(RegCreateKeyW(HKEY_LOCAL_MACHINE, MSV1_0_PATH L"\\IISSUBA", &key), 0);
    RegCloseKey(key);
    assert_true(add().wider);
}

/* Everyone may read, nobody may write. */
static LONG set_read_only(HKEY key)
{
    SID_IDENTIFIER_AUTHORITY world = {SECURITY_WORLD_SID_AUTHORITY};
    SECURITY_DESCRIPTOR descriptor;
    PSID everyone;
    unsigned char room[128];
    ACL *acl = (ACL *)(void *)room;
    assert_true(
        AllocateAndInitializeSid(&world, 1, SECURITY_WORLD_RID, 0, 0, 0, 0, 0, 0, 0, &everyone));
    assert_true(InitializeAcl(acl, sizeof room, ACL_REVISION));
    assert_true(AddAccessAllowedAce(acl, ACL_REVISION, KEY_READ | WRITE_DAC | DELETE, everyone));
    assert_true(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));
    assert_true(SetSecurityDescriptorDacl(&descriptor, TRUE, acl, FALSE));
    LONG error = RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, &descriptor);
    FreeSid(everyone);
    return error;
}

static void without_the_right_to_write_it_says_so_and_loses_nothing(void **state)
{
    (void)state;
    HKEY key;
    wchar_t name[32];
    DWORD size = sizeof name;
    typedef LONG(WINAPI * register_server)(void);
    HMODULE module = LoadLibraryA(dll);
    assert_non_null(module);
    FARPROC found = GetProcAddress(module, "DllRegisterServer");
    register_server function;
    memcpy(&function, &found, sizeof function);
    assert_int_equal(RegCreateKeyExW(HKEY_LOCAL_MACHINE, MSV1_0_PATH, 0, NULL, 0, KEY_ALL_ACCESS,
                                     NULL, &key, NULL),
                     0);
    assert_int_equal(RegSetValueExW(key, L"Auth132", 0, REG_SZ, (const BYTE *)L"OTHER", 12), 0);
    assert_int_equal(set_read_only(key), 0);

    assert_int_equal((ULONG)function(), 0x80070005); /* E_ACCESSDENIED */

    RegCloseKey(key);
    assert_int_equal(RegOpenKeyExW(HKEY_LOCAL_MACHINE, MSV1_0_PATH, 0, KEY_READ, &key), 0);
    assert_int_equal(RegQueryValueExW(key, L"Auth132", NULL, NULL, (BYTE *)name, &size), 0);
    assert_memory_equal(name, L"OTHER", 12);
    RegCloseKey(key);
    FreeLibrary(module);
    assert_int_equal(RegDeleteKeyW(HKEY_LOCAL_MACHINE, MSV1_0_PATH), 0);
}

static void change_something(void)
{
    static DWORD number;
    HKEY key;
    number++;
    assert_int_equal(RegCreateKeyW(HKEY_LOCAL_MACHINE, MSV1_0_PATH, &key), 0);
    assert_int_equal(
        RegSetValueExW(key, L"Changed", 0, REG_DWORD, (const BYTE *)&number, sizeof number), 0);
    assert_int_equal(RegDeleteValueW(key, L"Changed"), 0);
    RegCloseKey(key);
}

static void assert_notices(struct registry_watch *watch)
{
    uint32_t began = clock_ticks();
    while (!registry_watch_changed(NULL, watch)) {
        assert_true(clock_ticks() - began < 10000);
        clock_yield();
    }
}

/* Until it is quiet: one notice may be on its way. */
static void let_settle(struct registry_watch *watch)
{
    for (int notices = 0; registry_watch_changed(NULL, watch); notices++) {
        assert_in_range(notices, 0, 5);
    }
}

static DWORD WINAPI look_and_end(void *watch)
{
    assert_true(registry_watch_changed(NULL, watch));
    return 0;
}

/* A notification ends, and is signalled, when the thread that asked for it ends
 * (RegNotifyChangeKeyValue's remarks): that is one notice, and the next who looks asks anew. */
static void each_change_is_noticed_whoever_asked_for_notice_and_ended(void **state)
{
    (void)state;
    struct registry_watch watch = {.key = NULL};
    for (int i = 0; i < 20; i++) {
        DWORD id;
        HANDLE thread = CreateThread(NULL, 0, look_and_end, &watch, 0, &id);
        assert_non_null(thread);
        assert_int_equal(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
        CloseHandle(thread);
        change_something();
        assert_notices(&watch);
        let_settle(&watch);
        change_something(); /* which the next thread sees */
    }
    registry_watch_close(&watch);
}

static void a_notice_without_a_change_is_one_notice(void **state)
{
    (void)state;
    struct registry_watch watch = {.key = NULL};
    assert_true(registry_watch_changed(NULL, &watch));
    let_settle(&watch);
    for (int i = 0; i < 20; i++) {
        SetEvent(watch.event); /* as the end of the thread that asked does */
        assert_true(registry_watch_changed(NULL, &watch));
        assert_false(registry_watch_changed(NULL, &watch));
        change_something();
        assert_notices(&watch);
        let_settle(&watch);
    }
    registry_watch_close(&watch);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_private_key_is_for_system_and_administrators_alone,
                                        clean, clean),
        cmocka_unit_test_setup_teardown(a_key_that_lets_others_in_is_told_apart, clean, clean),
        cmocka_unit_test_setup_teardown(without_the_right_to_write_it_says_so_and_loses_nothing,
                                        clean, clean),
        cmocka_unit_test_setup_teardown(each_change_is_noticed_whoever_asked_for_notice_and_ended,
                                        clean, clean),
        cmocka_unit_test_setup_teardown(a_notice_without_a_change_is_one_notice, clean, clean),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_registry_win32 DLL\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
