#include "ground.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lsass/snapshot_load.h"
#include "registration/registration.h"
#include "text/utf.h"

static bool look_at_registry(const char *folder, struct ground *ground, struct fault *fault)
{
    struct registry *registry;
    uint16_t name[PACKAGE_NAME_MAX];
    if (registry_open(folder, REGISTRY_READ, &registry, fault) != REGISTRY_OK) {
        return false;
    }
    if (registration_current(registry, name) == REGISTRY_OK) {
        utf16_to_utf8(wide_of(name), ground->package_name, sizeof ground->package_name);
    }
    if (snapshot_load_from(registry, &ground->store) != REGISTRY_OK) {
        ground->store = NULL;
    }
    registry_close(registry);
    return true;
}

static int by_name_and_secret(const void *a, const void *b)
{
    const struct named_password *left = a;
    const struct named_password *right = b;
    int order = strcasecmp(left->name, right->name);
    return order != 0 ? order : strcmp(left->secret, right->secret);
}

static struct named_password password_at(const struct metabase *metabase, const char *location)
{
    const char *name = metabase_effective(metabase, location, ANONYMOUS_USER_NAME).value;
    const char *backslash = strchr(name, '\\');
    return (struct named_password){
        backslash == NULL ? name : backslash + 1,
        metabase_effective(metabase, location, ANONYMOUS_USER_PASS).value, location};
}

/* Sorted, each pair of name and password once. */
static bool collect_passwords(const struct metabase *metabase, struct ground *ground)
{
    size_t count = 0;
    struct named_password *found = calloc(metabase->count + 1, sizeof *found);
    if (found == NULL) {
        return false;
    }
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        if (node->values[ANONYMOUS_USER_NAME] != NULL ||
            node->values[ANONYMOUS_USER_PASS] != NULL) {
            struct named_password here = password_at(metabase, node->location);
            if (*here.secret != '\0') {
                found[count++] = here;
            }
        }
    }
    qsort(found, count, sizeof *found, by_name_and_secret);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || by_name_and_secret(&found[i], &found[ground->password_count - 1]) != 0) {
            found[ground->password_count++] = found[i];
        }
    }
    ground->passwords = found;
    return true;
}

bool ground_open(const struct machine *machine, struct ground *ground, struct fault *fault)
{
    *ground = (struct ground){.store = NULL};
    if (!collect_passwords(&machine->metabase, ground)) {
        return fault_set(fault, "no memory");
    }
    if (!look_at_registry(machine->folder, ground, fault)) {
        ground_close(ground);
        return false;
    }
    NTSTATUS status =
        package_open(machine->folder, MSV1_0_SUBAUTHENTICATION_DLL_IIS, &ground->package);
    ground->package_loads = status == STATUS_SUCCESS;
    return true;
}

void ground_close(struct ground *ground)
{
    if (ground->package_loads) {
        package_close(&ground->package);
    }
    snapshot_free(ground->store);
    free(ground->passwords);
    *ground = (struct ground){.store = NULL};
}

const struct named_password *ground_other_password(const struct ground *ground, const char *name,
                                                   const char *secret)
{
    size_t low = 0;
    size_t high = ground->password_count;
    while (low < high) { /* the first of that name */
        size_t middle = low + (high - low) / 2;
        if (strcasecmp(ground->passwords[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < ground->password_count; low++) {
        const struct named_password *password = &ground->passwords[low];
        if (strcasecmp(password->name, name) != 0) {
            break;
        }
        if (strcmp(password->secret, secret) != 0) {
            return password;
        }
    }
    return NULL;
}
