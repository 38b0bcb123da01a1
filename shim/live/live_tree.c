#include "live_tree.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "live_path.h"
#include "text/array.h"
#include "text/utf.h"
#include "text/wipe.h"

#define TRIES 10
#define BETWEEN_TRIES 50 /* milliseconds */
#define FIRST_BUFFER 4096

/* How reading went on: whether what was read is of one moment is asked at the end. */
enum reading { READ_DONE, READ_MOVED, READ_FAILED };

static enum reading out_of_memory(struct fault *fault)
{
    fault_set(fault, "the live metabase: no memory");
    return READ_FAILED;
}

/* A node that is gone was removed after its parent was read. */
static enum reading judge(uint32_t result, const char *location, struct fault *fault)
{
    if (result == ADMIN_PATH_NOT_FOUND) {
        return READ_MOVED;
    }
    admin_base_failed(fault, *location == '\0' ? "/" : location, result);
    return READ_FAILED;
}

static struct live_node *add_node(struct live_tree *tree, const char *location)
{
    if (!array_grow((void **)&tree->nodes, tree->count, &tree->capacity, sizeof *tree->nodes)) {
        return NULL;
    }
    struct live_node *node = &tree->nodes[tree->count];
    *node = (struct live_node){.location = strdup(location)};
    tree->count += node->location != NULL;
    return node->location == NULL ? NULL : node;
}

/* Until the buffer is large enough: what a node holds may grow meanwhile. */
static enum reading read_data(const struct admin_base *base, struct live_node *node,
                              struct fault *fault)
{
    uint16_t path[LIVE_PATH_UNITS];
    uint32_t needed = FIRST_BUFFER;
    if (!live_path(node->location, path, fault)) {
        return READ_FAILED;
    }
    for (;;) {
        node->buffer = calloc(1, needed);
        if (node->buffer == NULL) {
            return out_of_memory(fault);
        }
        node->size = needed;
        uint32_t result =
            base->data(base->context, path, node->buffer, node->size, &node->count, &needed);
        if (result == ADMIN_OK) {
            return READ_DONE;
        }
        wipe(node->buffer, node->size);
        free(node->buffer);
        node->buffer = NULL;
        node->count = 0;
        if (result != ADMIN_BUFFER_TOO_SMALL || needed <= node->size) {
            return judge(result, node->location, fault);
        }
    }
}

/* "LOCATION/NAME". */
static enum reading add_child(struct live_tree *tree, size_t parent, const uint16_t *name,
                              struct fault *fault)
{
    char location[LOCATION_MAX];
    size_t length = strlen(tree->nodes[parent].location);
    size_t units = wide_length(name, ADMIN_NAME_MAX - 1);
    memcpy(location, tree->nodes[parent].location, length);
    location[length] = '/';
    size_t used = utf16_to_utf8((struct wide){(const unsigned char *)name, units},
                                location + length + 1, sizeof location - length - 1);
    if (used >= sizeof location - length - 1) {
        fault_set(fault, "%.200s: a name below it is too long", location);
        return READ_FAILED;
    }
    return add_node(tree, location) != NULL ? READ_DONE : out_of_memory(fault);
}

static enum reading read_children(const struct admin_base *base, struct live_tree *tree,
                                  size_t parent, struct fault *fault)
{
    uint16_t path[LIVE_PATH_UNITS];
    uint16_t name[ADMIN_NAME_MAX];
    enum reading reading = READ_DONE;
    if (!live_path(tree->nodes[parent].location, path, fault)) {
        return READ_FAILED;
    }
    for (uint32_t index = 0; reading == READ_DONE; index++) {
        uint32_t result = base->child(base->context, path, index, name);
        if (result == ADMIN_NO_MORE) {
            break;
        }
        reading = result == ADMIN_OK ? add_child(tree, parent, name, fault)
                                     : judge(result, tree->nodes[parent].location, fault);
    }
    return reading;
}

/* Children are added behind the last, and are met in their turn. */
static enum reading read_nodes(const struct admin_base *base, struct live_tree *tree,
                               struct fault *fault)
{
    if (add_node(tree, "") == NULL) {
        return out_of_memory(fault);
    }
    enum reading reading = READ_DONE;
    for (size_t i = 0; i < tree->count && reading == READ_DONE; i++) {
        reading = read_data(base, &tree->nodes[i], fault);
        if (reading == READ_DONE) {
            reading = read_children(base, tree, i, fault);
        }
    }
    return reading;
}

/* Where a byte of a location stands in the order: a slash before any other, letters without case.
 */
static int rank(char c)
{
    return c == '\0' ? 0 : c == '/' ? 1 : c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* As a walk down the tree meets them; the same on every platform. */
static int by_location(const void *a, const void *b)
{
    const char *left = ((const struct live_node *)a)->location;
    const char *right = ((const struct live_node *)b)->location;
    while (*left != '\0' && rank(*left) == rank(*right)) {
        left++;
        right++;
    }
    return rank(*left) - rank(*right);
}

static enum reading read_once(const struct admin_base *base, struct live_tree *tree,
                              struct fault *fault)
{
    uint32_t after;
    uint32_t result = base->change_number(base->context, &tree->change_number);
    if (result != ADMIN_OK) {
        admin_base_failed(fault, "the live metabase", result);
        return READ_FAILED;
    }
    enum reading reading = read_nodes(base, tree, fault);
    if (reading != READ_DONE) {
        return reading;
    }
    result = base->change_number(base->context, &after);
    if (result != ADMIN_OK) {
        admin_base_failed(fault, "the live metabase", result);
        return READ_FAILED;
    }
    return after == tree->change_number ? READ_DONE : READ_MOVED;
}

bool live_tree_read(const struct admin_base *base, struct live_tree *tree, struct fault *fault)
{
    *tree = (struct live_tree){.nodes = NULL};
    for (int i = 0; i < TRIES; i++) {
        enum reading reading = read_once(base, tree, fault);
        if (reading == READ_DONE) {
            qsort(tree->nodes, tree->count, sizeof *tree->nodes, by_location);
            return true;
        }
        live_tree_release(tree);
        if (reading == READ_FAILED) {
            return false;
        }
        base->wait(base->context, BETWEEN_TRIES);
    }
    return fault_set(
        fault, "the live metabase: it was changed during each of %d readings; try again", TRIES);
}

void live_tree_release(struct live_tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        struct live_node *node = &tree->nodes[i];
        if (node->buffer != NULL) {
            wipe(node->buffer, node->size);
        }
        free(node->buffer);
        free(node->location);
    }
    free(tree->nodes);
    *tree = (struct live_tree){.nodes = NULL};
}

const struct live_node *live_tree_find(const struct live_tree *tree, const char *location)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (strcasecmp(tree->nodes[i].location, location) == 0) {
            return &tree->nodes[i];
        }
    }
    return NULL;
}

bool live_node_record(const struct live_node *node, uint32_t id, struct live_record *record)
{
    for (uint32_t i = 0; i < node->count; i++) {
        if (live_record_at(node->buffer, node->size, i, record) && record->id == id) {
            return true;
        }
    }
    return false;
}
