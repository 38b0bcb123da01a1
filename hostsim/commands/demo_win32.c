#include <stdio.h>

#include "command.h"

const struct command_row row_demo = {
    .name = "demo",
    .arguments = "",
    .help = "the story of Q269241 (not on Windows)",
};

enum exit_code command_demo(struct command_words *words)
{
    return usage(words->command,
                 "the demo would register the package in this server's own registry; it runs on "
                 "Linux alone");
}
