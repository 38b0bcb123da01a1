/*
 * What a new machine's files say, byte by byte, with random numbers that are known here; a full one
 * (new_machine.h); and what is said, left and wiped where a step of it fails.
 */
#include "failing_registry.h"
#include "machine_folder.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "enrolment/enrolment.h"
#include "files/files.h"
#include "new_machine.h"
#include "randomness.h"
#include "registration/registration.h"

static unsigned next_byte;
static int fills_left = -1; /* how often there are still random numbers; -1: always */

bool __wrap_randomness_fill(void *bytes, size_t size);
bool __wrap_randomness_fill(void *bytes, size_t size)
{
    if (fills_left == 0) {
        return false;
    }
    fills_left -= fills_left > 0;
    for (size_t i = 0; i < size; i++) {
        ((unsigned char *)bytes)[i] = (unsigned char)next_byte++;
    }
    return true;
}

static bool registry_opens = true;

long __real_registry_open(const char *machine, enum registry_access access,
                          struct registry **registry, struct fault *fault);
long __wrap_registry_open(const char *machine, enum registry_access access,
                          struct registry **registry, struct fault *fault);
long __wrap_registry_open(const char *machine, enum registry_access access,
                          struct registry **registry, struct fault *fault)
{
    if (!registry_opens) {
        fault_set(fault, "denied");
        return REGISTRY_DENIED;
    }
    return __real_registry_open(machine, access, registry, fault);
}

static char own_dll[FOLDER_MAX + 64];

bool __wrap_deployment_own_dll(char *path, struct fault *fault);
bool __wrap_deployment_own_dll(char *path, struct fault *fault)
{
    strcpy(path, own_dll);
    return *own_dll != '\0' || fault_set(fault, "no DLL");
}

static const char *const files[] = {"sam.json", "secpol.inf", "registry.reg", "MetaBase.xml"};

static void path_of(const char *folder, const char *name, char path[FOLDER_MAX + 64])
{
    assert_true(path_join(path, FOLDER_MAX + 64, folder, name));
}

static bool exists(const char *folder, const char *name)
{
    char path[FOLDER_MAX + 64];
    path_of(folder, name, path);
    return file_exists(path);
}

static void remove_all(const char *folder)
{
    static const char *const more[] = {"System32/iissuba.so", "init.unfinished", "dll"};
    char path[FOLDER_MAX + 64];
    for (size_t i = 0; i < 3; i++) {
        path_of(folder, more[i], path);
        unlink(path);
    }
    path_of(folder, "System32", path);
    rmdir(path);
    folder_remove(folder);
}

static void assert_file(const char *folder, const char *name, const char *expected)
{
    struct contents contents = folder_read(folder, name);
    assert_string_equal(contents.text, expected);
    assert_int_equal(contents.size, strlen(expected));
    contents_release(&contents);
}

#define SERVICE(sync, more)                                                  \
    "\xEF\xBB\xBF<?xml version=\"1.0\"?>\r\n"                                \
    "<configuration xmlns=\"urn:microsoft-catalog:XML_Metabase_V64_0\">\r\n" \
    "<MBProperty>\r\n"                                                       \
    "<IIsConfigObject Location=\"/LM\">\r\n"                                 \
    "</IIsConfigObject>\r\n"                                                 \
    "<IIsFtpService Location=\"/LM/MSFTPSVC\"\r\n"                           \
    "\t\tAllowAnonymous=\"TRUE\"\r\n"                                        \
    "\t\tAnonymousOnly=\"FALSE\"\r\n"                                        \
    "\t\tAnonymousPasswordSync=\"" sync "\"\r\n"                             \
    "\t\tAnonymousUserName=\"IUSR_SERVERNAME\"\r\n" more "\t>\r\n"           \
    "</IIsFtpService>\r\n"
