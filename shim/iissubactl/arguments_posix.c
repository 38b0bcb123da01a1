#include "arguments.h"

/* They are what the terminal sent: UTF-8, or refused where it matters. */
bool arguments_open(int *count, char ***words)
{
    (void)count;
    (void)words;
    return true;
}

char *arguments_path(char *word)
{
    return word;
}
