/*
 * Upper case of one UTF-16 code unit, as account names are compared and as NTOWFv2 wants it
 * (MS-NLMP 3.3.2). On Windows ntdll's own table decides, so that it is what SAM uses; elsewhere a
 * table of Windows 2000 and XP (upcase_table.h): later Unicode maps more letters, and final sigma
 * no longer, and with it a user's NTLMv2 key would be another than the server's.
 */
#ifndef IISSUBA_UPCASE_H
#define IISSUBA_UPCASE_H

#include <stdint.h>

uint16_t upcase_beyond_ascii(uint16_t unit);

static inline uint16_t upcase(uint16_t unit)
{
    if (unit < 0x80) {
        return (uint16_t)(unit >= 'a' && unit <= 'z' ? unit - 32 : unit);
    }
    return upcase_beyond_ascii(unit);
}

#endif
