#include "arguments.h"

bool arguments_no_path(const char *word, struct fault *fault)
{
    return fault_set(fault,
                     "\"%.300s\": this path has a character that the system's code page does not "
                     "have; use its short name (dir /x)",
                     word);
}
