#include "arguments.h"

/* They are what the terminal sent: UTF-8, or refused where it matters. */
bool arguments_open(int *count, char ***words, struct fault *fault)
{
    (void)count;
    (void)words;
    (void)fault;
    return true;
}

char *arguments_path(char *word)
{
    return word;
}

/* There "/?" is the name of a file. */
bool arguments_ask_help(const char *word)
{
    (void)word;
    return false;
}
