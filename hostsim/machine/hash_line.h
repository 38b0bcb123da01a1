/*
 * What a line of a password dump is. Sources: pwdump's and smbpasswd(5)'s formats; what pwdump6 and
 * 7, fgdump and impacket's secretsdump print around theirs; john's and hashcat's manuals for the
 * lists that are no dumps.
 *
 *   pwdump, fgdump   name:rid:LM:NT:comment:home:
 *   secretsdump      DOMAIN\name:rid:LM:NT::: (pwdLastSet=...) (status=...)
 *                    DOMAIN\COMPUTER$:LM:NT:::   below [*] $MACHINE.ACC
 *   smbpasswd        name:uid:LM:NT:[flags]:LCT-time:
 *
 * LM and NT are 32 hex digits each. "NO PASSWORD" and whatever follows it says that the password is
 * empty, or that there is no such hash; 32 times X or * (an account that is disabled, in pwdump's
 * first version) that there is none.
 */
#ifndef HOSTSIM_HASH_LINE_H
#define HOSTSIM_HASH_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum hash_line_kind {
    HASH_LINE_NOTHING, /* empty, or a comment */
    HASH_LINE_ACCOUNT, /* an account's hashes: name, lm and nt are set */
    HASH_LINE_STATUS,  /* a banner, a headline, a message */
    HASH_LINE_OTHER,   /* a secret of another kind: LSA's, a cached logon, a Kerberos key */
    HASH_LINE_WRONG    /* refused: expected says what is wanted, and never what stands there */
};

struct hash_line {
    enum hash_line_kind kind;
    const char *name; /* without its domain; not terminated, as the next two */
    size_t name_size;
    const char *lm;
    size_t lm_size;
    const char *nt;
    size_t nt_size;
    const char *expected; /* static */
};

/* Which part of secretsdump's output the line is in. Zeroed before a file's first line. */
struct hash_section {
    bool other; /* below a headline for secrets of another kind */
};

/* Tells what a line is; it has no line end. *line points into it. */
void hash_line_read(const char *text, size_t size, struct hash_section *section,
                    struct hash_line *line);

/* Whether a field stands for an empty password; and whether for no hash. */
bool hash_field_says_empty(const char *field, size_t size);
bool hash_field_says_none(const char *field, size_t size);

#endif
