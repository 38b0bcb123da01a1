#include "admin_base.h"

static const char *meaning(uint32_t result)
{
    static const struct {
        uint32_t result;
        const char *text;
    } meanings[] = {
        {ADMIN_PATH_NOT_FOUND, "there is no such node"},
        {ADMIN_DENIED, "access is denied; run it as an administrator"},
        {ADMIN_NO_MEMORY, "no memory"},
        {ADMIN_PATH_BUSY, "another program holds it open; close Internet Services Manager, or try "
                          "again"},
        {ADMIN_NO_DATA, "the property is not set there"},
        {0x800CC808u, "a secret cannot be stored as anything else"},
        {0x80070422u, "the IISADMIN service is disabled; enable it, or use --offline"},
        {0x8007041Du, "the IISADMIN service did not start in time"},
        {0x80080005u, "the IISADMIN service did not start"},
        {0x80040154u, "IIS is not installed; name a file with --metabase"},
        {0x800706BAu, "the IISADMIN service has ended; start it (net start iisadmin), and try "
                      "again"},
        {0x800706BEu, "the IISADMIN service ended during the call; see what is changed, and try "
                      "again"},
        {0x800706BFu, "the IISADMIN service ended before the call; start it (net start iisadmin), "
                      "and try again"},
        {0x80010108u, "the IISADMIN service has been stopped; start it (net start iisadmin), and "
                      "try again"},
    };
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (meanings[i].result == result) {
            return meanings[i].text;
        }
    }
    return "IISADMIN refuses";
}

bool admin_base_failed(struct fault *fault, const char *what, uint32_t result)
{
    return fault_set(fault, "%.200s: %s (0x%08lX)", what, meaning(result), (unsigned long)result);
}
