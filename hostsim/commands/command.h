/*
 * hostsim's commands. Each returns an exit code:
 *   0  granted, or done
 *   1  denied
 *   2  usage, or a broken input
 *   3  the package or the host failed
 */
#ifndef HOSTSIM_COMMAND_H
#define HOSTSIM_COMMAND_H

#include <stdbool.h>

#include "answer.h"
#include "options/command_words.h"

enum exit_code { EXIT_GRANTED, EXIT_DENIED, EXIT_USAGE, EXIT_HOST_FAILED };

extern const struct tool hostsim;

/*
 * A command. words is what stands around its name; take_words() makes arguments of it. Errors are
 * reported on standard error.
 */
typedef enum exit_code command_function(struct command_words *words);

command_function command_init;
command_function command_demo;
command_function command_logon;
command_function command_batch;
command_function command_probe;
command_function command_new_package;
command_function command_ftp;
command_function command_ftp_login;
command_function command_bench;
command_function command_completion;

/* The name, arguments, options and help of each. */
extern const struct command_row row_init;
extern const struct command_row row_demo;
extern const struct command_row row_logon;
extern const struct command_row row_batch;
extern const struct command_row row_probe;
extern const struct command_row row_new_package;
extern const struct command_row row_ftp;
extern const struct command_row row_ftp_login;
extern const struct command_row row_bench;

/*
 * Takes the options out of the words into the settings of the command's tables. EXIT_GRANTED, or
 * EXIT_USAGE, having said why.
 */
enum exit_code take_words(struct command_words *words, void *settings);

/* --audit, for a member `audit` of the settings. */
#define OPTION_AUDIT(type)                                                        \
    {                                                                             \
        .name = "audit", .argument = "2003|2008",                                 \
        .help = "whose events the Security log gets (2003)", .kind = OPTION_WORD, \
        .at = offsetof(type, audit)                                               \
    }

/* --json, for a member `json` of the settings. */
#define OPTION_JSON(type)                                                    \
    {                                                                        \
        .name = "json", .help = "answer as JSON", .at = offsetof(type, json) \
    }

/* Prints an object and frees it: on one line, or as people read it. */
void print_json(json_t *json, bool one_line);

/*
 * The exit code for a logon that was done: granted or denied; EXIT_HOST_FAILED where hostile mode
 * found something.
 */
enum exit_code answer_code(const struct logon_answer *answer);

/* Prints a fault to standard error. Returns the code. */
enum exit_code complain(enum exit_code code, const struct fault *fault);

/*
 * Prints what is wrong with the command line, and where its help is, to standard error. command is
 * NULL where none is known. format and what follows are printf's. Returns EXIT_USAGE.
 */
__attribute__((format(printf, 2, 3))) enum exit_code usage(const struct command_row *command,
                                                           const char *format, ...);

/*
 * Reads a password from standard input: up to a line's end (LF, or CR LF), a NUL (as pam_exec sends
 * it) or the end. password has room for capacity bytes, the NUL included; the caller wipes it,
 * whatever the result. False, with the fault set, where it does not fit, or more is sent behind its
 * end; at a terminal one line is read, and nothing behind it.
 */
bool read_password(char *password, unsigned long capacity, struct fault *fault);

#endif
