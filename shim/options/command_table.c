#include "command_table.h"

#include <stdio.h>
#include <string.h>

#include "files/process.h"
#include "nearest.h"
#include "text/code_page.h"
#include "text/number.h"

static bool take_code_page(void *settings, const char *value, struct fault *fault)
{
    (void)settings;
    if (code_page_named(value) == 0) {
        return fault_set(fault, "expected " CODE_PAGES ", not \"%.60s\"", value);
    }
    process_choose_code_page(value);
    return true;
}

const struct option_row option_code_page = {
    .name = "code-page",
    .argument = "N",
    .help = "of text files that are neither UTF-8 nor UTF-16: " CODE_PAGES,
    .kind = OPTION_OTHER,
    .take = take_code_page,
};
const struct option_row option_help = {
    .name = "help", .letter = 'h', .help = "show this text; -h is the same"};
const struct option_row option_version = {
    .name = "version", .letter = 'V', .help = "show the version; -V is the same"};

const struct command_row command_row_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .most = 1,
    .help = "show what a command does and which options it has",
};

const struct command_row command_row_completion = {
    .name = "completion",
    .arguments = "bash|zsh|fish",
    .least = 1,
    .most = 1,
    .help = "print what makes a shell complete this tool's commands and options",
};

void command_options_each(const struct command_row *command, option_visit *visit, void *context)
{
    for (size_t i = 0; i < OPTION_TABLES_MOST && command->options[i].rows != NULL; i++) {
        const struct option_table *table = &command->options[i];
        for (const struct option_row *row = table->rows; row->name != NULL; row++) {
            visit(context, row, table->at);
        }
    }
    visit(context, &option_code_page, 0);
    visit(context, &option_help, 0);
    visit(context, &option_version, 0);
}

static bool take_word(const struct option_row *row, unsigned *chosen, const char *value,
                      struct fault *fault)
{
    size_t length;
    const char *word;
    for (unsigned i = 0; (word = option_word(row->argument, i, &length)) != NULL; i++) {
        if (length == strlen(value) && strncmp(word, value, length) == 0) {
            *chosen = i;
            return true;
        }
    }
    return option_word_refused(row->argument, value, fault);
}

static bool take_number(const struct option_row *row, unsigned *number, const char *value,
                        struct fault *fault)
{
    unsigned long read;
    bool done = parse_number(value, row->least, row->most, &read);
    *number = (unsigned)read;
    return done || fault_set(fault, "expected a number from %u to %u, not \"%.60s\"", row->least,
                             row->most, value);
}

bool option_take_value(const struct option_row *row, void *settings, const char *value,
                       struct fault *fault)
{
    void *place = (char *)settings + row->at;
    switch (row->kind) {
    case OPTION_SWITCH:
        *(bool *)place = true;
        return true;
    case OPTION_TEXT:
    case OPTION_PATH:
        *(const char **)place = value;
        return true;
    case OPTION_NUMBER:
        return take_number(row, place, value, fault);
    case OPTION_WORD:
        return take_word(row, place, value, fault);
    case OPTION_OTHER:
        break;
    }
    return row->take(settings, value, fault);
}

const char *option_word(const char *argument, size_t index, size_t *length)
{
    if (argument == NULL || strchr(argument, '|') == NULL) {
        return NULL;
    }
    for (; index > 0; index--) {
        argument = strchr(argument, '|');
        if (argument == NULL) {
            return NULL;
        }
        argument++;
    }
    *length = strcspn(argument, "|");
    return argument;
}

#define WORDS_MOST 16
#define WORD_SIZE 32

bool option_word_refused(const char *words, const char *value, struct fault *fault)
{
    char each[WORDS_MOST][WORD_SIZE];
    char list[256] = "";
    struct nearest nearest = {.typed = value, .length = strlen(value)};
    size_t count = 0;
    size_t length;
    const char *word;
    while (count < WORDS_MOST && (word = option_word(words, count, &length)) != NULL) {
        snprintf(each[count], WORD_SIZE, "%.*s", (int)length, word);
        nearest_try(&nearest, each[count++]);
    }
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s",
                 i == 0           ? ""
                 : i + 1 == count ? " or "
                                  : ", ",
                 each[i]);
    }
    return nearest.found == NULL ? fault_set(fault, "expected %s, not \"%.60s\"", list, value)
                                 : fault_set(fault, "expected %s, not \"%.60s\" (did you mean %s?)",
                                             list, value, nearest.found);
}
