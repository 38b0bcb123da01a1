#include "live_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files/buffer.h"
#include "live_path.h"
#include "live_value.h"
#include "text/wipe.h"

#define OPEN_TIMEOUT 3000 /* milliseconds */
#define BUSY_MOST 30000
#define BETWEEN_TRIES 250

struct live_step {
    const char *location;
    const char *name;
    bool remove;
    struct live_record record;
    struct contents data;
};

/* The record that a node inherits. */
static bool inherited_record(const struct live_tree *tree, const char *location, uint32_t id,
                             struct live_record *record)
{
    char above[LOCATION_MAX];
    snprintf(above, sizeof above, "%s", location);
    for (char *slash = strrchr(above, '/'); slash != NULL; slash = strrchr(above, '/')) {
        *slash = '\0';
        const struct live_node *node = live_tree_find(tree, above);
        if (node != NULL && live_node_record(node, id, record) &&
            (record->attributes & ATTRIBUTE_INHERIT) != 0) {
            return true;
        }
    }
    return false;
}

/* What the record is to be like, but for its data. *type is the property's. */
static bool settle(const struct live_tree *tree, const struct live_node *node,
                   const struct metabase_edit *edit, struct live_record *record,
                   enum metabase_type *type, struct fault *fault)
{
    const struct schema_property *known = edit->query.known;
    uint32_t id = (uint32_t)edit->query.id;
    bool found = id != 0 && (live_node_record(node, id, record) ||
                             inherited_record(tree, edit->location, id, record));
    if (!found && known == NULL) {
        return fault_set(fault,
                         "%s is not set at %s, and not in the schema: name MBSchema.xml with "
                         "--schema",
                         edit->query.name, metabase_location_text(edit->location));
    }
    if (!found) {
        *record = (struct live_record){.id = id,
                                       .attributes = known->attributes,
                                       .user_type = known->user_type,
                                       .type = live_type_of(known->type)};
    }
    bool same = known != NULL && live_type_of(known->type) == record->type;
    *type = same ? known->type : live_type_shown(record->type);
    record->attributes &= ~(uint32_t)ATTRIBUTE_IS_INHERITED;
    record->attributes |= schema_is_secure(known) ? ATTRIBUTE_SECURE : 0;
    return true;
}

static bool encode(const struct metabase_edit *edit, enum metabase_type type,
                   struct live_step *step, struct fault *fault)
{
    struct buffer data = {.text = NULL};
    bool sound = live_value_bytes(edit->value, type, edit->query.known, &data);
    if (!sound || !buffer_take(&data, &step->data)) {
        bool no_memory = data.no_memory || sound;
        buffer_release(&data);
        return no_memory ? fault_set(fault, "no memory")
                         : fault_set(fault, "%s is a %s: the value is none", edit->query.name,
                                     metabase_type_name(type));
    }
    step->record.data = (const unsigned char *)step->data.text;
    step->record.size = (uint32_t)step->data.size;
    return true;
}

static bool make_step(const struct live_tree *tree, const struct metabase_edit *edit,
                      struct live_step *step, struct fault *fault)
{
    enum metabase_type type = TYPE_UNKNOWN;
    const struct live_node *node = live_tree_find(tree, edit->location);
    *step = (struct live_step){
        .location = edit->location, .name = edit->query.name, .remove = edit->value == NULL};
    if (node == NULL) {
        return fault_set(fault, "there is no node %s (0x80070003, the path does not exist)",
                         metabase_location_text(edit->location));
    }
    return settle(tree, node, edit, &step->record, &type, fault) &&
           (step->remove || encode(edit, type, step, fault));
}

bool live_plan_make(const struct live_tree *tree, const struct metabase_edit *edits, size_t count,
                    struct live_plan *plan, struct fault *fault)
{
    *plan = (struct live_plan){calloc(count + 1, sizeof *plan->steps), 0};
    bool done = plan->steps != NULL || fault_set(fault, "no memory");
    for (size_t i = 0; i < count && done; i++) {
        done = make_step(tree, &edits[i], &plan->steps[i], fault);
        plan->count++;
    }
    if (!done) {
        live_plan_release(plan);
    }
    return done;
}

