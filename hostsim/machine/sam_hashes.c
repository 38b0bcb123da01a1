/* Password hashes for accounts that have none, from a dump's lines (hash_line.h). */
#include "sam.h"

#include <string.h>

#include "files/text_file.h"
#include "hash_line.h"
#include "line_list.h"
#include "text/hex.h"

/* Lines that gave no hash to an account, by why. */
enum unused { UNUSED_UNKNOWN, UNUSED_SECOND, UNUSED_STATUS, UNUSED_OTHER, UNUSED_COUNT };

static const char *const unused_because[UNUSED_COUNT] = {
    [UNUSED_UNKNOWN] = "sam.json has no such account",
    [UNUSED_SECOND] = "the account has its secret already",
    [UNUSED_STATUS] = "messages",
    [UNUSED_OTHER] = "secrets that are no hashes of an account",
};

struct reading {
    struct sam *sam;
    unsigned number; /* of the line */
    unsigned counted;
    struct line_list unused[UNUSED_COUNT];
};

bool sam_parse_owf(const char *text, size_t length, unsigned char owf[OWF_SIZE])
{
    return length == 2 * OWF_SIZE && hex_read(text, owf, OWF_SIZE);
}

static bool read_field(const char *field, size_t size, const unsigned char empty[OWF_SIZE],
                       unsigned char owf[OWF_SIZE])
{
    if (hash_field_says_empty(field, size)) {
        memcpy(owf, empty, OWF_SIZE);
        return true;
    }
    return sam_parse_owf(field, size, owf);
}

/* smbpasswd(5) has "NO PASSWORD" in the LM hash's place alone; pwdump has it in both. */
static void take_hashes(struct owf_pair *owfs, const struct hash_line *line)
{
    bool lm_empty = hash_field_says_empty(line->lm, line->lm_size);
    owfs->has_lm = read_field(line->lm, line->lm_size, owf_pair_of_nothing.lm, owfs->lm);
    owfs->has_nt = read_field(line->nt, line->nt_size, owf_pair_of_nothing.nt, owfs->nt);
    if (!owfs->has_nt && lm_empty) {
        *owfs = owf_pair_of_nothing;
    }
    if (hash_field_says_empty(line->nt, line->nt_size) && owfs->has_lm &&
        memcmp(owfs->lm, owf_pair_of_nothing.lm, OWF_SIZE) != 0) {
        owfs->has_nt = false; /* beside a password's LM hash: there is no NT hash */
    }
    owf_pair_settle(owfs);
}

static struct sam_account *find(const struct sam *sam, const struct hash_line *line)
{
    char name[1024];
    if (line->name_size >= sizeof name) {
        return NULL;
    }
    memcpy(name, line->name, line->name_size);
    name[line->name_size] = '\0';
    return sam_find(sam, name);
}

static void take_account(struct reading *reading, const struct hash_line *line)
{
    struct sam_account *account = find(reading->sam, line);
    if (account == NULL) {
        line_list_add(&reading->unused[UNUSED_UNKNOWN], reading->number);
    } else if (account->owfs.has_nt || account->owfs.has_lm) {
        line_list_add(&reading->unused[UNUSED_SECOND], reading->number);
    } else {
        take_hashes(&account->owfs, line);
    }
}

static void take_line(struct reading *reading, const struct hash_line *line)
{
    reading->counted += line->kind != HASH_LINE_NOTHING;
    if (line->kind == HASH_LINE_ACCOUNT) {
        take_account(reading, line);
    } else if (line->kind != HASH_LINE_NOTHING) {
        line_list_add(
            &reading->unused[line->kind == HASH_LINE_STATUS ? UNUSED_STATUS : UNUSED_OTHER],
            reading->number);
    }
}

/* Nothing is passed over in silence: how many lines, which, and why. */
static void tell_unused(struct reading *reading, const char *path)
{
    struct buffer *notices = &reading->sam->notices;
    unsigned unused = 0;
    for (int i = 0; i < UNUSED_COUNT; i++) {
        unused += reading->unused[i].count;
    }
    if (unused > 0) {
        buffer_string(notices, path);
        buffer_print(notices, ": %u of %u lines give no hash to an account:", unused,
                     reading->counted);
    }
    const char *between = " ";
    for (int i = 0; i < UNUSED_COUNT; i++) {
        if (reading->unused[i].count > 0) {
            buffer_print(notices, "%s%s (line ", between, unused_because[i]);
            line_list_write(&reading->unused[i], notices);
            buffer_string(notices, ")");
            between = "; ";
        }
    }
    buffer_string(notices, unused > 0 ? "\n" : "");
}

static bool take_lines(struct reading *reading, const char *path, const struct decoded *text,
                       struct fault *fault)
{
    struct hash_section section = {false};
    const char *end = text->text + text->size;
    for (const char *at = text->text; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline == NULL ? end : newline;
        struct hash_line line;
        reading->number++;
        hash_line_read(at, (size_t)(stop - at), &section, &line);
        if (line.kind == HASH_LINE_WRONG) {
            return fault_set(fault, "%s:%u: expected %s", path, reading->number, line.expected);
        }
        take_line(reading, &line);
        at = stop + (newline != NULL);
    }
    tell_unused(reading, path);
    return !reading->sam->notices.no_memory || fault_set(fault, "%s: no memory", path);
}

bool sam_parse_hashes(struct sam *sam, const char *path, const struct contents *contents,
                      struct fault *fault)
{
    struct decoded text;
    struct reading reading = {.sam = sam};
    if (!text_file_decode(path, contents, &text, fault)) {
        return false;
    }
    bool done = take_lines(&reading, path, &text, fault);
    decoded_release(&text);
    for (int i = 0; i < UNUSED_COUNT; i++) {
        line_list_release(&reading.unused[i]);
    }
    return done;
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