#define SITE(number, more)                                            \
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/" number "\"\r\n" more     \
    "\t\tServerComment=\"FTP Site " number "\"\r\n"                   \
    "\t>\r\n"                                                         \
    "</IIsFtpServer>\r\n"                                             \
    "<IIsFtpVirtualDir Location=\"/LM/MSFTPSVC/" number "/ROOT\"\r\n" \
    "\t\tPath=\"C:\\Inetpub\\ftproot\"\r\n"                           \
    "\t>\r\n"                                                         \
    "</IIsFtpVirtualDir>\r\n"
#define END "</MBProperty>\r\n</configuration>\r\n"
#define PASS(password) "\t\tAnonymousUserPass=\"" password "\"\r\n"

static void each_file_says_what_a_new_server_has(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct fault fault = {""};
    folder_new(folder);
    next_byte = 0;
    assert_true(new_machine(folder, false, &fault));
    assert_file(folder, "sam.json",
                "{\n  \"computer\": \"SERVERNAME\",\n  \"accounts\": [\n"
                "    {\n      \"name\": \"Administrator\",\n      \"rid\": 500,\n"
                "      \"password\": \"ABCDEFGHIJKLMN\",\n"
                "      \"flags\": [\"USER_NORMAL_ACCOUNT\", \"USER_DONT_EXPIRE_PASSWORD\"],\n"
                "      \"groups\": [\"Administrators\"]\n    },\n"
                "    {\n      \"name\": \"Guest\",\n      \"rid\": 501,\n"
                "      \"flags\": [\"USER_NORMAL_ACCOUNT\", \"USER_ACCOUNT_DISABLED\", "
                "\"USER_PASSWORD_NOT_REQUIRED\"],\n"
                "      \"groups\": [\"Guests\"]\n    },\n"
                "    {\n      \"name\": \"IUSR_SERVERNAME\",\n      \"rid\": 1001,\n"
                "      \"password\": \"OPQRSTUVWXYZab\",\n"
                "      \"flags\": [\"USER_NORMAL_ACCOUNT\", \"USER_DONT_EXPIRE_PASSWORD\"],\n"
                "      \"groups\": [\"Guests\"]\n    }\n  ]\n}\n");
    assert_file(folder, "secpol.inf",
                "[Unicode]\r\nUnicode=yes\r\n[System Access]\r\nLockoutBadCount = 5\r\n"
                "ResetLockoutCount = 30\r\nLockoutDuration = 30\r\nMaximumPasswordAge = 42\r\n"
                "EnableGuestAccount = 0\r\n[Privilege Rights]\r\n"
                "SeNetworkLogonRight = *S-1-1-0\r\n"
                "SeInteractiveLogonRight = *S-1-5-32-544,*S-1-5-32-546\r\n"
                "[Version]\r\nsignature=\"$CHICAGO$\"\r\nRevision=1\r\n");
    assert_file(folder, "registry.reg",
                "Windows Registry Editor Version 5.00\r\n\r\n"
                "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\r\n\r\n"
                "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0]\r\n"
                "\"Auth132\"=\"IISSUBA\"\r\n");
    assert_file(folder, "MetaBase.xml", SERVICE("TRUE", PASS("OPQRSTUVWXYZab")) SITE("1", "") END);
    remove_all(folder);
}

/* 64 characters that need no escape; each byte gives one, evenly. */
static void each_random_byte_gives_its_character(void **state)
{
    (void)state;
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (unsigned first = 0; first < 256; first += 28) {
        char folder[FOLDER_MAX];
        char attribute[64] = "AnonymousUserPass=\"";
        struct fault fault = {""};
        folder_new(folder);
        next_byte = first;
        assert_true(new_machine(folder, false, &fault));
        struct contents sam = folder_read(folder, "sam.json");
        struct contents metabase = folder_read(folder, "MetaBase.xml");
        const char *password = strstr(sam.text, "\"password\": \"") + 13;
        for (unsigned i = 0; i < 14; i++) {
            assert_int_equal(password[i], alphabet[(first + i) % 64]);
        }
        size_t used = strlen(attribute);
        for (unsigned i = 14; i < 28; i++) {
            attribute[used++] = alphabet[(first + i) % 64];
        }
        assert_non_null(strstr(metabase.text, attribute));
        contents_release(&sam);
        contents_release(&metabase);
        remove_all(folder);
    }
}

