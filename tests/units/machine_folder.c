#include "machine_folder.h"

#include <stdlib.h>

#include "enrolment/enrolment.h"
#include "folder_platform.h"
#include "package_environment.h"

void folder_new(char folder[FOLDER_MAX])
{
    folder_make_temporary(folder);
    package_environment_machine(folder);
}

void folder_remove(const char *folder)
{
    static const char *const files[] = {"sam.json",   "secpol.inf", "registry.reg", "MetaBase.xml",
                                        "events.log", "pwdump.txt", "smbpasswd"};
    char path[4096];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        assert_true(path_join(path, sizeof path, folder, files[i]));
        file_remove(path);
    }
    folder_remove_empty(folder);
}

void folder_write(const char *folder, const char *name, const char *text)
{
    char path[4096];
    struct fault fault;
    assert_true(path_join(path, sizeof path, folder, name));
    assert_true(file_replace(path, text, strlen(text), &fault));
}

struct contents folder_read(const char *folder, const char *name)
{
    char path[4096];
    struct contents contents;
    struct fault fault;
    assert_true(path_join(path, sizeof path, folder, name));
    assert_int_equal(file_read(path, &contents, &fault), FILE_READ);
    return contents;
}

static struct registry *open_registry(const char *folder)
{
    struct registry *registry;
    struct fault fault = {""};
    if (registry_open(folder, REGISTRY_WRITE, &registry, &fault) != REGISTRY_OK) {
        fail_msg("%s", fault.text);
    }
    return registry;
}

void folder_enrol(const char *folder, bool sync, const struct wide *password)
{
    struct fault fault = {""};
    struct record record = {.sync = sync};
    struct registry *registry = open_registry(folder);
    if (password != NULL) {
        record.secret = secret_of_password(*password);
    }
    assert_true(enrolment_put(registry, "IUSR_SERVERNAME", &record, &fault));
    assert_int_equal(registry_commit(registry, &fault), REGISTRY_OK);
    registry_close(registry);
}

void folder_set(const char *folder, const uint16_t *key, const uint16_t *name, uint32_t type,
                const void *data, size_t size)
{
    struct registry *registry = open_registry(folder);
    struct registry_key *opened;
    struct fault fault = {""};
    assert_int_equal(registry_key_create(registry, key, false, NULL, &opened), REGISTRY_OK);
    if (data == NULL) {
        registry_value_delete(opened, name);
    } else {
        assert_int_equal(registry_value_set(opened, name, type, data, size), REGISTRY_OK);
    }
    registry_key_close(opened);
    assert_int_equal(registry_commit(registry, &fault), REGISTRY_OK);
    registry_close(registry);
}

void folder_observe(const char *folder, int64_t until)
{
    unsigned char data[8];
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (unsigned char)((uint64_t)until >> 8 * i);
    }
    folder_set(folder, KEY_IISSUBA, VALUE_OBSERVE_UNTIL, REGISTRY_BINARY, data, sizeof data);
}
