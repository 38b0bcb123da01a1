#include "collect.h"

const bool collect_here = false;

/* Never called: there is no server here. */
void collect_registry(struct gathered *gathered)
{
    collect_miss(gathered, "there is no registry here");
}

void collect_policy(struct gathered *gathered)
{
    collect_miss(gathered, "there is no policy here");
}

void collect_accounts(struct gathered *gathered)
{
    collect_miss(gathered, "there are no accounts here");
}

bool collect_temporary(char folder[FILE_PATH_MAX], struct fault *fault)
{
    *folder = '\0';
    return fault_set(fault, "there is no server here");
}

void collect_remove(const char *folder)
{
    (void)folder;
}
