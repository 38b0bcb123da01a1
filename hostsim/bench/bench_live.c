/*
 * The metabase as IISADMIN hands it over: read node by node, made into MetaBase.xml's text, and
 * read as import and check do. The calls are answered in this process: what COM's cost comes on
 * top.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "live/live_render.h"
#include "measure.h"
#include "metabase/metabase.h"
#include "stopwatch.h"
#include "text/utf.h"

#define SERVICE "/LM/MSFTPSVC"
#define RECORDS 6
#define NODE_BYTES 1024

/* A service with so many sites below it, all of which say the same. */
struct service {
    size_t sites;
    unsigned char records[NODE_BYTES]; /* as GetAllData has them */
    uint32_t size;
};

static void put_dword(unsigned char *at, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        at[i] = (unsigned char)(value >> (8 * i));
    }
}

/* Adds a record behind those that are there. text NULL: a DWORD of 1. */
static void add(struct service *service, uint32_t index, uint32_t id, const char *text)
{
    uint16_t units[64];
    unsigned char *record = service->records + index * LIVE_GETALL_RECORD_SIZE;
    unsigned char *data = service->records + service->size;
    size_t size = 4;
    if (text == NULL) {
        put_dword(data, 1);
    } else {
        size = 2 * (utf8_to_utf16(text, strlen(text), units, 63) + 1);
        units[size / 2 - 1] = 0;
        memcpy(data, units, size);
    }
    put_dword(record, id);
    put_dword(record + 4, 1); /* METADATA_INHERIT */
    put_dword(record + 8, 1); /* IIS_MD_UT_SERVER */
    put_dword(record + 12, text == NULL ? LIVE_DWORD : LIVE_STRING);
    put_dword(record + 16, (uint32_t)size);
    put_dword(record + 20, service->size);
    service->size += (uint32_t)size;
}

/* By the numbers of iiscnfg.h. */
static void fill(struct service *service)
{
    service->size = RECORDS * LIVE_GETALL_RECORD_SIZE;
    add(service, 0, LIVE_KEY_TYPE, "IIsFtpServer");
    add(service, 1, 1015, "A site of many");   /* ServerComment */
    add(service, 2, 6020, "IUSR_0000000");     /* AnonymousUserName */
    add(service, 3, 6021, "Anonymous-1");      /* AnonymousUserPass */
    add(service, 4, 6022, NULL);               /* AnonymousPasswordSync */
    add(service, 5, 3001, "c:\\inetpub\\ftp"); /* Path */
}

static uint32_t change_number(void *context, uint32_t *number)
{
    (void)context;
    *number = 1;
    return ADMIN_OK;
}

static void copy_name(uint16_t name[ADMIN_NAME_MAX], const char *text)
{
    size_t units = utf8_to_utf16(text, strlen(text), name, ADMIN_NAME_MAX - 1);
    name[units] = 0;
}

static uint32_t child(void *context, const uint16_t *path, uint32_t index,
                      uint16_t name[ADMIN_NAME_MAX])
{
    const struct service *service = context;
    char utf8[64];
    char number[16];
    utf16_to_utf8(wide_of(path), utf8, sizeof utf8);
    if (strcmp(utf8, SERVICE) == 0 && index < service->sites) {
        snprintf(number, sizeof number, "%u", (unsigned)index + 1);
        copy_name(name, number);
    } else if (index == 0 && strcmp(utf8, "/") == 0) {
        copy_name(name, "LM");
    } else if (index == 0 && strcmp(utf8, "/LM") == 0) {
        copy_name(name, "MSFTPSVC");
    } else {
        return ADMIN_NO_MORE;
    }
    return ADMIN_OK;
}

static uint32_t data(void *context, const uint16_t *path, unsigned char *buffer, uint32_t size,
                     uint32_t *count, uint32_t *needed)
{
    const struct service *service = context;
    (void)path;
    *needed = service->size;
    if (size < service->size) {
        return ADMIN_BUFFER_TOO_SMALL;
    }
    memcpy(buffer, service->records, service->size);
    *count = RECORDS;
    return ADMIN_OK;
}

struct figures {
    double read_ms; /* the nodes, and their text */
    double used_ms; /* of the text what import and check keep */
    size_t nodes;
    size_t bytes; /* of text */
};

static bool once(const struct admin_base *base, const struct schema *schema,
                 struct figures *figures, struct fault *fault)
{
    struct live_tree tree;
    struct metabase metabase;
    struct buffer text = {NULL, 0, 0, false};
    uint64_t began = stopwatch_ns();
    if (!live_tree_read(base, &tree, fault)) {
        return false;
    }
    live_render(&tree, schema, NULL, NULL, &text);
    uint64_t rendered = stopwatch_ns();
    struct metabase_text of = metabase_in_memory("the metabase", text.text, text.size);
    bool done = (!text.no_memory || fault_set(fault, "no memory")) &&
                metabase_read(&of, METABASE_ACCOUNTS, &metabase, fault);
    if (done) {
        figures->read_ms = (double)(rendered - began) / 1e6;
        figures->used_ms = (double)(stopwatch_ns() - rendered) / 1e6;
        figures->nodes = tree.count;
        figures->bytes = text.size;
        metabase_release(&metabase);
    }
    buffer_release(&text);
    live_tree_release(&tree);
    return done;
}

static bool measure(const struct bench *bench, const struct admin_base *base,
                    const struct schema *schema, json_t *live, struct fault *fault)
{
    double reads[MEASURE_ROUNDS_MOST];
    double uses[MEASURE_ROUNDS_MOST];
    struct figures figures;
    size_t rounds = bench->full ? 51 : 9;
    for (size_t i = 0; i < rounds; i++) {
        if (!once(base, schema, &figures, fault)) {
            return false;
        }
        reads[i] = figures.read_ms;
        uses[i] = figures.used_ms;
    }
    json_object_set_new(live, "nodes", json_integer((json_int_t)figures.nodes));
    json_object_set_new(live, "bytes", json_integer((json_int_t)figures.bytes));
    bench_put(live, "read_ms", median(reads, rounds));
    bench_put(live, "use_ms", median(uses, rounds));
    return true;
}

bool bench_live(struct bench *bench, json_t *figures, struct fault *fault)
{
    struct service service = {.sites = bench->full ? 50000 : 5000};
    struct admin_base base = {
        .context = &service, .change_number = change_number, .child = child, .data = data};
    struct schema schema;
    bench_say(bench, "the metabase of a running IISADMIN");
    fill(&service);
    if (!schema_builtin(&schema)) {
        return fault_set(fault, "no memory");
    }
    json_object_set_new(figures, "live", json_object());
    bool done = measure(bench, &base, &schema, json_object_get(figures, "live"), fault);
    schema_release(&schema);
    return done;
}
