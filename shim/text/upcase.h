/*
 * Upper case of one UTF-16 code unit, as account names are compared and as NTOWFv2 needs it
 * (MS-NLMP 3.3.2). On Windows ntdll's table decides, which is SAM's own (RtlUpcaseUnicodeChar).
 * Elsewhere a table of Windows 2000 and XP does (upcase_table.h): later Unicode maps more letters,
 * and final sigma no longer, so that a user's NTLMv2 key would be another than the server's.
 */
#ifndef IISSUBA_UPCASE_H
#define IISSUBA_UPCASE_H

#include <stdint.h>

/*
 * The platform's half of upcase(), for units from 0x80 on. A unit without an upper case is returned
 * as it is.
 */
uint16_t upcase_beyond_ascii(uint16_t unit);

/* The upper case of a unit. A unit without one is returned as it is. */
static inline uint16_t upcase(uint16_t unit)
{
    if (unit < 0x80) {
        return (uint16_t)(unit >= 'a' && unit <= 'z' ? unit - 32 : unit);
    }
    return upcase_beyond_ascii(unit);
}

#endif
