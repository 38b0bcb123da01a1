#include "command.h"

const struct command_row row_bench = {
    .name = "bench",
    .arguments = "",
    .help = "what a logon costs (not on Windows)",
};

enum exit_code command_bench(struct command_words *words)
{
    return usage(words->command,
                 "bench would enrol a million accounts in this server's own registry; it runs on "
                 "Linux alone");
}
