#include "fake_admin_base.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "metabase/schema.h"
#include "support.h"
#include "text/utf.h"

void fake_base_begin(struct fake_base *fake)
{
    memset(fake, 0, sizeof *fake);
    fake->open_handle = -1;
    fake_base_node(fake, "");
}

void fake_base_end(struct fake_base *fake)
{
    for (size_t i = 0; i < fake->count; i++) {
        free(fake->nodes[i].records);
    }
}

struct fake_node *fake_base_node(struct fake_base *fake, const char *location)
{
    assert_true(fake->count < FAKE_NODES);
    struct fake_node *node = &fake->nodes[fake->count++];
    *node = (struct fake_node){location, calloc(FAKE_RECORDS, sizeof *node->records), 0};
    assert_non_null(node->records);
    return node;
}

static struct fake_record *find_record(const struct fake_node *node, uint32_t id)
{
    for (size_t i = 0; i < node->count; i++) {
        if (node->records[i].record.id == id) {
            return &node->records[i];
        }
    }
    return NULL;
}

void fake_base_put(struct fake_node *node, const struct live_record *record)
{
    struct fake_record *held = find_record(node, record->id);
    if (held == NULL) {
        assert_true(node->count < FAKE_RECORDS);
        held = &node->records[node->count++];
    }
    assert_true(record->size <= FAKE_DATA);
    held->record = *record;
    if (record->size > 0) {
        memcpy(held->bytes, record->data, record->size);
    }
    held->record.data = held->bytes;
}

void fake_base_put_text(struct fake_node *node, uint32_t id, uint32_t attributes,
                        uint32_t user_type, const char *text)
{
    uint16_t wide[FAKE_DATA / 2];
    size_t units = utf8_to_utf16(text, strlen(text), wide, FAKE_DATA / 2 - 1);
    assert_true(units < FAKE_DATA / 2);
    wide[units] = 0;
    struct live_record record = {id,
                                 attributes,
                                 user_type,
                                 LIVE_STRING,
                                 (const unsigned char *)wide,
                                 (uint32_t)(2 * units + 2)};
    fake_base_put(node, &record);
}

void fake_base_put_dword(struct fake_node *node, uint32_t id, uint32_t attributes,
                         uint32_t user_type, uint32_t value)
{
    unsigned char bytes[4] = {(unsigned char)value, (unsigned char)(value >> 8),
                              (unsigned char)(value >> 16), (unsigned char)(value >> 24)};
    struct live_record record = {id, attributes, user_type, LIVE_DWORD, bytes, sizeof bytes};
    fake_base_put(node, &record);
}

const struct live_record *fake_base_record(const struct fake_node *node, uint32_t id)
{
    const struct fake_record *held = find_record(node, id);
    return held == NULL ? NULL : &held->record;
}

void fake_base_fail(struct fake_base *fake, enum fake_call call, uint32_t result, unsigned from,
                    unsigned count)
{
    fake->results[call] = result;
    fake->from[call] = from;
    fake->times[call] = count;
    fake->calls[call] = 0;
}

/* What a call that is to fail answers; ADMIN_OK: it works. */
static uint32_t injected(struct fake_base *fake, enum fake_call call)
{
    unsigned index = fake->calls[call]++;
    bool fails = index >= fake->from[call] && index - fake->from[call] < fake->times[call];
    return fails ? fake->results[call] : ADMIN_OK;
}

static uint32_t change_number(void *context, uint32_t *number)
{
    struct fake_base *fake = context;
    uint32_t result = injected(fake, FAKE_CHANGE_NUMBER);
    *number = fake->number;
    if (fake->moves > 0) {
        fake->number++;
        fake->moves -= fake->calls[FAKE_CHANGE_NUMBER] % 2 == 0;
    }
    return result;
}

/* As the server takes paths: without case. */
static struct fake_node *node_at(struct fake_base *fake, const uint16_t *path)
{
    char location[1024];
    utf16_to_utf8(wide_of(path), location, sizeof location);
    if (strcmp(location, "/") == 0) {
        *location = '\0';
    }
    for (size_t i = 0; i < fake->count; i++) {
        if (strcasecmp(fake->nodes[i].location, location) == 0) {
            return &fake->nodes[i];
        }
    }
    return NULL;
}

/* The name of a node's child, if the other is one. */
static const char *child_name(const struct fake_node *node, const struct fake_node *other)
{
    size_t length = strlen(node->location);
    const char *name = other->location + length + 1;
    return strlen(other->location) > length + 1 &&
                   strncmp(other->location, node->location, length) == 0 &&
                   other->location[length] == '/' && strchr(name, '/') == NULL
               ? name
               : NULL;
}

static uint32_t child(void *context, const uint16_t *path, uint32_t index,
                      uint16_t name[ADMIN_NAME_MAX])
{
    struct fake_base *fake = context;
    const struct fake_node *node = node_at(fake, path);
    uint32_t result = injected(fake, FAKE_CHILD);
    if (result != ADMIN_OK || node == NULL) {
        return result != ADMIN_OK ? result : ADMIN_PATH_NOT_FOUND;
    }
    /* From the last to the first: no order is promised. */
    uint32_t before = 0;
    for (size_t i = fake->count; i > 0; i--) {
        const char *found = child_name(node, &fake->nodes[i - 1]);
        if (found != NULL && before++ == index) {
            size_t units = utf8_to_utf16(found, strlen(found), name, ADMIN_NAME_MAX - 1);
            name[units] = 0;
            return ADMIN_OK;
        }
    }
    return ADMIN_NO_MORE;
}

