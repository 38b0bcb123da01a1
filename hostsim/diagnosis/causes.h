/*
 * The causes of a failing anonymous logon: what they are looked for in, and who looks for which
 * (Q201851, Q259353, Q218756, Q332167).
 */
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
    bool web;                                /* of the Web service */
    enum logon_caller caller;                /* as whom the service runs */
    const char *pool;                        /* its application pool's node; NULL: it has none */
    const struct sam_account *account;       /* NULL: SAM has none of that name */
    const struct snapshot_account *enrolled; /* it is judged by itself, for want of a metabase: what
                                                is stored counts as presented; NULL: a node is */
    const struct check_context *context;
    const struct mend_place *place; /* what a mend is to name */
    int64_t now;
    struct diagnosis *diagnosis;
};

/*
 * Each looks for causes of one kind, and adds what it finds to check->diagnosis. *check is filled;
 * its account may be NULL. What is in it stays the caller's.
 */
void check_service(struct node_check *check);     /* the service's own settings */
void check_server(struct node_check *check);      /* what holds for all accounts of the server */
void check_content(struct node_check *check);     /* content that the logon's token cannot reach */
void check_name(struct node_check *check);        /* the account's name, and whether SAM has it */
void check_account(struct node_check *check);     /* the account's state and restrictions */
void check_rights(struct node_check *check);      /* user rights */
void check_password(struct node_check *check);    /* the password, with synchronization off */
void check_filter(struct node_check *check);      /* Auth0's, with synchronization off */
void check_package(struct node_check *check);     /* package and store, with synchronization on */
void check_other_nodes(struct node_check *check); /* other nodes with another password */
void check_unseen(struct node_check *check); /* an enrolled account's password, with synchronization
                                                off */

/* Tells of an account what is presented, and who has the same: check->diagnosis->credentials. */
void note_credentials(struct node_check *check);

/* Whether the OWFs are those of the metabase's password. False where that is encrypted. */
bool check_same_secret(const struct node_check *check, const struct owf_pair *held);

/* What the package's store has for the account; NULL: nothing. */
const struct snapshot_account *check_enrolled(const struct node_check *check);

#endif
