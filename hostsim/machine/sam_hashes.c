/*
 * Password hashes from the two files that administrators have:
 *   pwdump     name:rid:LM:NT:comment:home:
 *   smbpasswd  name:uid:LM:NT:[flags]:LCT-time:      (smbpasswd(5))
 * 32 hex digits each. "NO PASSWORD", and whatever follows it, in a hash's place says that the
 * password is empty: smbpasswd(5) has it in the LM hash's, and `smbpasswd -n` writes it there
 * alone; pwdump has it in both, with stars behind it, and in the LM hash's also beside an NT hash,
 * where an account has no LM hash. Anything else, as 32 times X, says that there is none.
 */
#include "sam.h"

#include <string.h>

#include "files/files.h"
#include "text/hex.h"

#define FIELDS 4

bool sam_parse_owf(const char *text, size_t length, unsigned char owf[OWF_SIZE])
{
    return length == 2 * OWF_SIZE && hex_read(text, owf, OWF_SIZE);
}

/* Cuts a line at its colons into fields. False where there are too few. */
static bool split(char *line, char *fields[FIELDS])
{
    for (size_t i = 0; i < FIELDS; i++) {
        char *colon = strchr(line, ':');
        if (colon == NULL) {
            return false;
        }
        *colon = '\0';
        fields[i] = line;
        line = colon + 1;
    }
    return true;
}

static bool says_empty(const char *field)
{
    return strncmp(field, "NO PASSWORD", strlen("NO PASSWORD")) == 0;
}

static bool read_field(const char *field, const unsigned char empty[OWF_SIZE],
                       unsigned char owf[OWF_SIZE])
{
    if (says_empty(field)) {
        memcpy(owf, empty, OWF_SIZE);
        return true;
    }
    return sam_parse_owf(field, strlen(field), owf);
}

static void take(struct sam *sam, char *const fields[FIELDS])
{
    struct sam_account *account = sam_find(sam, fields[0]);
    if (account == NULL || account->owfs.has_nt || account->owfs.has_lm) {
        return;
    }
    struct owf_pair *owfs = &account->owfs;
    owfs->has_lm = read_field(fields[2], owf_pair_of_nothing.lm, owfs->lm);
    owfs->has_nt = read_field(fields[3], owf_pair_of_nothing.nt, owfs->nt);
    if (!owfs->has_nt && says_empty(fields[2])) {
        *owfs = owf_pair_of_nothing;
    }
    if (says_empty(fields[3]) && owfs->has_lm &&
        memcmp(owfs->lm, owf_pair_of_nothing.lm, OWF_SIZE) != 0) {
        owfs->has_nt = false; /* beside a password's LM hash: there is no NT hash */
    }
    owf_pair_settle(owfs);
}

bool sam_parse_hashes(struct sam *sam, const char *path, struct contents *contents,
                      struct fault *fault)
{
    unsigned number = 1;
    if (memchr(contents->text, '\0', contents->size) != NULL) {
        return fault_set(fault, "%s: expected text, without NUL", path);
    }
    for (char *line = contents->text; line != NULL && *line != '\0'; number++) {
        char *fields[FIELDS];
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        if (*line == '#' || *line == '\r' || *line == '\0') {
            /* a comment or an empty line */
        } else if (split(line, fields)) {
            take(sam, fields);
        } else {
            return fault_set(fault, "%s:%u: expected name:id:LM hash:NT hash:...", path, number);
        }
        line = end == NULL ? NULL : end + 1;
    }
    return true;
}

bool sam_read_hashes(struct sam *sam, const char *path, struct fault *fault)
{
    struct contents contents;
    enum file_found found = file_read(path, &contents, fault);
    if (found != FILE_READ) {
        return found == FILE_ABSENT;
    }
    bool done = sam_parse_hashes(sam, path, &contents, fault);
    contents_release(&contents);
    return done;
}
