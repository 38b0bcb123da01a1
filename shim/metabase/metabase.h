/*
 * IIS's metabase as MetaBase.xml holds it (IIS 6.0; facts 3): a flat list of elements, one a node,
 * properties as attributes or as <Custom> children. Read in one pass; kept are the services and
 * sites, and whatever sets one of the properties below. Nothing is fetched, no DTD is allowed.
 */
#ifndef IISSUBA_METABASE_H
#define IISSUBA_METABASE_H

#include <stdbool.h>
#include <stddef.h>

#include "schema.h"
#include "text/fault.h"
#include "text/hash_index.h"

/* All inherit: a node without one takes its nearest ancestor's, then the schema's default. */
enum property {
    ANONYMOUS_USER_NAME,     /* 6020 */
    ANONYMOUS_USER_PASS,     /* 6021, secure */
    ANONYMOUS_PASSWORD_SYNC, /* 6022, default TRUE */
    ALLOW_ANONYMOUS,         /* 5005, default TRUE */
    ANONYMOUS_ONLY,          /* 5006, default FALSE */
    WAM_USER_NAME,           /* 7501 */
    WAM_USER_PASS,           /* 7502, secure */
    UNC_USER_NAME,           /* 3002 */
    UNC_PASSWORD,            /* 3003, secure */
    APP_POOL_ID,             /* 9101: which pool's process serves a Web node (IIS 6.0) */
    APP_POOL_IDENTITY_TYPE,  /* 9021: 0 LocalSystem, 1 LocalService, 2 NetworkService, 3 a user */
    PROPERTY_COUNT
};

struct property_schema {
    const char *name;
    unsigned id;
    enum metabase_type type;
    bool secure;
    const char *absent; /* the schema's default, as text */
};
extern const struct property_schema property_schema[PROPERTY_COUNT];

struct metabase_node {
    char *location; /* "/LM/MSFTPSVC/1"; the root is "" */
    char *key_type; /* IIsFtpServer, ... */
    unsigned long line;
    char *values[PROPERTY_COUNT]; /* UTF-8; NULL where not set here */
};

struct metabase {
    struct metabase_node *nodes; /* in the file's order */
    size_t count;
    size_t capacity;
    struct hash_index by_location;
};

/* False, with file and line, where it is not a metabase. The caller releases it. */
bool metabase_read(const char *path, struct metabase *metabase, struct fault *fault);
/* Wipes and frees. */
void metabase_release(struct metabase *metabase);

/* Without case, as IIS takes paths; NULL where it is not kept. */
const struct metabase_node *metabase_find(const struct metabase *metabase, const char *location);

struct effective {
    const char *value;                /* never NULL; "" for an unset string */
    const struct metabase_node *from; /* NULL: the schema's default */
};
struct effective metabase_effective(const struct metabase *metabase, const char *location,
                                    enum property property);
bool metabase_effective_bool(const struct metabase *metabase, const char *location,
                             enum property property);

/* A secure value under its own server's key: only that server can read it. */
bool metabase_encrypted(const char *value);
/* Begins as such a value does, or as the key itself: not to be shown, whatever it is. */
bool metabase_cipher(const char *value);

#endif