void live_plan_release(struct live_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        contents_release(&plan->steps[i].data);
    }
    free(plan->steps);
    *plan = (struct live_plan){NULL, 0};
}

/* Milliseconds between two readings of a clock that wraps. */
static uint32_t elapsed(uint32_t since, uint32_t now)
{
    return now >= since ? now - since : UINT32_MAX - since + now + 1;
}

/* A call again and again while another program holds the node, but not for ever. */
static bool is_still_busy(const struct admin_base *base, uint32_t result, uint32_t since)
{
    if (result != ADMIN_PATH_BUSY || elapsed(since, base->clock(base->context)) >= BUSY_MOST) {
        return false;
    }
    base->wait(base->context, BETWEEN_TRIES);
    return true;
}

static uint32_t open_node(const struct admin_base *base, const uint16_t *path, uint32_t *handle)
{
    uint32_t since = base->clock(base->context);
    uint32_t result;
    do {
        result = base->open(base->context, path, OPEN_TIMEOUT, handle);
    } while (is_still_busy(base, result, since));
    return result;
}

static uint32_t save(const struct admin_base *base)
{
    uint32_t since = base->clock(base->context);
    uint32_t result;
    do {
        result = base->save(base->context);
    } while (is_still_busy(base, result, since));
    return result;
}

/* Who removes what another has removed meanwhile has what was wanted. */
static uint32_t make_edit(const struct admin_base *base, uint32_t handle,
                          const struct live_step *step)
{
    uint32_t result = step->remove
                          ? base->remove(base->context, handle, step->record.id, step->record.type)
                          : base->set(base->context, handle, &step->record);
    return step->remove && result == ADMIN_NO_DATA ? ADMIN_OK : result;
}

/* Where a run of edits stands. */
struct progress {
    size_t made;
    const struct live_step *last;
};

static bool failed(const struct progress *progress, const struct live_step *step, uint32_t result,
                   struct fault *fault)
{
    struct fault why;
    admin_base_failed(&why, metabase_location_text(step->location), result);
    if (progress->made == 0) {
        return fault_set(fault, "%s; nothing is changed", why.text);
    }
    return fault_set(fault, "%s; changed already: %lu %s, the last of them %s at %.120s", why.text,
                     (unsigned long)progress->made, progress->made == 1 ? "property" : "properties",
                     progress->last->name, metabase_location_text(progress->last->location));
}

/* All edits of one node, from the first of them on, under one handle. */
static bool edit_node(const struct admin_base *base, const struct live_plan *plan, size_t first,
                      struct progress *progress, struct fault *fault)
{
    uint16_t path[LIVE_PATH_UNITS];
    uint32_t handle = 0;
    const struct live_step *step = &plan->steps[first];
    if (!live_path(step->location, path, fault)) {
        return false;
    }
    uint32_t result = open_node(base, path, &handle);
    if (result != ADMIN_OK) {
        return failed(progress, step, result, fault);
    }
    for (size_t i = first; i < plan->count && result == ADMIN_OK; i++) {
        if (!metabase_same_location(plan->steps[i].location, plan->steps[first].location)) {
            continue;
        }
        step = &plan->steps[i];
        result = make_edit(base, handle, step);
        if (result == ADMIN_OK) {
            progress->made++;
            progress->last = step;
        }
    }
    uint32_t closed = base->close(base->context, handle);
    result = result == ADMIN_OK ? closed : result;
    return result == ADMIN_OK || failed(progress, step, result, fault);
}

static bool is_first_of_node(const struct live_plan *plan, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (metabase_same_location(plan->steps[i].location, plan->steps[at].location)) {
            return false;
        }
    }
    return true;
}

bool live_plan_apply(const struct admin_base *base, const struct live_plan *plan, bool *saved,
                     struct fault *fault)
{
    struct progress progress = {0, NULL};
    *saved = false;
    for (size_t i = 0; i < plan->count; i++) {
        if (is_first_of_node(plan, i) && !edit_node(base, plan, i, &progress, fault)) {
            return false;
        }
    }
    uint32_t result = save(base);
    *saved = result == ADMIN_OK;
    return *saved || result == ADMIN_PATH_BUSY ||
           failed(&progress, progress.last == NULL ? &plan->steps[0] : progress.last, result,
                  fault);
}
