#include "command.h"

const char help_bench[] =
    "  bench                                          what a logon costs (not on Windows)\n";

enum exit_code command_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return usage("bench would enrol a million accounts in this server's own registry; it runs on "
                 "Linux alone");
}
