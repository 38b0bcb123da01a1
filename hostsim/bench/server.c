#include "server.h"

#include <string.h>

#include "enrolment/enrolment.h"
#include "files/buffer.h"
#include "prepared.h"

static bool enrol_all(struct registry *registry, size_t count, struct fault *fault)
{
    char name[PREPARED_NAME];
    struct record record = {.sync = true, .stored_at = clock_now().utc};
    bool done = enrolment_secret(PREPARED_PASSWORD, &record.secret, fault);
    for (size_t i = 0; done && i < count; i++) {
        prepared_name(i, name);
        done = enrolment_put(registry, name, &record, fault);
    }
    return done;
}

bool server_enrol(const char *folder, size_t count, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    struct registry *registry;
    if (!path_join(path, sizeof path, folder, "registry.reg") || !file_remove(path)) {
        return fault_set(fault, "%s: registry.reg cannot be replaced", folder);
    }
    if (registry_open(folder, REGISTRY_WRITE, &registry, fault) != REGISTRY_OK) {
        return false;
    }
    bool done =
        enrol_all(registry, count, fault) && registry_commit(registry, fault) == REGISTRY_OK;
    registry_close(registry);
    return done;
}

bool server_stack(const char *folder, const uint16_t *stack, size_t size, struct fault *fault)
{
    struct registry *registry;
    struct registry_key *key;
    if (registry_open(folder, REGISTRY_WRITE, &registry, fault) != REGISTRY_OK) {
        return false;
    }
    bool done = registry_key_create(registry, KEY_IISSUBA, true, NULL, &key) == REGISTRY_OK;
    if (done) {
        done = registry_value_set(key, VALUE_STACK, REGISTRY_MULTI_SZ, stack, size) == REGISTRY_OK;
        registry_key_close(key);
    }
    done = done && registry_commit(registry, fault) == REGISTRY_OK;
    registry_close(registry);
    return done || fault_set(fault, "%s: the stack cannot be written", folder);
}

static void print_account(struct buffer *text, size_t number, const unsigned char nt_owf[OWF_SIZE])
{
    char name[PREPARED_NAME];
    prepared_name(number, name);
    buffer_print(text, "%s{\"name\": \"%s\", \"rid\": %zu, \"nt_hash\": \"",
                 number == 0 ? "[\n" : ",\n", name, 1001 + number);
    for (size_t i = 0; i < OWF_SIZE; i++) {
        buffer_print(text, "%02x", nt_owf[i]);
    }
    buffer_string(text, "\", \"flags\": [\"USER_DONT_EXPIRE_PASSWORD\"], \"groups\": "
                        "[\"Guests\"]}");
}

bool server_accounts(const char *folder, size_t count, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    struct buffer text = {NULL, 0, 0, false};
    struct contents contents;
    struct owf_pair owfs;
    if (!enrolment_secret(PREPARED_PASSWORD, &owfs, fault)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        print_account(&text, i, owfs.nt);
    }
    buffer_string(&text, "\n]\n");
    if (!buffer_take(&text, &contents)) {
        return fault_set(fault, "no memory");
    }
    bool done = path_join(path, sizeof path, folder, "sam.json") &&
                file_replace(path, contents.text, contents.size, fault);
    contents_release(&contents);
    return done;
}
