#include "net.h"

#include <stdlib.h>
#include <string.h>

#define PORT_DIGITS 5

static bool parse_port(const char *text, unsigned *port)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > PORT_DIGITS || text[digits] != '\0') {
        return false;
    }
    *port = (unsigned)strtoul(text, NULL, 10);
    return *port <= 65535;
}

bool net_address_parse(const char *text, struct net_address *address, struct fault *fault)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon == NULL ? 0 : (size_t)(colon - text);
    if (colon == NULL || length >= sizeof address->host || !parse_port(colon + 1, &address->port)) {
        return fault_set(fault,
                         "%s: expected ADDRESS:PORT, as 127.0.0.1:2121, with a port from 0 to "
                         "65535",
                         text);
    }
    if (length >= 2 && text[0] == '[' && text[length - 1] == ']') {
        text++;
        length -= 2;
    }
    memcpy(address->host, text, length);
    address->host[length] = '\0';
    return true;
}
