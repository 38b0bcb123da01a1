#include "sync_plan.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text/array.h"

bool sync_kind(const char *name, struct sync_plan *plan)
{
    static const struct sync_plan kinds[] = {
        {.kind = "Anonymous", .user = ANONYMOUS_USER_NAME, .password = ANONYMOUS_USER_PASS},
        {.kind = "WAM", .user = WAM_USER_NAME, .password = WAM_USER_PASS},
        {.kind = "UNC", .user = UNC_USER_NAME, .password = UNC_PASSWORD},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcasecmp(kinds[i].kind, name) == 0) {
            *plan = kinds[i];
            return true;
        }
    }
    return false;
}

/* "COMPUTER\name" and "name" are one here. */
static bool names(const char *value, const char *account)
{
    const char *backslash = strchr(value, '\\');
    return strcasecmp(value, account) == 0 ||
           (backslash != NULL && strcasecmp(backslash + 1, account) == 0);
}

bool sync_plan_make(const struct metabase *metabase, const char *account, struct sync_plan *plan)
{
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        const char *user = metabase_effective(metabase, node->location, plan->user).value;
        bool sets = node->values[plan->user] != NULL || node->values[plan->password] != NULL;
        if (!sets || !names(user, account)) {
            continue;
        }
        if (!array_grow((void **)&plan->nodes, plan->count, &plan->capacity, sizeof *plan->nodes)) {
            sync_plan_release(plan);
            return false;
        }
        const char *password = node->values[plan->password];
        plan->nodes[plan->count++] =
            (struct sync_node){node, password != NULL && metabase_encrypted(password)};
        plan->synchronized =
            plan->synchronized ||
            (plan->user == ANONYMOUS_USER_NAME &&
             metabase_effective_bool(metabase, node->location, ANONYMOUS_PASSWORD_SYNC));
    }
    return true;
}

void sync_plan_release(struct sync_plan *plan)
{
    free(plan->nodes);
    plan->nodes = NULL;
    plan->count = 0;
    plan->capacity = 0;
}