static void a_metabase_is_as_its_settings_say(void **state)
{
    (void)state;
    static const struct {
        struct new_metabase settings;
        const char *text;
    } cases[] = {
        {{false, NULL, NULL}, SERVICE("FALSE", "") SITE("1", "") END},
        {{true, "", NULL}, SERVICE("TRUE", PASS("")) SITE("1", "") END},
        {{false, "a<b", NULL}, SERVICE("FALSE", PASS("a&lt;b")) SITE("1", "") END},
        {{true, NULL, "c"}, SERVICE("TRUE", "") SITE("1", "") SITE("2", PASS("c")) END},
        {{true, "a", ""}, SERVICE("TRUE", PASS("a")) SITE("1", "") SITE("2", PASS("")) END},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        struct fault fault = {""};
        folder_new(folder);
        assert_true(new_machine_metabase(folder, &cases[i].settings, &fault));
        assert_file(folder, "MetaBase.xml", cases[i].text);
        folder_remove(folder);
    }
}

/* 200 bytes as XML writes it: an ampersand takes five. */
static void a_metabases_password_has_at_most_200_bytes(void **state)
{
    (void)state;
    static const struct {
        size_t plain;
        const char *last;
        bool fits;
    } cases[] = {{200, "", true}, {201, "", false}, {195, "&", true}, {196, "&", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int second = 0; second < 2; second++) {
            char folder[FOLDER_MAX];
            char password[256];
            struct fault fault = {""};
            memset(password, 'x', cases[i].plain);
            strcpy(password + cases[i].plain, cases[i].last);
            struct new_metabase settings = {true, second ? "" : password, second ? password : NULL};
            folder_new(folder);
            assert_int_equal(new_machine_metabase(folder, &settings, &fault), cases[i].fits);
            assert_string_equal(
                fault.text,
                cases[i].fits ? ""
                              : "MetaBase.xml: the password is too long, or holds what XML cannot");
            assert_int_equal(exists(folder, "MetaBase.xml"), cases[i].fits);
            folder_remove(folder);
        }
    }
}

static void without_random_numbers_nothing_is_made(void **state)
{
    (void)state;
    for (int fills = 0; fills < 2; fills++) {
        char folder[FOLDER_MAX];
        struct fault fault = {""};
        folder_new(folder);
        fills_left = fills;
        bool done = new_machine(folder, false, &fault);
        fills_left = -1;
        assert_false(done);
        assert_string_equal(fault.text, "no random numbers are to be had");
        for (size_t i = 0; i < 4; i++) {
            assert_false(exists(folder, files[i]));
        }
        assert_true(new_machine(folder, false, &fault)); /* it goes on from there */
        remove_all(folder);
    }
}

static void the_folder_is_made_where_it_is_missing(void **state)
{
    (void)state;
    char outer[FOLDER_MAX];
    char folder[FOLDER_MAX + 64];
    char inner[FOLDER_MAX + 128];
    struct fault fault = {""};
    folder_new(outer);
    path_of(outer, "new", folder);
    assert_true(path_join(inner, sizeof inner, folder, "inner"));
    assert_false(new_machine(inner, false, &fault));
    assert_memory_equal(fault.text, inner, strlen(inner));
    assert_false(file_exists(folder));
    assert_true(new_machine(folder, false, &fault));
    assert_true(exists(folder, "sam.json"));
    remove_all(folder);
    folder_remove(outer);
}

/* In the place of a file there is a folder: it stays, and what is not finished is marked. */
static void what_cannot_be_written_is_told_and_marked(void **state)
{
    (void)state;
    static const char *const names[] = {"sam.json", "secpol.inf", "registry.reg", "MetaBase.xml",
                                        "init.unfinished"};
    for (size_t i = 0; i < 5; i++) {
        char folder[FOLDER_MAX];
        char path[FOLDER_MAX + 64];
        struct fault fault = {""};
        folder_new(folder);
        folder_write(folder, "init.unfinished", "");
        path_of(folder, names[i], path);
        unlink(path);
        assert_int_equal(mkdir(path, 0700), 0);
        assert_false(new_machine(folder, false, &fault));
        assert_memory_equal(fault.text, path, strlen(path));
        assert_true(exists(folder, "init.unfinished"));
        assert_int_equal(rmdir(path), 0);
        remove_all(folder);
    }
}

