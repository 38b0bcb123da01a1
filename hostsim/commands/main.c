/* The fake LSA: commands and help. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "files/arguments.h"
#include "files/output.h"
#include "files/process.h"
#include "text/code_page.h"
#include "version.h"

static const struct {
    const char *name;
    command_function *run;
    const char *help;
} commands[] = {
    {"init", command_init, help_init},
    {"demo", command_demo, help_demo},
    {"logon", command_logon, help_logon},
    {"batch", command_batch, help_batch},
    {"probe", command_probe, help_probe},
    {"ftp", command_ftp, help_ftp},
    {"ftp-login", command_ftp_login, help_ftp_login},
    {"bench", command_bench, help_bench},
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void help(FILE *out)
{
    fputs("usage: hostsim COMMAND [OPTION...]\n\n"
          "A fake LSA for MSV1_0 subauthentication packages.\n\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "%s\n", commands[i].help);
    }
    fputs(
        "  --help, --version (-V)\n"
        "  --code-page N    before the command: the code page of text files that are neither\n"
        "                   UTF-8 nor UTF-16: " CODE_PAGES "\n\n"
        "A logon loads the package that the folder names, or that you name, and its code runs as\n"
        "you: take folders from those you trust. iissubactl check loads none but its own.\n\n"
        "Exit: 0 granted or done; 1 denied; 2 usage or a broken input; 3 the package or the\n"
        "host failed.\n",
        out);
}

/* Whether a word is an option whose value is a path; options may be cut short. */
static bool takes_path(const char *word)
{
    static const char *const options[] = {"--machine", "--package", "--record", "--port-file"};
    size_t length = strcspn(word, "=");
    for (size_t i = 0; length > 2 && i < sizeof options / sizeof options[0]; i++) {
        if (strncmp(options[i], word, length) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * Makes the words that are paths such as the C runtime takes them: values of those options, and
 * init's and probe's own. The first that cannot be is *wrong.
 */
static bool make_paths(int count, char **words, const char **wrong)
{
    bool own = strcmp(words[0], "init") == 0 || strcmp(words[0], "probe") == 0;
    for (int i = 1; i < count; i++) {
        bool is_value = i > 1 && takes_path(words[i - 1]) && strchr(words[i - 1], '=') == NULL;
        bool has_value = takes_path(words[i]) && strchr(words[i], '=') != NULL;
        if (is_value || has_value || (own && words[i][0] != '-')) {
            *wrong = words[i];
            words[i] = arguments_path(words[i]);
        }
        if (words[i] == NULL) {
            return false;
        }
    }
    return true;
}

static enum exit_code tool(int argc, char **argv)
{
    const char *wrong = NULL;
    if (argc > 1 && strcmp(argv[1], "--code-page") == 0) {
        if (argc == 2 || code_page_named(argv[2]) == 0) {
            return usage("--code-page takes " CODE_PAGES "%s%s", argc == 2 ? "" : ", not ",
                         argc == 2 ? "" : argv[2]);
        }
        process_choose_code_page(argv[2]);
        argc -= 2;
        argv += 2;
    }
    if (argc < 2) {
        help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        help(stdout);
        return EXIT_GRANTED;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts("hostsim " IISSUBA_VERSION);
        return EXIT_GRANTED;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, argv[1]) != 0) {
            continue;
        }
        if (argc > 2 && strcmp(argv[2], "--help") == 0) {
            fputs(commands[i].help, stdout);
            return EXIT_GRANTED;
        }
        if (!make_paths(argc - 1, argv + 1, &wrong)) {
            return usage("%s: this path has a character that the system's code page does not have; "
                         "use its short name (dir /x)",
                         wrong);
        }
        return commands[i].run(argc - 1, argv + 1);
    }
    return usage("no such command: %s", argv[1]);
}

int main(int argc, char **argv)
{
    struct fault fault;
    process_keep_no_core();
    output_make_printable();
    return arguments_open(&argc, &argv, &fault) ? (int)tool(argc, argv)
                                                : (int)complain(EXIT_USAGE, &fault);
}
