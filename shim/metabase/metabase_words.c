#include "metabase_words.h"

#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "text/utf.h"

void metabase_add_value(struct buffer *text, const char *value, const char *line_end)
{
    for (; *value != '\0'; value++) {
        switch (*value) {
        case '&':
            buffer_string(text, "&amp;");
            break;
        case '<':
            buffer_string(text, "&lt;");
            break;
        case '>':
            buffer_string(text, "&gt;");
            break;
        case '"':
            buffer_string(text, "&quot;");
            break;
        case '\t': /* as they are, a reader would make spaces and line ends of them */
        case '\r':
            buffer_print(text, "&#%d;", *value);
            break;
        case '\n':
            buffer_string(text, line_end == NULL ? "&#10;" : line_end);
            buffer_string(text, line_end == NULL ? "" : "\t\t\t");
            break;
        default:
            buffer_char(text, *value);
            break;
        }
    }
}

bool metabase_value_fits(const char *value)
{
    unsigned line;
    for (const char *at = value; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' && *at != '\t' && *at != '\n') {
            return false;
        }
    }
    return utf8_valid(value, strlen(value), &line) && strstr(value, "\xEF\xBF\xBE") == NULL &&
           strstr(value, "\xEF\xBF\xBF") == NULL;
}

struct word {
    const char *name;
    unsigned number;
};

static const struct word attribute_words[] = {{"INHERIT", ATTRIBUTE_INHERIT},
                                              {"PARTIAL_PATH", ATTRIBUTE_PARTIAL_PATH},
                                              {"SECURE", ATTRIBUTE_SECURE},
                                              {"REFERENCE", ATTRIBUTE_REFERENCE},
                                              {"VOLATILE", ATTRIBUTE_VOLATILE},
                                              {"INSERT_PATH", ATTRIBUTE_INSERT_PATH},
                                              {NULL, 0}};

static const struct word user_type_words[] = {{"IIS_MD_UT_SERVER", USER_TYPE_SERVER},
                                              {"IIS_MD_UT_FILE", USER_TYPE_FILE},
                                              {"IIS_MD_UT_WAM", USER_TYPE_WAM},
                                              {"ASP_MD_UT_APP", USER_TYPE_ASP},
                                              {NULL, 0}};

/* What a word stands for, or the number that it is; 0 where it is neither. */
static unsigned number_of(const struct word *words, const char *text, size_t length)
{
    for (; words->name != NULL; words++) {
        if (strlen(words->name) == length && strncmp(text, words->name, length) == 0) {
            return words->number;
        }
    }
    return (unsigned)strtoul(text, NULL, 10);
}

unsigned metabase_attributes_named(const char *text)
{
    unsigned attributes = 0;
    for (const char *at = text; at != NULL && *at != '\0';) {
        at += strspn(at, " |");
        size_t length = strcspn(at, " |");
        attributes |= number_of(attribute_words, at, length);
        at += length;
    }
    return attributes;
}

unsigned metabase_user_type_named(const char *text)
{
    return text == NULL ? 0 : number_of(user_type_words, text, strlen(text));
}

void metabase_add_attributes(struct buffer *text, unsigned attributes)
{
    const char *between = "";
    for (const struct word *word = attribute_words; word->name != NULL; word++) {
        if ((attributes & word->number) != 0) {
            buffer_string(text, between);
            buffer_string(text, word->name);
            between = " | ";
        }
    }
    if (*between == '\0') {
        buffer_string(text, "NO_ATTRIBUTES");
    }
}

void metabase_add_user_type(struct buffer *text, unsigned user_type)
{
    for (const struct word *word = user_type_words; word->name != NULL; word++) {
        if (word->number == user_type) {
            buffer_string(text, word->name);
            return;
        }
    }
    buffer_print(text, "%u", user_type);
}

bool metabase_is_number(const char *value)
{
    return *value != '\0' && strspn(value, "0123456789") == strlen(value);
}

const char *metabase_bool_of_number(const char *value)
{
    if (!metabase_is_number(value)) {
        return value;
    }
    return value[strspn(value, "0")] == '\0' ? "FALSE" : "TRUE";
}
