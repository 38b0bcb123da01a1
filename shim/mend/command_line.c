#include "command_line.h"

#include <string.h>

#include "text/utf.h"

void command_line_refuse(struct command_line *line, const char *why)
{
    if (line->unfit == NULL) {
        line->unfit = why;
    }
    line->length = 0;
    line->text[0] = '\0';
}

static void put(struct command_line *line, char c)
{
    if (line->unfit == NULL && line->length + 1 >= COMMAND_LINE_MAX) {
        command_line_refuse(line,
                            "no command can be given: it would be longer than a prompt takes");
    }
    if (line->unfit == NULL) {
        line->text[line->length++] = c;
        line->text[line->length] = '\0';
    }
}

static void put_text(struct command_line *line, const char *text)
{
    for (; *text != '\0'; text++) {
        put(line, *text);
    }
}

static void put_times(struct command_line *line, char c, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put(line, c);
    }
}

/* Whether a shell takes all of a word as it is. */
static bool is_plain(const char *word, const char *marks)
{
    for (const char *at = word; *at != '\0'; at++) {
        bool letter =
            (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
        if (!letter && strchr(marks, *at) == NULL) {
            return false;
        }
    }
    return *word != '\0';
}

/* In single quotes nothing is special but their end. */
static void put_sh(struct command_line *line, const char *word)
{
    if (is_plain(word, "_./:@+,-")) {
        put_text(line, word);
        return;
    }
    put(line, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            put_text(line, "'\\''");
        } else {
            put(line, *word);
        }
    }
    put(line, '\'');
}

/* A word on its way to cmd.exe. Backslashes are held back until it is known what follows them. */
struct cmd_word {
    struct command_line *line;
    bool carets; /* cmd.exe is to see no quotes */
    bool quoted; /* the program is in quotes */
    size_t backslashes;
};

/* Adds a character that cmd.exe may not act on. */
static void put_safe(struct cmd_word *word, char c)
{
    if (word->carets && strchr("\"%^&|<>()", c) != NULL) {
        put(word->line, '^');
    }
    put(word->line, c);
}

/* Before a quote the program halves backslashes; elsewhere it takes them as they are. */
static void put_backslashes(struct cmd_word *word, bool before_quote)
{
    put_times(word->line, '\\', before_quote ? 2 * word->backslashes : word->backslashes);
    word->backslashes = 0;
}

static void quotes(struct cmd_word *word, bool wanted)
{
    if (word->quoted != wanted) {
        put_backslashes(word, word->quoted);
        put_safe(word, '"');
        word->quoted = wanted;
    }
}

static void put_cmd_character(struct cmd_word *word, char c)
{
    if (c == '\\') {
        quotes(word, true);
        word->backslashes++;
        return;
    }
    quotes(word, c != '%');
    if (c == '"') {
        put_backslashes(word, true);
        put(word->line, '\\');
    }
    put_backslashes(word, false);
    put_safe(word, c);
}

static void put_cmd(struct command_line *line, const char *text)
{
    struct cmd_word word = {.line = line, .carets = strpbrk(text, "\"%") != NULL};
    if (is_plain(text, "_./:@+-\\*$#")) {
        put_text(line, text);
        return;
    }
    quotes(&word, *text != '%');
    for (; *text != '\0'; text++) {
        put_cmd_character(&word, *text);
    }
    quotes(&word, false);
}

/* A terminal acts on these instead of taking them: C0, DEL, and C1 (which begins with C2 in UTF-8).
 */
static bool has_controls(const char *word)
{
    for (const unsigned char *at = (const unsigned char *)word; *at != '\0'; at++) {
        if (*at < 0x20 || *at == 0x7F || (at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0)) {
            return true;
        }
    }
    return false;
}

void command_line_start(struct command_line *line, enum shell shell, const char *program)
{
    *line = (struct command_line){.shell = shell};
    put_text(line, program);
}

void command_line_word(struct command_line *line, const char *word)
{
    unsigned unused;
    if (!utf8_valid(word, strlen(word), &unused)) {
        command_line_refuse(line, "no command can be given: a name in it is not UTF-8");
    } else if (has_controls(word)) {
        command_line_refuse(
            line,
            "no command can be given: a name in it has a control character, which no prompt takes");
    }
    put(line, ' ');
    if (line->shell == SHELL_SH) {
        put_sh(line, word);
    } else {
        put_cmd(line, word);
    }
}
