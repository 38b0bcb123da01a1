/*
 * IIS's metabase as MetaBase.xml holds it: a flat list of elements, one a node, with properties as
 * attributes or as <Custom> children. It is read in one pass. Kept are services, sites and
 * application pools, and whatever sets one of the properties below. Nothing is fetched, and no DTD
 * is allowed.
 *
 * Sources: the IIS 6.0 documentation (metabase structure, property reference), iiscnfg.h for the
 * identifiers, XML 1.0.
 */
#ifndef IISSUBA_METABASE_H
#define IISSUBA_METABASE_H

#include <stdbool.h>
#include <stddef.h>

#include "metabase_text.h"
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
    LOGON_METHOD,            /* 6013: how W3SVC logs on with synchronization off; default 3 */
    IIS5_ISOLATION_MODE,     /* 9203, of /LM/W3SVC: Web applications are LocalSystem's */
    AUTH_FLAGS,              /* 6000: how the Web service lets clients in; default AuthAnonymous */
    CONTENT_PATH,            /* 3001, "Path": where the content is */
    PROPERTY_COUNT
};

/* What is kept of a metabase: much of a large one is of no account. */
enum metabase_wanted {
    METABASE_ACCOUNTS, /* the properties of accounts, those before APP_POOL_ID */
    METABASE_ALL
};

#define AUTH_ANONYMOUS 1 /* AuthFlags' AuthAnonymous (iiscnfg.h, MD_AUTH_ANONYMOUS) */

struct property_schema {
    const char *name;
    unsigned id;
    enum metabase_type type;
    unsigned attributes;
    unsigned user_type;
    const char *absent; /* the schema's default, as text */
};
extern const struct property_schema property_schema[PROPERTY_COUNT];

/*
 * A node. Of an export, what the node inherits from nodes that are not in the file is among its
 * values, where it does not set them.
 */
struct metabase_node {
    char *location; /* "/LM/MSFTPSVC/1"; the root is "" */
    bool is_set;    /* the node itself was read */
    bool inherits;  /* what it inherits was read */
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

/*
 * Reads a metabase's text. Fills *metabase, which the caller releases. False, with name and line,
 * where it cannot be read, is not a metabase, names a node twice, or there is no memory: *metabase
 * is then empty.
 */
bool metabase_read(const struct metabase_text *text, enum metabase_wanted wanted,
                   struct metabase *metabase, struct fault *fault);

/* Wipes and frees, and leaves an empty metabase. */
void metabase_release(struct metabase *metabase);

/*
 * Finds a node by its location. ASCII letters match in either case, as IIS takes paths; slashes at
 * the end do not count. The node is the metabase's. NULL where none of that location is kept.
 */
const struct metabase_node *metabase_find(const struct metabase *metabase, const char *location);

/* What is in force, and where it comes from. */
struct effective {
    const char *value;                /* never NULL; "" for an unset string */
    const struct metabase_node *from; /* NULL: the schema's default */
};

/*
 * What is in force for a property at a location: what the node sets, or its nearest ancestor, or
 * the schema's default. The location need not be a node that is kept. The result points into the
 * metabase, or to static text. metabase_effective_bool: whether that is TRUE. (IIS 6.0
 * documentation, "Metabase Property Inheritance")
 */
struct effective metabase_effective(const struct metabase *metabase, const char *location,
                                    enum property property);
bool metabase_effective_bool(const struct metabase *metabase, const char *location,
                             enum property property);

/*
 * Whether a property that is made of flags has one of them, at a location as metabase_effective
 * takes it: by its word in "A | B", or by its bit in a number, which stands where the schema has no
 * name (iiscnfg.h).
 */
bool metabase_effective_flag(const struct metabase *metabase, const char *location,
                             enum property property, const char *word, unsigned long bit);

/*
 * Whether a location is one that clients are served from: a service ("/LM/MSFTPSVC",
 * "/LM/W3SVC"), or below it a site, whose name is a number, and what the site holds. What else a
 * service has (Info with its templates, Filters, AppPools) serves nobody. (IIS 6.0 documentation,
 * "Metabase Structure")
 */
bool metabase_serves(const char *location);

/*
 * Whether a value is a secure one under its own server's key, which only that server can read:
 * lower-case hex digits that begin with 49634462.
 */
bool metabase_encrypted(const char *value);

/*
 * Whether a value begins as such a value does, or as the key itself (49634b62): it is not to be
 * shown, whatever it is.
 */
bool metabase_cipher(const char *value);

#endif
