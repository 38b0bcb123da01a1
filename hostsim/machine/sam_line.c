/*
 * Tells on which line of sam.json something stands, for jansson keeps no lines. The text is known
 * to be JSON.
 */
#include "sam.h"

#include <string.h>

struct scan {
    const char *at;
    unsigned line;
    size_t depth;
    size_t accounts_depth; /* the depth inside the array of accounts; 0: not reached */
    size_t element;        /* which account, inside that array */
    bool in_accounts_key;  /* the last string at depth 1 was "accounts" */
};

/* Steps over a string. Answers its text and length, without the quotes. */
static const char *skip_string(struct scan *scan, size_t *length)
{
    const char *from = ++scan->at;
    while (*scan->at != '"' && *scan->at != '\0') {
        scan->at += *scan->at == '\\' && scan->at[1] != '\0' ? 2 : 1;
    }
    *length = (size_t)(scan->at - from);
    return from;
}

static void open_container(struct scan *scan)
{
    bool is_accounts = *scan->at == '[' && scan->accounts_depth == 0 &&
                       (scan->depth == 0 || (scan->depth == 1 && scan->in_accounts_key));
    scan->depth++;
    if (is_accounts) {
        scan->accounts_depth = scan->depth;
        scan->element = 0;
    }
}

static bool is_text(const char *text, size_t length, const char *other)
{
    return strlen(other) == length && memcmp(text, other, length) == 0;
}

unsigned sam_line(const char *text, size_t account, const char *member)
{
    struct scan scan = {.at = text, .line = 1};
    for (; *scan.at != '\0'; scan.at++) {
        bool in_account = scan.accounts_depth != 0 && scan.element == account;
        bool at_account = in_account && scan.depth == scan.accounts_depth;
        size_t length;
        const char *string;
        switch (*scan.at) {
        case '\n':
            scan.line++;
            break;
        case '"':
            string = skip_string(&scan, &length);
            scan.in_accounts_key = scan.depth == 1 && is_text(string, length, "accounts");
            if (in_account && member != NULL && scan.depth == scan.accounts_depth + 1 &&
                is_text(string, length, member)) {
                return scan.line;
            }
            break;
        case '{':
        case '[':
            if (at_account && member == NULL) {
                return scan.line;
            }
            open_container(&scan);
            break;
        case '}':
        case ']':
            if (scan.depth == scan.accounts_depth) {
                return scan.line;
            }
            scan.depth--;
            break;
        case ',':
            scan.element += scan.accounts_depth != 0 && scan.depth == scan.accounts_depth;
            break;
        default:
            break;
        }
    }
    return scan.line;
}
