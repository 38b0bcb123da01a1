#include "code_page.h"

#include <stddef.h>
#include <stdlib.h>

#include "code_page_table.h"

unsigned code_page_named(const char *text)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    for (size_t i = 0; *end == '\0' && i < sizeof code_pages / sizeof code_pages[0]; i++) {
        if (code_pages[i].number == number) {
            return code_pages[i].number;
        }
    }
    return 0;
}

unsigned code_page_chosen(void)
{
    const char *chosen = getenv("IISSUBA_CODE_PAGE");
    return chosen == NULL ? 0 : code_page_named(chosen);
}

uint16_t code_page_unit(unsigned code_page, unsigned char byte)
{
    for (size_t i = 0; i < sizeof code_pages / sizeof code_pages[0]; i++) {
        if (code_pages[i].number == code_page) {
            return byte < 0x80 ? byte : code_pages[i].units[byte - 0x80];
        }
    }
    return 0;
}
