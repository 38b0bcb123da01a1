/*
 * sam.json: the accounts of the fake server. An array of accounts, or an object with "accounts"
 * and, if wanted, "computer" (its name; else SERVERNAME). An account:
 *
 *   name               text, required
 *   rid                number, required
 *   password           text; or
 *   nt_hash, lm_hash   32 hex digits each; none of the three: pwdump.txt or smbpasswd may have them
 *   flags              array of USER_... names; USER_NORMAL_ACCOUNT where no type is named
 *   account_expires    a time; default "never"
 *   password_last_set  a time; "never": must change at next logon; absent: now
 *   logon_hours        hex digits, 1 (days), 21, 126 or 1260 bytes; bit 0 is Sunday 00:00 GMT;
 *                      or "all"
 *   workstations       text, separated by commas, or array of text
 *   groups             array of text: names or *SIDs
 *   bad_password_count number } written back by logons
 *   bad_password_time  a time }
 *   lockout_time       a time }
 *   parameters         text   }
 */
#ifndef HOSTSIM_SAM_H
#define HOSTSIM_SAM_H

#include <jansson.h>

#include "files/files.h"
#include "lsass/credential.h"
#include "text/fault.h"
#include "text/hash_index.h"

#define SAM_DEFAULT_COMPUTER "SERVERNAME"

struct sam_account {
    const char *name; /* UTF-8 */
    uint32_t rid;
    struct owf_pair owfs;
    uint32_t flags;            /* USER_..., without the computed ones */
    int64_t expires;           /* NT time; NT_NEVER */
    int64_t password_last_set; /* 0: must change */
    unsigned char *hours;      /* NULL: no restriction */
    unsigned units_per_week;
    char *workstations;   /* comma-separated; never NULL */
    const json_t *groups; /* array of text; may be NULL */
    uint32_t bad_password_count;
    int64_t bad_password_time; /* 0: none */
    int64_t lockout_time;      /* 0: not locked out */
    char *parameters;          /* never NULL */
    json_t *json;              /* the object it came from */
};

struct sam {
    char path[4096];
    json_t *root;
    const char *computer;
    struct sam_account *accounts;
    size_t count;
    bool changed;
    struct hash_index by_name;
    struct hash_index by_rid;
};

/* Reads FOLDER/sam.json, and hashes from pwdump.txt or smbpasswd beside it. */
bool sam_read(const char *folder, struct sam *sam, struct fault *fault);
/* The same from sam.json's text alone; sam->path is set, for the fault. */
bool sam_parse(const struct contents *contents, struct sam *sam, struct fault *fault);
/* Wipes and frees. */
void sam_release(struct sam *sam);

/* After a change of an account's name or rid, or of their number, not made by a function of this.
 */
void sam_index(struct sam *sam);

/* Without case; NULL where there is none. */
struct sam_account *sam_find(const struct sam *sam, const char *name);
struct sam_account *sam_find_rid(const struct sam *sam, uint32_t rid);

/*
 * Gives the account a new password, set now; its hashes go. It can be locked out or disabled as
 * before. False where it is not UTF-8.
 */
bool sam_set_password(struct sam *sam, struct sam_account *account, const char *password,
                      struct fault *fault);

/* Notes what a logon changed; sam_save writes it, if anything was noted. */
void sam_mark_changed(struct sam *sam, struct sam_account *account);
bool sam_save(struct sam *sam, struct fault *fault);
/* The first half of it; file_commit is the second. */
bool sam_prepare(struct sam *sam, struct file_change *change, struct fault *fault);

/* For sam_read's use: room for so many accounts (false: no memory), and one that was read. */
bool sam_index_reserve(struct sam *sam, size_t accounts);
void sam_index_account(struct sam *sam, size_t item);
void sam_index_release(struct sam *sam);

/* For sam_read's use: 32 hex digits to an owf. */
bool sam_parse_owf(const char *text, size_t length, unsigned char owf[OWF_SIZE]);
/* Hashes for accounts that have none, from a pwdump or smbpasswd file; absent: nothing is done. */
bool sam_read_hashes(struct sam *sam, const char *path, struct fault *fault);
/* The same from its text alone, which is cut to pieces. */
bool sam_parse_hashes(struct sam *sam, const char *path, struct contents *contents,
                      struct fault *fault);
/* The line of an account's member in sam.json's text; member NULL: of the account. */
unsigned sam_line(const char *text, size_t account, const char *member);

#endif
