/*
 * sam.json: the accounts of the fake server. An array of accounts, or an object with "accounts"
 * and, if wanted, "computer" (its name; else SERVERNAME) and "package_refusals_count" (true: a
 * wrong password that a package finds counts towards lockout too; no public document says whether
 * it does, and it does not where this is absent) and "ntlmv2_lifetime_hours" (how far the time of
 * an NTLMv2 response may be from the server's; absent or 0: any time will do). An account:
 *
 *   name               text, required
 *   rid                number, required
 *   password           text, at most 1024 UTF-16 units; or
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
 *   last_logon         a time } also written back, with MSV1_0_UPDATE_LOGON_STATISTICS
 *   logon_count        number }
 *   full_name, home_directory, home_directory_drive, script_path, profile_path, admin_comment,
 *   user_comment       text
 *   primary_group_id   number; 513 (DOMAIN_GROUP_RID_USERS, ntsam.h) where it is absent
 *   last_logoff, password_can_change     a time
 *   country_code, code_page              number, up to 65535
 *
 * The last block is for packages to read: USER_ALL_INFORMATION's documented fields (subauth.h).
 */
#ifndef HOSTSIM_SAM_H
#define HOSTSIM_SAM_H

#include <jansson.h>

#include "files/buffer.h"
#include "files/text_file.h"
#include "lsass/credential.h"
#include "text/fault.h"
#include "text/hash_index.h"

#define SAM_DEFAULT_COMPUTER "SERVERNAME"

/* The account's texts that no logon depends on. */
enum sam_text {
    SAM_FULL_NAME,
    SAM_HOME_DIRECTORY,
    SAM_HOME_DIRECTORY_DRIVE,
    SAM_SCRIPT_PATH,
    SAM_PROFILE_PATH,
    SAM_ADMIN_COMMENT,
    SAM_USER_COMMENT,
    SAM_TEXT_COUNT
};

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
    int64_t bad_password_time;         /* 0: none */
    int64_t lockout_time;              /* 0: not locked out */
    char *parameters;                  /* never NULL */
    const char *texts[SAM_TEXT_COUNT]; /* UTF-8; NULL: none. The object's */
    uint32_t primary_group_id;
    int64_t last_logon; /* 0: never; so are the next two */
    int64_t last_logoff;
    int64_t password_can_change;
    uint32_t logon_count; /* up to 65535, as are the next two */
    uint32_t country_code;
    uint32_t code_page;
    json_t *json; /* the object it came from */
};

struct sam {
    char path[FILE_PATH_MAX];
    json_t *root;
    const char *computer;
    struct sam_account *accounts;
    size_t count;
    size_t capacity; /* one more than was read: sam_override.h */
    bool package_refusals_count;
    int64_t ntlmv2_lifetime; /* in 100 ns; 0: the time of a response is not judged */
    bool changed;
    enum text_form form;   /* sam.json's encoding, in which it is written back */
    struct buffer notices; /* lines of dumps that were not used; a line of text each */
    struct hash_index by_name;
    struct hash_index by_rid;
};

/*
 * Reads FOLDER/sam.json, and hashes from pwdump.txt and smbpasswd beside it. Fills *sam, which the
 * caller releases. False, with file and line, where a file is broken or sam.json is missing: *sam
 * is then empty.
 */
bool sam_read(const char *folder, struct sam *sam, struct fault *fault);

/*
 * Does the same from sam.json's text alone. *sam is zeroed but for path, which is for the fault;
 * contents stays the caller's. The caller releases *sam, whatever the result.
 */
bool sam_parse(const struct contents *contents, struct sam *sam, struct fault *fault);

/*
 * Does the same from sam.json's value, which becomes the SAM's as well: the caller's reference is
 * left as it is. *sam is as above, and path says what the value is.
 */
bool sam_take(json_t *root, struct sam *sam, struct fault *fault);

/* Wipes and frees, and leaves no account. Released again, nothing happens. */
void sam_release(struct sam *sam);

/*
 * Finds accounts anew by name and rid. To be called after somebody else than a function of this
 * file changed a name, a rid or the number of accounts.
 */
void sam_index(struct sam *sam);

/*
 * Finds an account by its name, as Windows compares names: in either case. The account is the
 * SAM's. NULL where there is none.
 */
struct sam_account *sam_find(const struct sam *sam, const char *name);

/* Finds an account by its relative id. The account is the SAM's. NULL where there is none. */
struct sam_account *sam_find_rid(const struct sam *sam, uint32_t rid);

/*
 * Gives an account of the SAM a new password, set now; hashes in sam.json go, and lockout and flags
 * stay. The password is copied. sam_save writes it. False, with nothing changed, where it is too
 * long or not UTF-8.
 */
bool sam_set_password(struct sam *sam, struct sam_account *account, const char *password,
                      struct fault *fault);

/*
 * Notes what a logon changed of an account of the SAM: bad password count and time, lockout time,
 * Parameters. sam_save writes it.
 */
void sam_mark_changed(struct sam *sam, struct sam_account *account);

/* Has the next sam_save write, although nothing has changed. */
void sam_touch(struct sam *sam);

/*
 * Writes sam.json, if a change was noted; the old file is replaced whole. False where it cannot be
 * written: the old file is then unchanged, and the change stays noted.
 */
bool sam_save(struct sam *sam, struct fault *fault);

/*
 * Does the first half of sam_save, whether or not a change was noted. *change is the caller's, to
 * be committed or discarded (files.h). False where it cannot be written: there is then nothing to
 * discard.
 */
bool sam_prepare(struct sam *sam, struct file_change *change, struct fault *fault);

/*
 * For reading: makes room for accounts in all (sam_index_reserve), makes the one at an index
 * findable (sam_index_account), frees (sam_index_release). Room is reserved before an account is
 * made findable. False, without a fault, where there is no memory.
 */
bool sam_index_reserve(struct sam *sam, size_t accounts);
void sam_index_account(struct sam *sam, size_t item);
void sam_index_release(struct sam *sam);

/*
 * For reading: makes an OWF of hex digits. length is the text's, in bytes. False where it is not 32
 * hex digits; owf may then hold a part.
 */
bool sam_parse_owf(const char *text, size_t length, unsigned char owf[OWF_SIZE]);

/*
 * For reading: takes hashes for accounts that have none from a dump (hash_line.h). What lines were
 * not used, and why, is added to the notices. True also where there is no such file. False, with
 * file and line, where it is broken or another kind of list.
 */
bool sam_read_hashes(struct sam *sam, const char *path, struct fault *fault);

/* Does the same from a file's contents, which stay the caller's. path is for the fault. */
bool sam_parse_hashes(struct sam *sam, const char *path, const struct contents *contents,
                      struct fault *fault);

/*
 * For faults: the line in sam.json's text where a member of an account stands. text is JSON;
 * account is the index. member may be NULL: the line where the account begins. Where there is no
 * such member, the line where the account ends, or the text does.
 */
unsigned sam_line(const char *text, size_t account, const char *member);

#endif
