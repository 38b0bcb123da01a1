#include "hash_line.h"

#include <string.h>

#include "text/hex.h"

#define HASH_DIGITS 32
#define FIELDS_MOST 64

struct field {
    const char *text;
    size_t size;
};

struct fields {
    struct field at[FIELDS_MOST];
    size_t count;
};

static bool begins(const char *text, size_t size, const char *with)
{
    size_t length = strlen(with);
    return size >= length && memcmp(text, with, length) == 0;
}

static bool has_colon_and_blank(const char *text, size_t size)
{
    for (size_t i = 1; i < size; i++) {
        if (text[i - 1] == ':' && text[i] == ' ') {
            return true;
        }
    }
    return false;
}

static bool begins_with_one(const char *text, size_t size, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (begins(text, size, *words)) {
            return true;
        }
    }
    return false;
}

bool hash_field_says_empty(const char *field, size_t size)
{
    return begins(field, size, "NO PASSWORD");
}

bool hash_field_says_none(const char *field, size_t size)
{
    static const char *const nones[] = {"XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
                                        "********************************", NULL};
    return size == HASH_DIGITS && begins_with_one(field, size, nones);
}

static bool has_digits_alone(struct field field, int base)
{
    for (size_t i = 0; i < field.size; i++) {
        int digit = hex_digit(field.text[i]);
        if (digit < 0 || digit >= base) {
            return false;
        }
    }
    return true;
}

static bool is_hash(struct field field)
{
    return field.size == HASH_DIGITS && has_digits_alone(field, 16);
}

static bool is_hash_field(struct field field)
{
    return is_hash(field) || hash_field_says_empty(field.text, field.size) ||
           hash_field_says_none(field.text, field.size);
}

static bool is_number(struct field field)
{
    return field.size > 0 && has_digits_alone(field, 10);
}

static void split(const char *text, size_t size, struct fields *fields)
{
    fields->count = 0;
    while (fields->count < FIELDS_MOST) {
        const char *colon = memchr(text, ':', size);
        size_t length = colon == NULL ? size : (size_t)(colon - text);
        fields->at[fields->count++] = (struct field){text, length};
        if (colon == NULL) {
            return;
        }
        text = colon + 1;
        size -= length + 1;
    }
}

/* The first of two fields that stand for hashes, one behind the other; none: the count. */
static size_t pair_of_hashes(const struct fields *fields)
{
    for (size_t i = 1; i + 1 < fields->count; i++) {
        if (is_hash_field(fields->at[i]) && is_hash_field(fields->at[i + 1])) {
            return i;
        }
    }
    return fields->count;
}

static void take_account(const struct fields *fields, size_t pair, struct hash_line *line)
{
    struct field name = fields->at[0];
    size_t from = name.size;
    while (from > 0 && name.text[from - 1] != '\\') { /* DOMAIN\name */
        from--;
    }
    *line = (struct hash_line){.kind = HASH_LINE_ACCOUNT,
                               .name = name.text + from,
                               .name_size = name.size - from,
                               .lm = fields->at[pair].text,
                               .lm_size = fields->at[pair].size,
                               .nt = fields->at[pair + 1].text,
                               .nt_size = fields->at[pair + 1].size};
}

static void refuse(struct hash_line *line, const char *expected)
{
    *line = (struct hash_line){.kind = HASH_LINE_WRONG, .expected = expected};
}

/* Lines with hashes that are no dump's: what they are. NULL: none of them. */
static const char *other_list(const struct fields *fields, size_t pair)
{
    static const char *const tags[] = {"$NT$", "$LM$", NULL};
    struct field first = fields->at[0];
    struct field second = fields->count > 1 ? fields->at[1] : (struct field){"", 0};
    if (pair > 2 && pair < fields->count) {
        return "name:id:LM hash:NT hash:..., and this is a line of john --show: give the dump that "
               "john was given";
    }
    if (begins_with_one(first.text, first.size, tags) ||
        begins_with_one(second.text, second.size, tags)) {
        return "name:id:LM hash:NT hash:..., and this is a line of john's own lists: give the dump "
               "that john was given";
    }
    if (is_hash(first) || (pair == fields->count && is_hash(second))) {
        return "name:id:LM hash:NT hash:..., and this is a line of hashcat's lists, which name no "
               "account with both hashes: give the dump that they come from";
    }
    return NULL;
}