static void the_mark_decides_how_long_a_path_may_be(void **state)
{
    (void)state;
    static char path[FILE_PATH_MAX];
    char folder[FOLDER_MAX];
    struct fault fault = {""};
    folder_new(folder);
    size_t used = strlen(folder);
    memcpy(path, folder, used);
    memset(path + used, '/', 4080 - used);
    assert_false(new_machine(path, false, &fault)); /* init.unfinished has 15 bytes */
    assert_non_null(strstr(fault.text, "/...: the path is too long"));
    path[4079] = '\0';
    assert_false(
        new_machine(path, false, &fault)); /* what is beside it while it is made has more */
    assert_null(strstr(fault.text, "/...: the path is too long"));
    remove_all(folder);
}

/* A folder with a DLL beside the machine's files. */
static void begin_full(char folder[FOLDER_MAX])
{
    folder_new(folder);
    folder_write(folder, "dll", "a DLL");
    path_of(folder, "dll", own_dll);
    next_byte = 0;
    registry_open_keys = 0;
}

static void assert_full(const char *folder)
{
    uint16_t name[PACKAGE_NAME_MAX];
    uint32_t type;
    enum enrolment_found found;
    struct record record;
    struct registry *registry;
    struct fault fault = {""};
    struct owf_pair secret;
    assert_file(folder, "System32/iissuba.so", "a DLL");
    assert_false(exists(folder, "init.unfinished"));
    assert_int_equal(registry_open(folder, REGISTRY_READ, &registry, &fault), REGISTRY_OK);
    assert_int_equal(registration_current(registry, name, &type), REGISTRY_OK);
    assert_memory_equal(name, u"IISSUBA", sizeof u"IISSUBA");
    assert_true(enrolment_get(registry, "IUSR_SERVERNAME", &found, &record, &fault));
    assert_int_equal(found, ENROLMENT_READ);
    assert_true(record.sync && !record.imported);
    assert_true(clock_now().utc - record.stored_at < 600 * INT64_C(10000000));
    assert_true(enrolment_secret("OPQRSTUVWXYZab", &secret, &fault));
    assert_memory_equal(record.secret.nt, secret.nt, OWF_SIZE);
    assert_memory_equal(record.secret.lm, secret.lm, OWF_SIZE);
    registry_close(registry);
}

static void a_full_machine_has_its_dll_and_its_account_enrolled(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct fault fault = {""};
    begin_full(folder);
    if (!new_machine(folder, true, &fault)) {
        fail_msg("%s", fault.text);
    }
    assert_full(folder);
    assert_int_equal(registry_open_keys, 0);
    remove_all(folder);
}

static void whichever_call_of_the_registry_fails_it_is_told_and_can_be_done_again(void **state)
{
    (void)state;
    bool done = false;
    for (int call = 0; !done; call++) {
        char folder[FOLDER_MAX];
        struct fault fault = {""};
        begin_full(folder);
        registry_failing_call = call;
        done = new_machine(folder, true, &fault);
        bool failed = registry_failing_call < 0;
        registry_failing_call = -1;
        assert_int_equal(registry_open_keys, 0);
        assert_int_equal(exists(folder, "init.unfinished"), !done);
        assert_int_equal(*fault.text == '\0', done);
        if (call == 0) {
            assert_string_equal(fault.text, "the package cannot be registered");
        }
        assert_true(done ? !failed || call > 3 : failed);
        next_byte = 0;
        if (!done) {
            assert_true(new_machine(folder, true, &fault));
        }
        assert_full(folder);
        remove_all(folder);
        done = done && !failed;
    }
}