static void put_dword(unsigned char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        to[i] = (unsigned char)(value >> 8 * i);
    }
}

static uint32_t data(void *context, const uint16_t *path, unsigned char *buffer, uint32_t size,
                     uint32_t *count, uint32_t *needed)
{
    struct fake_base *fake = context;
    const struct fake_node *node = node_at(fake, path);
    uint32_t result = injected(fake, FAKE_DATA_OF);
    if (result != ADMIN_OK || node == NULL) {
        return result != ADMIN_OK ? result : ADMIN_PATH_NOT_FOUND;
    }
    uint32_t offset = (uint32_t)node->count * LIVE_GETALL_RECORD_SIZE;
    *needed = offset;
    for (size_t i = 0; i < node->count; i++) {
        *needed += node->records[i].record.size;
    }
    if (*needed > size) {
        return ADMIN_BUFFER_TOO_SMALL;
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct live_record *record = &node->records[i].record;
        uint32_t fields[7] = {
            record->id, record->attributes, record->user_type, record->type, record->size, offset,
            0};
        for (size_t f = 0; f < 7; f++) {
            put_dword(buffer + i * LIVE_GETALL_RECORD_SIZE + 4 * f, fields[f]);
        }
        memcpy(buffer + offset, node->records[i].bytes, record->size);
        offset += record->size;
    }
    *count = (uint32_t)node->count;
    return ADMIN_OK;
}

/* The clock wraps, as Windows' does. */
static void pass_time(struct fake_base *fake, uint32_t milliseconds)
{
    fake->clock = (uint32_t)((uint64_t)fake->clock + milliseconds);
}

static uint32_t open_node(void *context, const uint16_t *path, uint32_t timeout, uint32_t *handle)
{
    struct fake_base *fake = context;
    const struct fake_node *node = node_at(fake, path);
    uint32_t result = injected(fake, FAKE_OPEN);
    pass_time(fake, result == ADMIN_PATH_BUSY ? timeout : 0);
    if (result != ADMIN_OK || node == NULL) {
        return result != ADMIN_OK ? result : ADMIN_PATH_NOT_FOUND;
    }
    assert_int_equal(fake->open_handle, -1);
    fake->open_handle = node - fake->nodes;
    *handle = (uint32_t)fake->open_handle + 100;
    return ADMIN_OK;
}

static struct fake_node *opened(struct fake_base *fake, uint32_t handle)
{
    assert_int_equal(handle, fake->open_handle + 100);
    return &fake->nodes[fake->open_handle];
}

static uint32_t close_node(void *context, uint32_t handle)
{
    struct fake_base *fake = context;
    opened(fake, handle);
    fake->open_handle = -1;
    return injected(fake, FAKE_CLOSE);
}

/* What is a secret once stays one. */
static uint32_t set(void *context, uint32_t handle, const struct live_record *record)
{
    struct fake_base *fake = context;
    struct fake_node *node = opened(fake, handle);
    uint32_t result = injected(fake, FAKE_SET);
    if (result != ADMIN_OK) {
        return result;
    }
    const struct live_record *held = fake_base_record(node, record->id);
    if (held != NULL && (held->attributes & ~record->attributes & ATTRIBUTE_SECURE) != 0) {
        return 0x800CC808u;
    }
    assert_int_equal(record->attributes & ATTRIBUTE_IS_INHERITED, 0);
    fake_base_put(node, record);
    fake->number++;
    return ADMIN_OK;
}

static uint32_t remove_record(void *context, uint32_t handle, uint32_t id, uint32_t type)
{
    struct fake_base *fake = context;
    struct fake_node *node = opened(fake, handle);
    uint32_t result = injected(fake, FAKE_REMOVE);
    struct fake_record *held = find_record(node, id);
    if (result != ADMIN_OK || held == NULL || held->record.type != type) {
        return result != ADMIN_OK ? result : ADMIN_NO_DATA;
    }
    size_t behind = (size_t)(node->records + node->count - held) - 1;
    memmove(held, held + 1, behind * sizeof *held);
    node->count--;
    for (size_t i = 0; i < node->count; i++) {
        node->records[i].record.data = node->records[i].bytes;
    }
    fake->number++;
    return ADMIN_OK;
}

static uint32_t save(void *context)
{
    struct fake_base *fake = context;
    uint32_t result = injected(fake, FAKE_SAVE);
    return fake->open_handle >= 0 ? ADMIN_PATH_BUSY : result;
}

static uint32_t ticks_now(void *context)
{
    return ((struct fake_base *)context)->clock;
}

static void wait(void *context, uint32_t milliseconds)
{
    pass_time(context, milliseconds);
}

static void disconnect(void *context)
{
    (void)context;
}

struct admin_base fake_base_interface(struct fake_base *fake)
{
    return (struct admin_base){fake, change_number, child, data,      open_node, close_node,
                               set,  remove_record, save,  ticks_now, wait,      disconnect};
}
