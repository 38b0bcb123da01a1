#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files/console.h"
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

/* Up to an end, whichever it is; *end is the last character. False where it does not fit. */
static bool read_line(char *password, unsigned long capacity, int *end)
{
    unsigned long length = 0;
    while ((*end = getchar()) != EOF && *end != '\n' && *end != '\0') {
        if (length + 1 == capacity) {
            return false;
        }
        password[length++] = (char)*end;
    }
    if (*end == '\n' && length > 0 && password[length - 1] == '\r') {
        length--;
    }
    password[length] = '\0';
    return true;
}

bool read_password(char *password, unsigned long capacity, struct fault *fault)
{
    bool terminal = console_is_terminal();
    int end;
    setvbuf(stdin, NULL, _IONBF, 0); /* no copy stays in a buffer of the library's */
    if (terminal) {
        console_echo(false); /* before the prompt: what is typed at it is not thrown away */
        fputs("Password: ", stderr);
        fflush(stderr);
    }
    bool fits = read_line(password, capacity, &end);
    if (terminal) {
        console_echo(true);
        fputc('\n', stderr);
    }
    if (!fits) {
        return fault_set(fault, "the password is longer than %lu bytes", capacity - 1);
    }
    /* Cut off in silence, something else than what was sent would be judged. */
    if (end != EOF && !terminal && getchar() != EOF) {
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