static void a_full_machine_needs_a_dll_and_a_registry(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 64];
    struct fault fault = {""};
    begin_full(folder);
    registry_opens = false;
    assert_false(new_machine(folder, true, &fault));
    registry_opens = true;
    assert_string_equal(fault.text, "denied");
    assert_true(exists(folder, "init.unfinished"));
    path_of(folder, "System32/iissuba.so", path);
    assert_int_equal(unlink(path), 0);
    path_of(folder, "dll", path);
    assert_int_equal(unlink(path), 0);
    assert_false(new_machine(folder, true, &fault));
    assert_non_null(strstr(fault.text, path));
    assert_true(exists(folder, "init.unfinished"));
    own_dll[0] = '\0';
    assert_false(new_machine(folder, true, &fault));
    assert_string_equal(fault.text, "no DLL");
    assert_true(exists(folder, "init.unfinished"));
    remove_all(folder);
}

/* Each function has a stack of its own, which is searched afterwards for the secrets. */
#define STACK_BYTES 0x80000

static char full_folder[FOLDER_MAX];

static void *make_full(void *unused)
{
    struct fault fault = {""};
    (void)unused;
    return new_machine(full_folder, true, &fault) ? full_folder : NULL;
}

static void *make_metabase(void *unused)
{
    struct fault fault = {""};
    struct new_metabase settings = {true, "ABCDEFGHIJKLMN", "OPQRSTUVWXYZab"};
    (void)unused;
    return new_machine_metabase(full_folder, &settings, &fault) ? full_folder : NULL;
}

static void no_password_is_left_on_the_stack(void **state)
{
    (void)state;
    static void *(*const made[])(void *) = {make_full, make_metabase};
    struct owf_pair secret = secret_of_password(WIDE(u"OPQRSTUVWXYZab"));
    const struct {
        const void *bytes;
        size_t size;
    } needles[] = {{"ABCDEFGHIJKLMN", 14}, {"OPQRSTUVWXYZab", 14}, {&secret, sizeof secret}};
    for (size_t i = 0; i < 2; i++) {
        pthread_attr_t attributes;
        pthread_t thread;
        void *result;
        char *stack =
            mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assert_true(stack != MAP_FAILED);
        begin_full(full_folder);
        assert_int_equal(pthread_attr_init(&attributes), 0);
        assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK_BYTES), 0);
        assert_int_equal(pthread_create(&thread, &attributes, made[i], NULL), 0);
        assert_int_equal(pthread_join(thread, &result), 0);
        assert_non_null(result);
        for (size_t n = 0; n < sizeof needles / sizeof needles[0]; n++) {
            for (size_t at = 0; at + sizeof secret <= STACK_BYTES; at++) {
                if (memcmp(stack + at, needles[n].bytes, needles[n].size) == 0) {
                    fail_msg("%zu is on the stack of %zu, %zu bytes below its top", n, i,
                             STACK_BYTES - at);
                }
            }
        }
        pthread_attr_destroy(&attributes);
        munmap(stack, STACK_BYTES);
        remove_all(full_folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_file_says_what_a_new_server_has),
        cmocka_unit_test(each_random_byte_gives_its_character),
        cmocka_unit_test(a_metabase_is_as_its_settings_say),
        cmocka_unit_test(a_metabases_password_has_at_most_200_bytes),
        cmocka_unit_test(without_random_numbers_nothing_is_made),
        cmocka_unit_test(the_folder_is_made_where_it_is_missing),
        cmocka_unit_test(what_cannot_be_written_is_told_and_marked),
        cmocka_unit_test(the_mark_decides_how_long_a_path_may_be),
        cmocka_unit_test(a_full_machine_has_its_dll_and_its_account_enrolled),
        cmocka_unit_test(whichever_call_of_the_registry_fails_it_is_told_and_can_be_done_again),
        cmocka_unit_test(a_full_machine_needs_a_dll_and_a_registry),
        cmocka_unit_test(no_password_is_left_on_the_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
