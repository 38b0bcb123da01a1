/*
 * A suite in C++, of a package that is a class of the program: built and run as consumer.c is. It
 * needs no framework: what is wrong is printed, and the exit code says how it went.
 */
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <hostsim.h>

namespace
{

struct Closed {
    void operator()(struct hostsim *host) const
    {
        hostsim_close(host);
    }
};
using Host = std::unique_ptr<struct hostsim, Closed>;

/* The package: who has no home directory stays out. */
NTSTATUS NTAPI routine(NETLOGON_LOGON_INFO_CLASS level, PVOID, ULONG, PUSER_ALL_INFORMATION user,
                       PULONG which, PULONG user_flags, PBOOLEAN authoritative,
                       PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    *which = 0;
    *user_flags = 0;
    *authoritative = TRUE;
    logoff->QuadPart = NT_NEVER;
    kickoff->QuadPart = NT_NEVER;
    if (level != NetlogonNetworkInformation) {
        return STATUS_INVALID_INFO_CLASS;
    }
    return user->HomeDirectory.Length == 0 ? STATUS_ACCOUNT_RESTRICTION : STATUS_SUCCESS;
}

Host host_with(hostsim_routine made)
{
    Host host{hostsim_new()};
    struct hostsim_routines routines {
    };
    routines.routine = made;
    if (!hostsim_add_account(host.get(), R"({"name": "me", "rid": 1001})") ||
        !hostsim_set_routines(host.get(), &routines)) {
        throw std::runtime_error(hostsim_error(host.get()));
    }
    return host;
}

} // namespace

int main()
{
    const hostsim_case right[] = {
        {.name = "no home", .user = "me", .status = STATUS_ACCOUNT_RESTRICTION},
        {.name = "a home",
         .user = "me",
         .account = R"({"home_directory": "C:\\me"})",
         .hostile = true,
         .authoritative = HOSTSIM_YES},
    };
    std::vector<hostsim_case> wrong(2);
    wrong[0].user = "me";
    wrong[0].status = STATUS_ACCOUNT_RESTRICTION;
    wrong[1].user = "me";
    Host host = host_with(routine);
    if (const char *failures = hostsim_run(host.get(), right, HOSTSIM_COUNT(right))) {
        std::fprintf(stderr, "%s\n", failures);
        return 1;
    }
    const char *failures = hostsim_run(host.get(), wrong.data(), wrong.size());
    std::size_t index = hostsim_failed(host.get(), 0);
    const hostsim_result *result = hostsim_result_of(host.get(), index);
    bool told = failures != nullptr && index == 1 && result->outcome == HOSTSIM_DIFFERS &&
                result->status == STATUS_ACCOUNT_RESTRICTION && result->failures != nullptr &&
                std::string(failures) == result->failures;
    std::puts(told ? "as expected" : "the failure is not told");
    return told ? 0 : 1;
}
