/* Stands for the platform's upper case (upcase.h), which on Windows is ntdll's: any unit. */
#include "text/upcase.h"

#include <__fc_builtin.h>

uint16_t upcase_beyond_ascii(uint16_t unit)
{
    (void)unit;
    return (uint16_t)Frama_C_unsigned_int_interval(0, UINT16_MAX);
}
