#include "check_context.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lsa_values.h"
#include "lsass/snapshot_load.h"
#include "registration/registration.h"
#include "text/utf.h"

static bool check_registry(const char *folder, struct check_context *context, struct fault *fault)
{
    struct registry *registry;
    uint16_t name[PACKAGE_NAME_MAX];
    if (registry_open(folder, REGISTRY_READ, &registry, fault) != REGISTRY_OK) {
        return false;
    }
    if (registration_current(registry, name, &context->package_type) == REGISTRY_OK) {
        utf16_to_utf8(wide_of(name), context->package_name, sizeof context->package_name);
    }
    if (snapshot_load_from(registry, &context->store) != REGISTRY_OK) {
        context->store = NULL;
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

/* The root and LM hand theirs down; a template's is nobody's. */
static bool serves(const char *location)
{
    return metabase_serves(location) || strchr(location + (*location == '/'), '/') == NULL;
}

/* Collects the passwords, sorted, each pair of name and password once. */
static bool collect_passwords(const struct metabase *metabase, struct check_context *context)
{
    size_t count = 0;
    struct named_password *found = calloc(metabase->count + 1, sizeof *found);
    if (found == NULL) {
        return false;
    }
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        if (serves(node->location) && (node->values[ANONYMOUS_USER_NAME] != NULL ||
                                       node->values[ANONYMOUS_USER_PASS] != NULL)) {
            struct named_password here = password_at(metabase, node->location);
            if (*here.secret != '\0') {
                found[count++] = here;
            }
        }
    }
    qsort(found, count, sizeof *found, by_name_and_secret);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || by_name_and_secret(&found[i], &found[context->password_count - 1]) != 0) {
            found[context->password_count++] = found[i];
        }
    }
    context->passwords = found;
    return true;
}

/* One that is left out is another finding. */
static bool is_filter_missing(const char *folder, const char *trusted)
{
    struct package filter;
    if (!package_is_named(folder, PROTOCOL_NTLM, 0) ||
        package_is_left_out(folder, PROTOCOL_NTLM, 0, trusted)) {
        return false;
    }
    bool loads = package_open(folder, PROTOCOL_NTLM, 0, trusted, &filter) == STATUS_SUCCESS;
    bool missing = !loads || !package_exports(&filter, EXPORT_FILTER);
    package_close(&filter);
    return missing;
}

static void check_loading(const char *folder, const char *trusted, struct check_context *context)
{
    context->package_left_out =
        package_is_left_out(folder, PROTOCOL_NTLM, MSV1_0_SUBAUTHENTICATION_DLL_IIS, trusted);
    context->filter_missing = is_filter_missing(folder, trusted);
    context->filter_left_out = package_is_left_out(folder, PROTOCOL_NTLM, 0, trusted);
    context->package_loads = package_open(folder, PROTOCOL_NTLM, MSV1_0_SUBAUTHENTICATION_DLL_IIS,
                                          trusted, &context->package) == STATUS_SUCCESS;
}

bool check_context_open(const struct machine *machine, const char *trusted,
                        struct check_context *context, struct fault *fault)
{
    *context = (struct check_context){.store = NULL};
    if (!collect_passwords(&machine->metabase, context)) {
        return fault_set(fault, "no memory");
    }
    if (!check_registry(machine->folder, context, fault)) {
        check_context_close(context);
        return false;
    }
    check_loading(machine->folder, trusted, context);
    struct lsa_values values = lsa_values_read(machine->folder, &machine->policy);
    context->limits_blank = values.limits_blank;
    context->audit_failed = values.audit_failed;
    return true;
}

void check_context_close(struct check_context *context)
{
    if (context->package_loads) {
        package_close(&context->package);
    }
    snapshot_free(context->store);
    free(context->passwords);
    *context = (struct check_context){.store = NULL};
}

/* Where the passwords of an account begin, among those that are sorted by name. */
static size_t first_of(const struct check_context *context, const char *name)
{
    size_t low = 0;
    size_t high = context->password_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcasecmp(context->passwords[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct named_password *check_context_other_password(const struct check_context *context,
                                                          const char *name, const char *secret)
{
    for (size_t i = first_of(context, name); i < context->password_count; i++) {
        const struct named_password *password = &context->passwords[i];
        if (strcasecmp(password->name, name) != 0) {
            break;
        }
        if (strcmp(password->secret, secret) != 0) {
            return password;
        }
    }
    return NULL;
}

bool check_context_has_encrypted(const struct check_context *context, const char *name)
{
    for (size_t i = first_of(context, name); i < context->password_count; i++) {
        if (strcasecmp(context->passwords[i].name, name) != 0) {
            break;
        }
        if (metabase_encrypted(context->passwords[i].secret)) {
            return true;
        }
    }
    return false;
}
