/*
 * What iissubactl asks of a machine folder beyond its registry and its metabase: accounts, and why
 * anonymous logons fail. The fake LSA answers (hostsim/diagnosis/fake_server.c), with which the
 * tool is linked; this header is all that the tool knows of it, and the one place where the two
 * meet.
 */
#ifndef IISSUBACTL_FAKE_SERVER_H
#define IISSUBACTL_FAKE_SERVER_H

#include <stdint.h>

#include "files/files.h"
#include "mend/mend.h"
#include "metabase/metabase.h"

#define FINDING_TEXT 320
#define FINDINGS_MAX 24
#define STEPS_MAX (FINDINGS_MAX + 4)

struct finding {
    const char *cause; /* a word that stays: "locked-out" */
    bool fatal;        /* the logon cannot succeed; otherwise it can, and something is wrong */
    bool unknown;      /* nothing is known to be wrong: it cannot be told here whether it is */
    char what[FINDING_TEXT];
    char evidence[FINDING_TEXT];
    struct mend mend; /* one command, or why there is none */
};

/* What a caller of LsaLogonUser is told: two NTSTATUS, and their names, which are static. */
struct told_status {
    uint32_t status;
    const char *status_name;
    uint32_t sub_status;
    const char *sub_status_name;
};

/* The same logon by the fake LSA and by Windows' own. */
struct held_against {
    const char
        *verdict; /* "agree", "differ", "not comparable"; NULL: Windows' was not to be asked */
    struct told_status fake;
    struct told_status windows; /* not where it is not comparable; why is then the reason */
    char why[FINDING_TEXT];
    bool differs;
};

/* What somebody holds, against what the service presents. */
enum agreement { AGREEMENT_SAME, AGREEMENT_OTHER, AGREEMENT_NONE, AGREEMENT_UNKNOWN };

/* What is presented for an account, and who has the same; no value is ever told. */
struct credentials {
    const char *presented; /* "password", "nothing", "encrypted", "as stored"; "unknown" */
    enum agreement stored; /* the package's store */
    bool in_sam;           /* SAM has the account; else the next is AGREEMENT_NONE */
    enum agreement sam;
    bool locked_out;
    unsigned wrong_passwords; /* so far */
    unsigned threshold;       /* at how many it is locked out; 0: never */
};

/* One node's anonymous logon: what came of it, and what is wrong with it. */
struct diagnosis {
    const char *location; /* NULL: an enrolled account was judged, for want of a metabase */
    const char *account;  /* as the metabase names it; "" for none */
    bool sync;
    struct credentials credentials;
    bool granted;
    bool untried; /* whether the logon is granted cannot be told here */
    /* "granted", "refused by the service", "not tried", or the LSA's status by its name */
    const char *logon;
    uint32_t status; /* the fake LSA's; 0 where it granted the logon, or was not asked */
    struct held_against held;
    struct finding findings[FINDINGS_MAX];
    size_t count;
    struct mend steps[STEPS_MAX]; /* the way out of all of it; each says its order */
    size_t step_count;
};

/* A machine folder, opened and locked. It writes no events, and no logon of it changes anything. */
struct fake_server;

/*
 * Whoever made a folder names the packages that a logon runs. Of these the DLL beside this program
 * is loaded alone, where the folder's file has its bytes, unless any is trusted. place is what
 * the mends are to name; its texts stay the caller's, and outlive the server. NULL, with the fault,
 * where a file of the folder is broken. What of a file was passed over is said on standard error.
 */
struct fake_server *fake_server_open(const char *folder, const struct mend_place *place,
                                     bool trusts_any, struct fault *fault);
void fake_server_close(struct fake_server *server);

/*
 * From here on each logon of a diagnosis goes through Windows' own LSA too. False where this is no
 * Windows, or its LSA takes no connection.
 */
bool fake_server_ask_windows(struct fake_server *server, struct fault *fault);

/* NULL where the folder has no MetaBase.xml. It is the server's. */
const struct metabase *fake_server_metabase(const struct fake_server *server);
/*
 * The nodes that a check of everything looks at: sites, services that have none, and what below a
 * site names its own anonymous account, password or synchronization.
 */
bool fake_server_is_checked(const struct fake_server *server, const struct metabase_node *node);
/*
 * The metabase has to be there. What is found points into the server. False: the host failed, or
 * Windows' LSA refuses this process; the fault then says how to run as LocalSystem.
 */
bool fake_server_diagnose(struct fake_server *server, const char *location,
                          struct diagnosis *diagnosis, struct fault *fault);

/*
 * Where there is no metabase: judges the account that is enrolled at an index, as though the
 * service presented what is stored. *there tells whether there is one; else the diagnosis is
 * undefined. The account's name is the server's, until the next call.
 */
bool fake_server_diagnose_enrolled(struct fake_server *server, size_t index, bool *there,
                                   struct diagnosis *diagnosis, struct fault *fault);

/* Whether sam.json has the account; else the fault says so. */
bool fake_server_has_account(const char *folder, const char *account, struct fault *fault);
/* sam.json with the account's new password, to be committed (files.h). */
bool fake_server_prepare_password(const char *folder, const char *account, const char *password,
                                  struct file_change *change, struct fault *fault);

#endif
