#include "plan_shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/array.h"
#include "text/hash.h"

static bool is_there(const struct plan_shown *plan, const char *command, uint32_t hash)
{
    size_t at = 0;
    for (;;) {
        size_t item = hash_index_next(&plan->by_command, hash, &at);
        if (item == HASH_INDEX_NONE) {
            return false;
        }
        if (strcmp(plan->steps[item].command, command) == 0) {
            return true;
        }
    }
}

bool plan_shown_add(struct plan_shown *plan, const struct mend *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t hash = hash_caseless(steps[i].command, strlen(steps[i].command));
        if (is_there(plan, steps[i].command, hash)) {
            continue;
        }
        if (!array_grow((void **)&plan->steps, plan->count, &plan->capacity, sizeof *plan->steps) ||
            !hash_index_reserve(&plan->by_command, plan->count + 1)) {
            return false;
        }
        hash_index_add(&plan->by_command, hash, plan->count);
        plan->steps[plan->count++] = steps[i];
    }
    return true;
}

const char *plan_shown_where(const struct mend *mend)
{
    return mend->on_server && mend->why_none == NULL ? " on the server" : "";
}

void plan_shown_print(const struct plan_shown *plan)
{
    size_t number = 0;
    if (plan->count < 2) {
        return;
    }
    puts("All mends, in their order:");
    for (int order = 0; order <= MEND_RESTRICTION; order++) {
        for (size_t i = 0; i < plan->count; i++) {
            const struct mend *step = &plan->steps[i];
            if ((int)step->order == order) {
                printf("%4zu%s: %s\n", ++number, plan_shown_where(step), step->command);
            }
        }
    }
}

json_t *plan_shown_mend(const struct mend *mend)
{
    bool cmd = mend->on_server || mend_prompt == SHELL_CMD;
    return mend->why_none != NULL
               ? json_pack("{s:n, s:s, s:n, s:b}", "mend", "no_mend", mend->why_none, "shell",
                           "on_server", mend->on_server)
               : json_pack("{s:s, s:n, s:s, s:b}", "mend", mend->command, "no_mend", "shell",
                           cmd ? "cmd" : "sh", "on_server", mend->on_server);
}

json_t *plan_shown_json(const struct plan_shown *plan)
{
    json_t *steps = json_array();
    for (int order = 0; order <= MEND_RESTRICTION; order++) {
        for (size_t i = 0; i < plan->count; i++) {
            if ((int)plan->steps[i].order == order) {
                json_array_append_new(steps, plan_shown_mend(&plan->steps[i]));
            }
        }
    }
    return steps;
}

void plan_shown_release(struct plan_shown *plan)
{
    free(plan->steps);
    hash_index_release(&plan->by_command);
    *plan = (struct plan_shown){.steps = NULL};
}
