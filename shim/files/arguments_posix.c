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
