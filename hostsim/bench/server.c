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

bool server_accounts(const char *folder, size_t count, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    char name[PREPARED_NAME];
    struct buffer text = {NULL, 0, 0, false};
    struct contents contents;
    for (size_t i = 0; i < count; i++) {
        prepared_name(i, name);
        buffer_print(&text,
                     "%s{\"name\": \"%s\", \"rid\": %zu, \"nt_hash\": "
                     "\"0123456789abcdef0123456789abcdef\", "
                     "\"flags\": [\"USER_DONT_EXPIRE_PASSWORD\"], \"groups\": [\"Guests\"]}",
                     i == 0 ? "[\n" : ",\n", name, 1001 + i);
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
