/*
 * hostsim's commands. Each parses its own options, and returns an exit code:
 *   0  granted, or done
 *   1  denied
 *   2  usage, or a broken input
 *   3  the package or the host failed
 */
#ifndef HOSTSIM_COMMAND_H
#define HOSTSIM_COMMAND_H

#include <stdbool.h>

#include "answer.h"

enum exit_code { EXIT_GRANTED, EXIT_DENIED, EXIT_USAGE, EXIT_HOST_FAILED };

/* A command. argv[0] is its name. Errors are reported on standard error. */
typedef enum exit_code command_function(int argc, char **argv);

command_function command_init;
command_function command_demo;
command_function command_logon;
command_function command_batch;
command_function command_probe;
command_function command_ftp;
command_function command_ftp_login;
command_function command_bench;

/* What `hostsim --help` and `hostsim COMMAND --help` print of each. */
extern const char help_init[];
extern const char help_demo[];
extern const char help_logon[];
extern const char help_batch[];
extern const char help_probe[];
extern const char help_ftp[];
extern const char help_ftp_login[];
extern const char help_bench[];

/*
 * Reads the value of --audit, "2003" or "2008". Returns EXIT_GRANTED, or EXIT_USAGE, having said
 * why, where it is neither.
 */
enum exit_code take_audit(const char *value, enum audit_style *audit);

/*
 * The exit code for a logon that was done: granted or denied; EXIT_HOST_FAILED where hostile mode
 * found something.
 */
enum exit_code answer_code(const struct logon_answer *answer);

/* Prints a fault to standard error. Returns the code. */
enum exit_code complain(enum exit_code code, const struct fault *fault);

/*
 * Prints what is wrong with the command line to standard error. format and what follows are
 * printf's. Returns EXIT_USAGE.
 */
__attribute__((format(printf, 1, 2))) enum exit_code usage(const char *format, ...);

/*
 * Reads a password from standard input: up to a line's end (LF, or CR LF), a NUL (as pam_exec sends
 * it) or the end. password has room for capacity bytes, the NUL included; the caller wipes it,
 * whatever the result. False, with the fault set, where it does not fit, or more is sent behind its
 * end; at a terminal one line is read, and nothing behind it.
 */
bool read_password(char *password, unsigned long capacity, struct fault *fault);

#endif
