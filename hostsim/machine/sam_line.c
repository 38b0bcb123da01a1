/*
 * Tells on which line of sam.json something stands, for jansson keeps no lines. The text is known
 * to be JSON.
 */
#include "sam.h"

#include <string.h>

#define BLANKS " \t\r\n"

struct scan {
    const char *at;
    unsigned line;
    size_t depth;
    size_t accounts_depth; /* the depth inside the array of accounts; 0: not reached */
    size_t element;        /* which account, inside that array */
    bool in_accounts_key;  /* the last key was "accounts" */
};

struct key {
    const char *text; /* without the quotes */
    size_t length;
};

/* Steps over a string, to its closing quote. Whether it is a key, and not a value. */
static bool skip_string(struct scan *scan, struct key *key)
{
    key->text = ++scan->at;
    while (*scan->at != '"') {
        scan->at += *scan->at == '\\' ? 2 : 1;
    }
    key->length = (size_t)(scan->at - key->text);
    return scan->at[1 + strspn(scan->at + 1, BLANKS)] == ':';
}

static bool is_key(const struct key *key, const char *name)
{
    return strlen(name) == key->length && memcmp(key->text, name, key->length) == 0;
}

static void open_container(struct scan *scan)
{
    bool is_accounts =
        *scan->at == '[' && (scan->depth == 0 || (scan->depth == 1 && scan->in_accounts_key));
    scan->depth++;
    if (is_accounts) {
        scan->accounts_depth = scan->depth;
    }
}

unsigned sam_line(const char *text, size_t account, const char *member)
{
    struct scan scan = {.at = text, .line = 1};
    struct key key;
    for (; *scan.at != '\0'; scan.at++) {
        bool in_account = scan.accounts_depth != 0 && scan.element == account;
        if (in_account && member == NULL && strchr(BLANKS, *scan.at) == NULL) {
            return scan.line;
        }
        if (*scan.at == '\n') {
            scan.line++;
        } else if (*scan.at == '"' && skip_string(&scan, &key)) {
            scan.in_accounts_key = is_key(&key, "accounts");
            if (in_account && member != NULL && scan.depth == scan.accounts_depth + 1 &&
                is_key(&key, member)) {
                return scan.line;
            }
        } else if (*scan.at == '{' || *scan.at == '[') {
            open_container(&scan);
        } else if (*scan.at == '}' || *scan.at == ']') {
            if (scan.depth == scan.accounts_depth) {
                return scan.line;
            }
            scan.depth--;
        } else if (*scan.at == ',') {
            scan.element += scan.depth == scan.accounts_depth;
        }
    }
    return scan.line;
}
