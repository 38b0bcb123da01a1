#include "check_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text/array.h"
#include "text/width.h"

#define STEP 4 /* columns a level */

static bool add(struct check_tree *tree, size_t *capacity, const char *location, size_t length)
{
    if (!array_grow((void **)&tree->nodes, tree->count, capacity, sizeof *tree->nodes)) {
        return false;
    }
    char *copy = strdup(location);
    tree->nodes[tree->count] =
        (struct tree_node){.location = copy, .is_judged = location[length] == '\0'};
    if (copy == NULL) {
        return false;
    }
    copy[length] = '\0';
    tree->count++;
    return true;
}

/* A slash stands before any other character: a node comes right before those below it. */
static int by_location(const void *a, const void *b)
{
    const char *left = ((const struct tree_node *)a)->location;
    const char *right = ((const struct tree_node *)b)->location;
    while (*left != '\0' && strncasecmp(left, right, 1) == 0) {
        left++;
        right++;
    }
    int order = (*left != '\0') - (*right != '\0');
    int slash = (*right == '/') - (*left == '/');
    return order != 0 ? order : slash != 0 ? slash : strncasecmp(left, right, 1);
}

/* Each location once. */
static void merge(struct check_tree *tree)
{
    size_t kept = 0;
    for (size_t i = 0; i < tree->count; i++) {
        struct tree_node *before = kept == 0 ? NULL : &tree->nodes[kept - 1];
        if (before != NULL && strcasecmp(before->location, tree->nodes[i].location) == 0) {
            before->is_judged = before->is_judged || tree->nodes[i].is_judged;
            free(tree->nodes[i].location);
        } else {
            tree->nodes[kept++] = tree->nodes[i];
        }
    }
    tree->count = kept;
}

static void place(struct check_tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        struct tree_node *node = &tree->nodes[i];
        const char *slash = strrchr(node->location, '/');
        node->name = slash == NULL ? "/" : slash + 1;
        for (const char *at = node->location; *at != '\0'; at++) {
            node->depth += *at == '/';
        }
    }
    for (size_t i = 0; i < tree->count; i++) {
        size_t next = i + 1;
        while (next < tree->count && tree->nodes[next].depth > tree->nodes[i].depth) {
            next++;
        }
        tree->nodes[i].last = next == tree->count || tree->nodes[next].depth < tree->nodes[i].depth;
    }
}

bool check_tree_make(const struct check_report *report, struct check_tree *tree)
{
    size_t capacity = 0;
    *tree = (struct check_tree){.nodes = NULL};
    for (size_t i = 0; i < report->count; i++) {
        const char *location = report->judged[i].location;
        for (size_t length = 0; length <= strlen(location); length++) {
            bool ends = location[length] == '\0' || location[length] == '/';
            if (ends && !add(tree, &capacity, location, length)) {
                check_tree_release(tree);
                return false;
            }
        }
    }
    if (tree->count > 0) {
        qsort(tree->nodes, tree->count, sizeof *tree->nodes, by_location);
    }
    merge(tree);
    place(tree);
    return true;
}

void check_tree_release(struct check_tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        free(tree->nodes[i].location);
    }
    free(tree->nodes);
    *tree = (struct check_tree){.nodes = NULL};
}

bool check_tree_property(const struct check_report *report, const struct tree_node *node, int *from,
                         char out[512])
{
    const struct metabase_node *found = metabase_find(report->metabase, node->location);
    for (; found != NULL && *from < PROPERTY_COUNT; ++*from) {
        const char *value = found->values[*from];
        const struct property_schema *schema = &property_schema[*from];
        if (value == NULL) {
            continue;
        }
        if (metabase_cipher(value)) {
            snprintf(out, 512, "%s ******** (encrypted by its own server)", schema->name);
        } else if ((schema->attributes & ATTRIBUTE_SECURE) != 0) {
            snprintf(out, 512, "%s %s", schema->name, *value == '\0' ? "\"\"" : "********");
        } else {
            snprintf(out, 512, "%s \"%.400s\"", schema->name, value);
        }
        ++*from;
        return true;
    }
    return false;
}

/* What stands before a node's name, or below it where it has several lines. */
static size_t print_branch(const struct check_tree *tree, size_t at, bool name)
{
    const struct tree_node *node = &tree->nodes[at];
    for (size_t level = 1; level < node->depth; level++) {
        size_t above = at;
        while (tree->nodes[above].depth != level) {
            above--;
        }
        printf("%-*s", STEP, tree->nodes[above].last ? "" : "|");
    }
    if (node->depth > 0) {
        printf("%-*s", STEP, name ? (node->last ? "`--" : "|--") : (node->last ? "" : "|"));
    }
    return STEP * node->depth;
}

static bool has_child(const struct check_tree *tree, size_t at)
{
    return at + 1 < tree->count && tree->nodes[at + 1].depth > tree->nodes[at].depth;
}

static void print_node(const struct check_report *report, const struct check_tree *tree, size_t at,
                       size_t width)
{
    char property[512];
    int from = 0;
    const struct tree_node *node = &tree->nodes[at];
    size_t used = print_branch(tree, at, true) + text_width(node->name);
    fputs(node->name, stdout);
    bool any = check_tree_property(report, node, &from, property);
    if (!any) {
        printf("%*s%s", (int)(node->is_judged ? width - used : 0), "",
               node->is_judged ? "(sets nothing itself)" : "");
    }
    for (bool first = true; any; first = false) {
        if (!first) {
            putchar('\n');
            used = print_branch(tree, at, false);
            used += (size_t)printf("%s", has_child(tree, at) ? "|" : "");
        }
        printf("%*s%s", (int)(width - used), "", property);
        any = check_tree_property(report, node, &from, property);
    }
    putchar('\n');
}

bool check_tree_print(const struct check_report *report)
{
    struct check_tree tree;
    size_t width = 0;
    if (!check_tree_make(report, &tree)) {
        return false;
    }
    puts("\nWhat the nodes set, and those below them inherit:");
    for (size_t i = 0; i < tree.count; i++) {
        size_t here = STEP * tree.nodes[i].depth + text_width(tree.nodes[i].name) + 2;
        width = here > width ? here : width;
    }
    for (size_t i = 0; i < tree.count; i++) {
        print_node(report, &tree, i, width);
    }
    check_tree_release(&tree);
    return true;
}
