#include "service.h"

static bool none_here(struct fault *fault)
{
    return fault_set(fault,
                     "the service is one of Windows; here, have your own service manager run "
                     "iissubactl --machine DIR watch");
}

bool service_install(bool *added, struct fault *fault)
{
    *added = false;
    return none_here(fault);
}

bool service_remove(bool *was_there, struct fault *fault)
{
    *was_there = false;
    return none_here(fault);
}

bool service_start(struct fault *fault)
{
    return none_here(fault);
}

bool service_stop(struct fault *fault)
{
    return none_here(fault);
}

bool service_ask(enum service_state *state, struct fault *fault)
{
    *state = SERVICE_IS_ABSENT;
    return none_here(fault);
}

bool service_run(void (*work)(void), struct fault *fault)
{
    (void)work;
    return none_here(fault);
}
