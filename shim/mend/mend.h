/*
 * Mends: what to do about a fault, as a command that does what it says when it is pasted. All
 * commands that the tools propose are made here, one function a kind.
 *
 * iissubactl's own run where the tool was called, on the same machine folder. Those of Windows
 * (net, ntrights of the Resource Kit) run on the server itself: where a machine folder was looked
 * at, that is the server that it was made from.
 */
#ifndef IISSUBA_MEND_H
#define IISSUBA_MEND_H

#include "command_line.h"

/* Which of several mends comes first: an account has to be there before its password is set. */
enum mend_order {
    MEND_ACCOUNT,    /* the account is made */
    MEND_SETTING,    /* what IIS is to do */
    MEND_PACKAGE,    /* the package, and its stack */
    MEND_PASSWORD,   /* passwords, in SAM, the metabase and the package's store */
    MEND_RESTRICTION /* what keeps the account out; a lockout last, when no password is wrong */
};

struct mend {
    char command[COMMAND_LINE_MAX]; /* one line for a prompt, UTF-8; "" where there is none */
    const char *why_none;           /* then: why not, for a person; static. NULL: there is one */
    bool on_server;                 /* for cmd.exe on the real server, not for the prompt here */
    enum mend_order order;
};

/* What the tool was told to work on, to be told again. All NULL: this Windows server. */
struct mend_place {
    const char *machine;  /* --machine */
    const char *metabase; /* --metabase */
};

/* The lists of words that mend_tool takes. */
#define MEND_WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define MEND_NO_OPTIONS ((const char *const[]){NULL})

/* The shell at whose prompt the tool was called. */
extern const enum shell mend_prompt;

/*
 * iissubactl with a command and its arguments, and options, both lists that end in NULL. An
 * argument may begin with a dash. (MEND_SETTING)
 */
void mend_tool(struct mend *mend, const struct mend_place *place, const char *const words[],
               const char *const options[]);

/*
 * A command of Windows' own, as "reg" or "net", and its words. What a program makes of a word that
 * looks like a switch of its own is the caller's care. (MEND_SETTING)
 */
void mend_windows(struct mend *mend, const struct mend_place *place, const char *program,
                  const char *const words[]);

/* iissubactl put NODE/PROPERTY VALUE --apply. node is "/" or a location. */
void mend_put(struct mend *mend, const struct mend_place *place, const char *node,
              const char *property, const char *value);
void mend_toggle_off(struct mend *mend, const struct mend_place *place, const char *node);
/* iissubactl sync Anonymous ACCOUNT --apply */
void mend_sync(struct mend *mend, const struct mend_place *place, const char *account);
/* iissubactl import: the store gets what the metabase holds. */
void mend_import(struct mend *mend, const struct mend_place *place);
/* The same two on the server itself, whose IIS can read what it encrypted, and replace it. */
void mend_sync_on_server(struct mend *mend, const char *account);
void mend_import_on_server(struct mend *mend);
void mend_set(struct mend *mend, const struct mend_place *place, const char *account);
void mend_register(struct mend *mend, const struct mend_place *place);
void mend_stack_reset(struct mend *mend, const struct mend_place *place);
/* iissubactl stack "sufficient metabase" "sufficient caller" */
void mend_believe_caller(struct mend *mend, const struct mend_place *place);

/*
 * net user ACCOUNT SWITCH, where the switch is one word as "/active:yes". net takes a word that
 * begins with a slash for a switch, and "*" for a question; no account of Windows has a name with
 * these in it (NetUserAdd's page), and there is no command for one.
 */
void mend_net_user(struct mend *mend, const struct mend_place *place, const char *account,
                   const char *change);
/* net user ACCOUNT * /add /expires:never, which asks for the password. */
void mend_net_user_add(struct mend *mend, const struct mend_place *place, const char *account);
/* net localgroup GROUP ACCOUNT /delete */
void mend_leave_group(struct mend *mend, const struct mend_place *place, const char *group,
                      const char *account);

/* ntrights -u HOLDER +r RIGHT, or -r. A holder is one account or group. */
void mend_right(struct mend *mend, const struct mend_place *place, const char *holder, bool grant,
                const char *right);

/*
 * reg add of a number to Lsa's own key, and reg delete of a value of a key below it. reg is
 * Windows' own from XP on, and the Resource Kit's before.
 */
void mend_lsa_number(struct mend *mend, const struct mend_place *place, const char *value,
                     unsigned number);
void mend_lsa_delete(struct mend *mend, const struct mend_place *place, const char *key,
                     const char *value);

/* hostsim logon --machine DIR --user ACCOUNT --json; on this server: iissubactl collect. */
void mend_look_closer(struct mend *mend, const struct mend_place *place, const char *account);

/* iissubactl check NODE --trust-package, which tells what was not tried. */
void mend_trust_package(struct mend *mend, const struct mend_place *place, const char *node);

/* There is no command: why is static text, "no command can be given: ...". */
void mend_none(struct mend *mend, const char *why);

/* The command, or why there is none: what a person is told. */
const char *mend_text(const struct mend *mend);

#endif
