#include "new_machine.h"

#include <stdio.h>
#include <string.h>

#include "enrolment/deployment.h"
#include "enrolment/enrolment.h"
#include "files/files.h"
#include "files/lock.h"
#include "lsass/clock.h"
#include "metabase/metabase_words.h"
#include "randomness.h"
#include "registration/registration.h"
#include "sam.h"

#define PASSWORD_LENGTH 14
#define PASSWORD_SIZE (PASSWORD_LENGTH + 1)
#define FILE_SIZE 4096
#define SITE_SIZE 1024
#define ATTRIBUTE_MOST 200 /* bytes of a value */
#define ATTRIBUTE_SIZE 256

static const char secpol[] = "[Unicode]\r\nUnicode=yes\r\n"
                             "[System Access]\r\n"
                             "LockoutBadCount = 5\r\n"
                             "ResetLockoutCount = 30\r\n"
                             "LockoutDuration = 30\r\n"
                             "MaximumPasswordAge = 42\r\n"
                             "EnableGuestAccount = 0\r\n"
                             "[Privilege Rights]\r\n"
                             "SeNetworkLogonRight = *S-1-1-0\r\n"
                             "SeInteractiveLogonRight = *S-1-5-32-544,*S-1-5-32-546\r\n"
                             "[Version]\r\nsignature=\"$CHICAGO$\"\r\nRevision=1\r\n";

static const char registry[] =
    "Windows Registry Editor Version 5.00\r\n\r\n"
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\r\n\r\n"
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0]\r\n"
    "\"Auth132\"=\"IISSUBA\"\r\n";

static const char sam[] =
    "{\n"
    "  \"computer\": \"" SAM_DEFAULT_COMPUTER "\",\n"
    "  \"accounts\": [\n"
    "    {\n"
    "      \"name\": \"Administrator\",\n"
    "      \"rid\": 500,\n"
    "      \"password\": \"%s\",\n"
    "      \"flags\": [\"USER_NORMAL_ACCOUNT\", \"USER_DONT_EXPIRE_PASSWORD\"],\n"
    "      \"groups\": [\"Administrators\"]\n"
    "    },\n"
    "    {\n"
    "      \"name\": \"Guest\",\n"
    "      \"rid\": 501,\n"
    "      \"flags\": [\"USER_NORMAL_ACCOUNT\", \"USER_ACCOUNT_DISABLED\", "
    "\"USER_PASSWORD_NOT_REQUIRED\"],\n"
    "      \"groups\": [\"Guests\"]\n"
    "    },\n"
    "    {\n"
    "      \"name\": \"" NEW_MACHINE_ANONYMOUS "\",\n"
    "      \"rid\": 1001,\n"
    "      \"password\": \"%s\",\n"
    "      \"flags\": [\"USER_NORMAL_ACCOUNT\", \"USER_DONT_EXPIRE_PASSWORD\"],\n"
    "      \"groups\": [\"Guests\"]\n"
    "    }\n"
    "  ]\n"
    "}\n";

/* %s: the site's number, and attributes of its own. */
static const char metabase_site[] = "<IIsFtpServer Location=\"/LM/MSFTPSVC/%u\"\r\n"
                                    "%s"
                                    "\t\tServerComment=\"FTP Site %u\"\r\n"
                                    "\t>\r\n"
                                    "</IIsFtpServer>\r\n"
                                    "<IIsFtpVirtualDir Location=\"/LM/MSFTPSVC/%u/ROOT\"\r\n"
                                    "\t\tPath=\"C:\\Inetpub\\ftproot\"\r\n"
                                    "\t>\r\n"
                                    "</IIsFtpVirtualDir>\r\n";

static const char metabase[] =
    "\xEF\xBB\xBF<?xml version=\"1.0\"?>\r\n"
    "<configuration xmlns=\"urn:microsoft-catalog:XML_Metabase_V64_0\">\r\n"
    "<MBProperty>\r\n"
    "<IIsConfigObject Location=\"/LM\">\r\n"
    "</IIsConfigObject>\r\n"
    "<IIsFtpService Location=\"/LM/MSFTPSVC\"\r\n"
    "\t\tAllowAnonymous=\"TRUE\"\r\n"
    "\t\tAnonymousOnly=\"FALSE\"\r\n"
    "\t\tAnonymousPasswordSync=\"%s\"\r\n"
    "\t\tAnonymousUserName=\"" NEW_MACHINE_ANONYMOUS "\"\r\n"
    "%s"
    "\t>\r\n"
    "</IIsFtpService>\r\n"
    "%s%s"
    "</MBProperty>\r\n"
    "</configuration>\r\n";

static bool random_password(char password[PASSWORD_SIZE], struct fault *fault)
{
    /* 64 characters that need no escape in JSON and XML: each byte gives one evenly. */
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char bytes[PASSWORD_LENGTH];
    if (!randomness_fill(bytes, sizeof bytes)) {
        return fault_set(fault, "no random numbers are to be had");
    }
    for (size_t i = 0; i < PASSWORD_LENGTH; i++) {
        password[i] = alphabet[bytes[i] % 64];
    }
    password[PASSWORD_LENGTH] = '\0';
    return true;
}

static bool write_file(const char *folder, const char *name, const char *text, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    if (!path_join_said(path, folder, name, fault)) {
        return false;
    }
    file_clear_leftovers(path);
    return file_replace(path, text, strlen(text), fault);
}

/*
 * Made first and removed last: where it is there, the other files are what an interrupted init left
 * of itself, and may be written over. No other name is as long.
 */
