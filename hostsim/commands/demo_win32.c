#include <stdio.h>

#include "command.h"

const char help_demo[] =
    "  demo                                           the story of Q269241 (not on Windows)\n";

enum exit_code command_demo(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return usage("the demo would register the package in this server's own registry; it runs on "
                 "Linux alone");
}
