#include "tree.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "text/array.h"
#include "text/wide.h"

#define SLASHES L"/\\"

void *md_allocate(size_t size)
{
    void *memory = calloc(1, size == 0 ? 1 : size);
    if (memory == NULL) {
        abort();
    }
    return memory;
}

void *md_copy(const void *bytes, size_t size)
{
    void *copy = md_allocate(size);
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

void md_grow(void **elements, size_t count, size_t *capacity, size_t size)
{
    if (!array_grow(elements, count, capacity, size)) {
        abort();
    }
}

/* The path's next part, and how long it is; 0 at its end. */
static const WCHAR *part_of(const WCHAR *path, size_t *length)
{
    path += wcsspn(path, SLASHES);
    *length = wcscspn(path, SLASHES);
    return path;
}

static struct md_node *child(const struct md_node *node, const WCHAR *name, size_t length)
{
    struct wide wanted = {(const unsigned char *)name, length};
    for (size_t i = 0; i < node->child_count; i++) {
        if (wide_same(wide_of(node->children[i]->name), wanted)) {
            return node->children[i];
        }
    }
    return NULL;
}

static struct md_node *make_child(struct md_node *node, const WCHAR *name, size_t length)
{
    struct md_node *made = md_allocate(sizeof *made);
    made->name = md_allocate((length + 1) * sizeof *name);
    memcpy(made->name, name, length * sizeof *name);
    made->parent = node;
    md_grow((void **)&node->children, node->child_count, &node->child_capacity,
            sizeof *node->children);
    node->children[node->child_count++] = made;
    return made;
}

/* Walks down as far as there are keys; *rest is what is left of the path. */
static struct md_node *walk(struct md_node *from, const WCHAR *path, const WCHAR **rest)
{
    size_t length;
    const WCHAR *part = part_of(path == NULL ? L"" : path, &length);
    while (length > 0) {
        struct md_node *next = child(from, part, length);
        if (next == NULL) {
            break;
        }
        from = next;
        part = part_of(part + length, &length);
    }
    *rest = part;
    return from;
}

struct md_node *md_find(struct md_node *from, const WCHAR *path)
{
    const WCHAR *rest;
    struct md_node *node = walk(from, path, &rest);
    return *rest == L'\0' ? node : NULL;
}

struct md_node *md_nearest(struct md_node *from, const WCHAR *path)
{
    const WCHAR *rest;
    return walk(from, path, &rest);
}

struct md_node *md_add(struct md_node *from, const WCHAR *path)
{
    const WCHAR *rest;
    struct md_node *node = walk(from, path, &rest);
    size_t length;
    for (rest = part_of(rest, &length); length > 0; rest = part_of(rest + length, &length)) {
        node = make_child(node, rest, length);
    }
    return node;
}

static void release(struct md_node *node)
{
    for (size_t i = 0; i < node->child_count; i++) {
        release(node->children[i]);
    }
    for (size_t i = 0; i < node->record_count; i++) {
        free(node->records[i].data);
    }
    free(node->children);
    free(node->records);
    free(node->name);
    free(node);
}

void md_remove(struct md_node *node)
{
    struct md_node *parent = node->parent;
    size_t at = 0;
    while (parent->children[at] != node) {
        at++;
    }
    parent->child_count--;
    memmove(&parent->children[at], &parent->children[at + 1],
            (parent->child_count - at) * sizeof *parent->children);
    release(node);
}

WCHAR *md_path_from(const struct md_node *top, const struct md_node *node)
{
    size_t length = 1;
    for (const struct md_node *at = node; at != top; at = at->parent) {
        length += wcslen(at->name) + 1;
    }
    WCHAR *path = md_allocate((length + 1) * sizeof *path);
    path[--length] = L'/';
    for (const struct md_node *at = node; at != top; at = at->parent) {
        size_t name = wcslen(at->name);
        length -= name + 1;
        memcpy(&path[length + 1], at->name, name * sizeof *path);
        path[length] = L'/';
    }
    return path;
}

WCHAR *md_path(const struct md_node *node)
{
    const struct md_node *root = node;
    while (root->parent != NULL) {
        root = root->parent;
    }
    return md_path_from(root, node);
}

struct md_record *md_own(const struct md_node *node, DWORD id)
{
    for (size_t i = 0; i < node->record_count; i++) {
        if (node->records[i].id == id) {
            return &node->records[i];
        }
    }
    return NULL;
}

const struct md_record *md_effective(const struct md_node *node, DWORD id, bool inherit,
                                     bool *inherited)
{
    const struct md_record *found = md_own(node, id);
    *inherited = false;
    while (found == NULL && inherit && node->parent != NULL) {
        node = node->parent;
        found = md_own(node, id);
        *inherited = true;
        if (found != NULL && (found->attributes & 1) == 0) {
            found = NULL; /* not for those below, and what is above it may be */
        }
    }
    return found;
}

void md_set(struct md_node *node, const struct md_record *record)
{
    struct md_record *held = md_own(node, record->id);
    unsigned char *data = md_copy(record->data, record->size);
    if (held == NULL) {
        md_grow((void **)&node->records, node->record_count, &node->record_capacity,
                sizeof *node->records);
        held = &node->records[node->record_count++];
        held->data = NULL;
    }
    free(held->data);
    *held = *record;
    held->data = data;
}

bool md_unset(struct md_node *node, DWORD id)
{
    struct md_record *held = md_own(node, id);
    if (held == NULL) {
        return false;
    }
    free(held->data);
    node->record_count--;
    size_t at = (size_t)(held - node->records);
    memmove(held, held + 1, (node->record_count - at) * sizeof *held);
    return true;
}