#define MARK "init.unfinished"

static bool is_free(const char *folder, const char *mark, struct fault *fault)
{
    static const char *const names[] = {"sam.json", "secpol.inf", "registry.reg", "MetaBase.xml",
                                        NULL};
    char path[FILE_PATH_MAX];
    if (file_exists(mark)) {
        return true;
    }
    for (const char *const *name = names; *name != NULL; name++) {
        path_join(path, sizeof path, folder, *name);
        if (file_exists(path)) {
            return fault_set(fault, "%s: it is there already; nothing was changed", path);
        }
    }
    return true;
}

/* Writes the attribute for a password into a text that is empty; nothing where there is none. */
static bool password_attribute(const char *password, char text[ATTRIBUTE_SIZE], struct fault *fault)
{
    struct buffer value = {.text = NULL};
    if (password == NULL) {
        return true;
    }
    buffer_string(&value, "");
    metabase_add_value(&value, password, NULL);
    bool made = !value.no_memory;
    bool fits = made && value.size <= ATTRIBUTE_MOST && metabase_value_fits(password);
    if (fits) {
        snprintf(text, ATTRIBUTE_SIZE, "\t\tAnonymousUserPass=\"%s\"\r\n", value.text);
    }
    buffer_release(&value);
    return fits ||
           fault_set(fault, made
                                ? "MetaBase.xml: the password is too long, or holds what XML cannot"
                                : "MetaBase.xml: no memory");
}

bool new_machine_metabase(const char *folder, const struct new_metabase *settings,
                          struct fault *fault)
{
    char text[FILE_SIZE];
    char service[ATTRIBUTE_SIZE] = "";
    char own[ATTRIBUTE_SIZE] = "";
    char first[SITE_SIZE];
    char second[SITE_SIZE] = "";
    bool done = password_attribute(settings->password, service, fault) &&
                password_attribute(settings->second_site_password, own, fault);
    snprintf(first, sizeof first, metabase_site, 1u, "", 1u, 1u);
    if (settings->second_site_password != NULL) {
        snprintf(second, sizeof second, metabase_site, 2u, own, 2u, 2u);
    }
    snprintf(text, sizeof text, metabase, settings->sync ? "TRUE" : "FALSE", service, first,
             second);
    done = done && write_file(folder, "MetaBase.xml", text, fault);
    wipe(text, sizeof text);
    wipe(service, sizeof service);
    wipe(own, sizeof own);
    wipe(second, sizeof second);
    return done;
}

static bool write_files(const char *folder, const char *administrator, const char *anonymous,
                        struct fault *fault)
{
    char text[FILE_SIZE];
    struct new_metabase settings = {.sync = true, .password = anonymous};
    snprintf(text, sizeof text, sam, administrator, anonymous);
    bool done = write_file(folder, "sam.json", text, fault) &&
                new_machine_metabase(folder, &settings, fault) &&
                write_file(folder, "secpol.inf", secpol, fault) &&
                write_file(folder, "registry.reg", registry, fault);
    wipe(text, sizeof text);
    return done;
}

static bool enrol(struct registry *opened, const char *password, struct fault *fault)
{
    struct record record = {.sync = true, .stored_at = clock_now().utc};
    bool done = (registration_add(opened, PACKAGE_NAME).error == REGISTRY_OK ||
                 fault_set(fault, "the package cannot be registered")) &&
                enrolment_secret(password, &record.secret, fault) &&
                enrolment_put(opened, NEW_MACHINE_ANONYMOUS, &record, fault) &&
                registry_commit(opened, fault) == REGISTRY_OK;
    wipe(&record, sizeof record);
    return done;
}

static bool make_full(const char *folder, const char *password, struct fault *fault)
{
    char dll[DEPLOYMENT_PATH_MAX];
    bool added;
    struct registry *opened;
    if (!registry_needs_machine) {
        return fault_set(fault, "on Windows a full machine is this server itself: run iissubactl "
                                "register and import; the folder is as --kind ftp-only has it");
    }
    if (!deployment_own_dll(dll, fault) || !deployment_put(folder, dll, "iissuba", &added, fault)) {
        return false;
    }
    long error = registry_open(folder, REGISTRY_WRITE, &opened, fault);
    if (error != REGISTRY_OK) {
        return error == REGISTRY_NO_MEMORY &&
               fault_set(fault, "%s/registry.reg: no memory", folder);
    }
    bool done = enrol(opened, password, fault);
    registry_close(opened);
    return done;
}

static bool make(const char *folder, bool full, struct fault *fault)
{
    char administrator[PASSWORD_SIZE];
    char anonymous[PASSWORD_SIZE];
    if (!random_password(administrator, fault) || !random_password(anonymous, fault)) {
        return false;
    }
    bool done = write_files(folder, administrator, anonymous, fault) &&
                (!full || make_full(folder, anonymous, fault));
    wipe(administrator, sizeof administrator);
    wipe(anonymous, sizeof anonymous);
    return done;
}

bool new_machine(const char *folder, bool full, struct fault *fault)
{
    char mark[FILE_PATH_MAX];
    const char *marked = mark;
    struct file_locks locks;
    if (!folder_make(folder, fault) || !path_join_said(mark, folder, MARK, fault) ||
        !files_lock(&marked, 1, &locks, fault)) {
        return false;
    }
    file_clear_leftovers(mark);
    bool done = is_free(folder, mark, fault) && file_replace(mark, "", 0, fault) &&
                make(folder, full, fault) && file_remove_said(mark, fault);
    files_unlock(&locks);
    return done;
}
