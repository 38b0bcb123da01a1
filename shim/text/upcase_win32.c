#include "upcase.h"

#include <windows.h>

/* winternl's documented export of ntdll; the headers leave it out. */
NTSYSAPI WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR unit);

uint16_t upcase(uint16_t unit)
{
    if (unit < 0x80) {
        return (uint16_t)(unit >= 'a' && unit <= 'z' ? unit - 32 : unit);
    }
    return RtlUpcaseUnicodeChar(unit);
}
