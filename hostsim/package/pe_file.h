/*
 * What the file of a DLL says of itself: a Windows image, read as bytes on whatever system, and not
 * loaded. Source: Microsoft's "PE Format".
 */
#ifndef HOSTSIM_PE_FILE_H
#define HOSTSIM_PE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PE_MACHINE_X86 0x014C
#define PE_MACHINE_X64 0x8664
#define PE_MACHINE_ARM64 0xAA64

/* DllCharacteristics */
#define PE_HIGH_ENTROPY_VA 0x0020
#define PE_DYNAMIC_BASE 0x0040
#define PE_NX_COMPAT 0x0100
#define PE_GUARD_CF 0x4000

#define PE_SECTION_NAME 9

struct pe_file {
    const unsigned char *bytes; /* the caller's */
    size_t size;
    uint16_t machine;
    bool is_64;
    uint16_t characteristics; /* DllCharacteristics */
    bool is_signed;           /* it has a certificate table; whose is not looked at */
    size_t sections;          /* where the section table begins */
    uint16_t section_count;
    uint32_t imports; /* RVA; 0: none */
};

/*
 * Reads the headers. bytes must outlive *pe, which holds nothing else. False where it is no Windows
 * image, or is cut off.
 */
bool pe_open(const void *bytes, size_t size, struct pe_file *pe);

/* Finds a section that all processes share, and writes its name. False where there is none. */
bool pe_shared_section(const struct pe_file *pe, char name[PE_SECTION_NAME]);

/*
 * The name of the DLL that is imported from at a place, from 0 on. NULL where there are no more, or
 * the table is broken.
 */
const char *pe_import(const struct pe_file *pe, size_t at);

/*
 * The name of the function that is imported at a place of the DLL that is at another. *ordinal is
 * set, and the answer "", where it is imported by number. NULL where there are no more.
 */
const char *pe_import_function(const struct pe_file *pe, size_t dll, size_t at, uint16_t *ordinal);

/* The name of a machine: "x64". It is static; "an unknown processor" where it is not known. */
const char *pe_machine_name(uint16_t machine);

#endif
