/* What the causes are looked for in, and who looks for which. */
#ifndef HOSTSIM_CAUSES_H
#define HOSTSIM_CAUSES_H

#include "findings.h"
#include "ground.h"

/* One node's logon, as it stands before it is tried. */
struct examination {
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
    const struct ground *ground;
    int64_t now;
    struct diagnosis *diagnosis;
};

/* Each notes what it finds. */
void look_at_service(struct examination *examination);
void look_at_name(struct examination *examination);
void look_at_account(struct examination *examination);
void look_at_rights(struct examination *examination);
void look_at_password(struct examination *examination); /* synchronization off */
void look_at_package(struct examination *examination);  /* on */
void look_at_other_nodes(struct examination *examination);

#endif
