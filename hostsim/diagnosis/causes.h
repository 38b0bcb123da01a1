/* What the causes are looked for in, and who looks for which. */
#ifndef HOSTSIM_CAUSES_H
#define HOSTSIM_CAUSES_H

#include "check_context.h"
#include "findings.h"

/* One node's logon, as it stands before it is tried. */
struct node_check {
    const struct machine *machine;
    const char *location;
    const char *node;   /* the location, "/" for the root */
    const char *name;   /* without a domain */
    const char *domain; /* "" for none */
    const char *secret; /* the metabase's; "" for none */
    bool encrypted;     /* only its own server can read it */
    bool sync;
    bool ftp;                          /* a node of the FTP service */
    bool system_calls;                 /* the service runs as LocalSystem */
    const char *pool;                  /* otherwise: the application pool's node */
    const struct sam_account *account; /* NULL: SAM has none of that name */
    const struct check_context *context;
    int64_t now;
    struct diagnosis *diagnosis;
};

/* Each notes what it finds. */
void check_service(struct node_check *check);
void check_name(struct node_check *check);
void check_account(struct node_check *check);
void check_rights(struct node_check *check);
void check_password(struct node_check *check); /* synchronization off */
void check_package(struct node_check *check);  /* on */
void check_other_nodes(struct node_check *check);

#endif
