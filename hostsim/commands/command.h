/*
 * hostsim's commands. Each parses its own options and answers with an exit code: 0 granted (or
 * done), 1 denied, 2 usage or a broken input, 3 the package or the host failed.
 */
#ifndef HOSTSIM_COMMAND_H
#define HOSTSIM_COMMAND_H

#include <stdbool.h>

#include "answer.h"

enum exit_code { EXIT_GRANTED, EXIT_DENIED, EXIT_USAGE, EXIT_HOST_FAILED };

/* argv[0] is the command's name. */
typedef enum exit_code command_function(int argc, char **argv);

command_function command_init;
command_function command_demo;
command_function command_logon;
command_function command_batch;
command_function command_probe;
command_function command_ftp;
command_function command_ftp_login;
command_function command_bench;

/* What --help says of each. */
extern const char help_init[];
extern const char help_demo[];
extern const char help_logon[];
extern const char help_batch[];
extern const char help_probe[];
extern const char help_ftp[];
extern const char help_ftp_login[];
extern const char help_bench[];

/* --audit's value. */
enum exit_code take_audit(const char *value, enum audit_style *audit);

/* Granted or denied; the package failed, where hostile mode found something. */
enum exit_code answer_code(const struct logon_answer *answer);

/* Says what is wrong on standard error, and gives back the code. */
enum exit_code complain(enum exit_code code, const struct fault *fault);
__attribute__((format(printf, 1, 2))) enum exit_code usage(const char *format, ...);

/*
 * A password from standard input: up to a line's end, a NUL (as pam_exec sends it) or the end.
 * False where it is longer than the buffer.
 */
bool read_password(char *password, unsigned long capacity);

#endif
