/*
 * The single-byte ANSI code pages of Windows, in which NT 4.0's regedit and other programs without
 * Unicode write: 874 and 1250 to 1258. The double-byte ones (932, 936, 949, 950) are not here:
 * iconv makes UTF-8 of such a file.
 *
 * Source: the tables that Microsoft gave the Unicode Consortium (MAPPINGS/VENDORS/MICSFT/WINDOWS).
 */
#ifndef IISSUBA_CODE_PAGE_H
#define IISSUBA_CODE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#define CODE_PAGES "874, or 1250 to 1258"

/*
 * The code page that is chosen for what is neither UTF-8 nor UTF-16: the environment's
 * IISSUBA_CODE_PAGE, which the tools' --code-page sets. 0: none is, or none that is known here.
 */
unsigned code_page_chosen(void);

/* The number that a text is, as "1252"; 0 where that is no code page that is known here. */
unsigned code_page_named(const char *text);

/* The UTF-16 unit of a byte; 0 where the code page has none for it, or is not known here. */
uint16_t code_page_unit(unsigned code_page, unsigned char byte);

#endif
