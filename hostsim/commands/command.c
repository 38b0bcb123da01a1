#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options/completion.h"

enum exit_code complain(enum exit_code code, const struct fault *fault)
{
    fprintf(stderr, "hostsim: %s\n", fault->text);
    return code;
}

enum exit_code usage(const struct command_row *command, const char *format, ...)
{
    va_list arguments;
    fputs("hostsim: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "; see hostsim help%s%s\n", command == NULL ? "" : " ",
            command == NULL ? "" : command->name);
    return EXIT_USAGE;
}

enum exit_code take_words(struct command_words *words, void *settings)
{
    struct fault fault;
    return command_words_take(&hostsim, words, settings, &fault)
               ? EXIT_GRANTED
               : usage(words->command, "%s", fault.text);
}

enum exit_code command_completion(struct command_words *words)
{
    struct fault fault;
    enum exit_code code = take_words(words, NULL);
    if (code != EXIT_GRANTED) {
        return code;
    }
    return completion_print(stdout, &hostsim, words->words[0], &fault)
               ? EXIT_GRANTED
               : usage(words->command, "%s", fault.text);
}

void print_json(json_t *json, bool one_line)
{
    json_dumpf(json, stdout, one_line ? 0 : JSON_INDENT(2));
    putchar('\n');
    json_decref(json);
}

bool read_password(char *password, unsigned long capacity, struct fault *fault)
{
    unsigned long length = 0;
    int c;
    setvbuf(stdin, NULL, _IONBF, 0); /* no copy stays in a buffer of the library's */
    while ((c = getchar()) != EOF && c != '\n' && c != '\0') {
        if (length + 1 == capacity) {
            return fault_set(fault, "the password is longer than %lu bytes", capacity - 1);
        }
        password[length++] = (char)c;
    }
    if (c == '\n' && length > 0 && password[length - 1] == '\r') {
        length--;
    }
    password[length] = '\0';
    /* Cut off in silence, something else than what was sent would be judged. */
    if (c != EOF && !isatty(fileno(stdin)) && getchar() != EOF) {
        return fault_set(fault, "the password has more behind its end: one line was expected");
    }
    return true;
}

enum exit_code answer_code(const struct logon_answer *answer)
{
    if (answer->hostile && answer->report.findings.count > 0) {
        return EXIT_HOST_FAILED;
    }
    return answer->result.status == STATUS_SUCCESS ? EXIT_GRANTED : EXIT_DENIED;
}
