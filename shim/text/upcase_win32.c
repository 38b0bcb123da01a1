#include "upcase.h"

#include <windows.h>

/* winternl's documented export of ntdll; the headers leave it out. */
NTSYSAPI WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR unit);

uint16_t upcase_beyond_ascii(uint16_t unit)
{
    return RtlUpcaseUnicodeChar(unit);
}
