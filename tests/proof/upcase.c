/* shim/text/upcase_posix.c: each unit, through the table of ranges. */
#include "text/upcase.h"
#include "proof.h"

int main(void)
{
    upcase((uint16_t)any_size(UINT16_MAX));
    return 0;
}
