#include "live_path.h"

#include <string.h>

#include "text/utf.h"

bool live_path(const char *location, uint16_t path[LIVE_PATH_UNITS], struct fault *fault)
{
    const char *text = *location == '\0' ? "/" : location;
    size_t units = utf8_to_utf16(text, strlen(text), path, LIVE_PATH_UNITS - 1);
    if (units >= LIVE_PATH_UNITS) {
        return fault_set(fault, "%.60s...: the path is too long, or not UTF-8", location);
    }
    path[units] = 0;
    return true;
}
