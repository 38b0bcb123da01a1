/* iissubactl's commands, and the options that each takes. */
#ifndef IISSUBACTL_COMMANDS_H
#define IISSUBACTL_COMMANDS_H

#include "command.h"
#include "options/command_table.h"

extern const struct tool iissubactl;

/* What runs the command at an index; NULL for those that every tool has. */
command_function *command_at(size_t index);

/* Whether a command works on a machine, which the options have to name where this is no Windows. */
bool command_needs_machine(size_t index, const struct options *options);

#endif