/* secretsdump's headlines, behind "[*] ": which of them have hashes of accounts below them. */
static void enter_section(const char *text, size_t size, struct hash_section *section)
{
    static const char *const others[] = {"[*] Dumping cached domain logon",
                                         "[*] Dumping LSA Secrets",
                                         "[*] Kerberos keys",
                                         "[*] ClearText passwords",
                                         "[*] DPAPI_SYSTEM",
                                         "[*] NL$KM",
                                         "[*] _SC_",
                                         "[*] DefaultPassword",
                                         "[*] ASPNET_WP_PASSWORD",
                                         NULL};
    static const char *const hashes[] = {"[*] Dumping local SAM hashes",
                                         "[*] Dumping Domain Credentials", "[*] Cleaning up", NULL};
    if (begins_with_one(text, size, others)) {
        section->other = true;
    } else if (begins_with_one(text, size, hashes)) {
        section->other = false;
    }
}

/* A message: without a colon there is no hash in it, and ": " stands in texts alone. */
static bool is_status(const char *text, size_t size)
{
    static const char *const marks[] = {"[*]", "[-]", "[+]", "[!]", NULL};
    return begins_with_one(text, size, marks) || memchr(text, ':', size) == NULL ||
           has_colon_and_blank(text, size);
}

static bool is_other_secret(const struct fields *fields)
{
    static const char *const kinds[] = {"aes256-cts-hmac-sha1-96",
                                        "aes128-cts-hmac-sha1-96",
                                        "des-cbc-md5",
                                        "des-cbc-crc",
                                        "rc4_hmac",
                                        "plain_password_hex",
                                        "CLEARTEXT",
                                        "$DCC2$",
                                        NULL};
    static const char *const names[] = {"dpapi_machinekey", "dpapi_userkey", "NL$KM", NULL};
    return fields->count > 1 && (begins_with_one(fields->at[1].text, fields->at[1].size, kinds) ||
                                 begins_with_one(fields->at[0].text, fields->at[0].size, names));
}

static void read_without_pair(const char *text, size_t size, const struct fields *fields,
                              const struct hash_section *section, struct hash_line *line)
{
    const char *list = other_list(fields, fields->count);
    if (is_other_secret(fields)) {
        line->kind = HASH_LINE_OTHER;
    } else if (section->other) {
        line->kind = begins(text, size, "[") ? HASH_LINE_STATUS : HASH_LINE_OTHER;
    } else if (list != NULL) {
        refuse(line, list);
    } else if (is_status(text, size)) {
        line->kind = HASH_LINE_STATUS;
    } else {
        refuse(line, "name:id:LM hash:NT hash:..., a hash being 32 hex digits");
    }
}

void hash_line_read(const char *text, size_t size, struct hash_section *section,
                    struct hash_line *line)
{
    struct fields fields;
    while (size > 0 && strchr(" \t\r", text[size - 1]) != NULL) {
        size--;
    }
    *line = (struct hash_line){.kind = HASH_LINE_NOTHING};
    if (size == 0 || text[0] == '#') {
        return;
    }
    enter_section(text, size, section);
    split(text, size, &fields);
    size_t pair = pair_of_hashes(&fields);
    struct field name = fields.at[0];
    bool machine = name.size > 0 && name.text[name.size - 1] == '$';
    if (pair == fields.count) {
        read_without_pair(text, size, &fields, section, line);
    } else if ((pair == 2 && is_number(fields.at[1])) || (pair == 1 && machine)) {
        take_account(&fields, pair, line);
    } else if (other_list(&fields, pair) != NULL) {
        refuse(line, other_list(&fields, pair));
    } else {
        refuse(line, "name:id:LM hash:NT hash:..., the id being a number");
    }
}
