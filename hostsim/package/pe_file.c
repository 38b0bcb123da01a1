#include "pe_file.h"

#include <string.h>

#define DOS_SIGNATURE 0x5A4D /* "MZ" */
#define SIGNATURE 0x4550     /* "PE" and two NULs */
#define PE_OFFSET 0x3C       /* where the file says where its headers are */
#define FILE_HEADER 24       /* the signature with it */
#define MAGIC_32 0x10B
#define MAGIC_64 0x20B
#define SECTION_SIZE 40
#define SECTION_SHARED 0x10000000u
#define IMPORT_SIZE 20
#define DIRECTORY_IMPORT 1
#define DIRECTORY_SECURITY 4

/* A number of the file, little-endian; 0 beyond its end. */
static uint64_t number_at(const struct pe_file *pe, size_t at, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size && at <= pe->size && pe->size - at >= size; i++) {
        number |= (uint64_t)pe->bytes[at + i] << (8 * i);
    }
    return number;
}

/* Where one of the directories is described: its RVA and its size, 4 bytes each. */
static size_t directory_at(const struct pe_file *pe, size_t optional, size_t number)
{
    return optional + (pe->is_64 ? 112 : 96) + 8 * number;
}

bool pe_open(const void *bytes, size_t size, struct pe_file *pe)
{
    *pe = (struct pe_file){.bytes = bytes, .size = size};
    size_t headers = (size_t)number_at(pe, PE_OFFSET, 4);
    size_t optional = headers + FILE_HEADER;
    if (number_at(pe, 0, 2) != DOS_SIGNATURE || number_at(pe, headers, 4) != SIGNATURE) {
        return false;
    }
    uint64_t magic = number_at(pe, optional, 2);
    size_t optional_size = (size_t)number_at(pe, headers + 20, 2);
    pe->is_64 = magic == MAGIC_64;
    pe->sections = optional + optional_size;
    if ((magic != MAGIC_32 && magic != MAGIC_64) || pe->sections > size ||
        directory_at(pe, 0, DIRECTORY_SECURITY + 1) > optional_size) {
        return false;
    }
    pe->machine = (uint16_t)number_at(pe, headers + 4, 2);
    pe->section_count = (uint16_t)number_at(pe, headers + 6, 2);
    pe->characteristics = (uint16_t)number_at(pe, optional + 70, 2);
    pe->imports = (uint32_t)number_at(pe, directory_at(pe, optional, DIRECTORY_IMPORT), 4);
    pe->is_signed = number_at(pe, directory_at(pe, optional, DIRECTORY_SECURITY) + 4, 4) != 0;
    return (size - pe->sections) / SECTION_SIZE >= pe->section_count;
}

bool pe_shared_section(const struct pe_file *pe, char name[PE_SECTION_NAME])
{
    for (size_t i = 0; i < pe->section_count; i++) {
        size_t at = pe->sections + i * SECTION_SIZE;
        if ((number_at(pe, at + 36, 4) & SECTION_SHARED) != 0) {
            memcpy(name, pe->bytes + at, PE_SECTION_NAME - 1);
            name[PE_SECTION_NAME - 1] = '\0';
            return true;
        }
    }
    return false;
}

/* Where in the file an RVA is; the file's size where it is in no section. */
static size_t place_of(const struct pe_file *pe, uint64_t rva)
{
    for (size_t i = 0; i < pe->section_count; i++) {
        size_t at = pe->sections + i * SECTION_SIZE;
        uint64_t begin = number_at(pe, at + 12, 4);
        uint64_t raw_size = number_at(pe, at + 16, 4);
        if (rva >= begin && rva - begin < raw_size) {
            uint64_t place = number_at(pe, at + 20, 4) + (rva - begin);
            return place < pe->size ? (size_t)place : pe->size;
        }
    }
    return pe->size;
}

/* The text at an RVA; NULL where it does not end in the file. */
static const char *text_at(const struct pe_file *pe, uint64_t rva)
{
    size_t place = place_of(pe, rva);
    bool ends = place < pe->size && memchr(pe->bytes + place, 0, pe->size - place) != NULL;
    return ends ? (const char *)pe->bytes + place : NULL;
}

/* Where in the file a DLL is described that is imported from. */
static size_t import_at(const struct pe_file *pe, size_t dll)
{
    return place_of(pe, (uint64_t)pe->imports + (uint64_t)dll * IMPORT_SIZE);
}

const char *pe_import(const struct pe_file *pe, size_t at)
{
    uint64_t name = pe->imports == 0 ? 0 : number_at(pe, import_at(pe, at) + 12, 4);
    return name == 0 ? NULL : text_at(pe, name);
}

const char *pe_import_function(const struct pe_file *pe, size_t dll, size_t at, uint16_t *ordinal)
{
    size_t size = pe->is_64 ? 8 : 4;
    size_t import = import_at(pe, dll);
    uint64_t names = number_at(pe, import, 4);
    uint64_t list = names != 0 ? names : number_at(pe, import + 16, 4);
    uint64_t entry = number_at(pe, place_of(pe, list + at * size), size);
    if (list == 0 || entry == 0) {
        return NULL;
    }
    if (entry >> (8 * size - 1) != 0) {
        *ordinal = (uint16_t)entry;
        return "";
    }
    return text_at(pe, entry + 2);
}

const char *pe_machine_name(uint16_t machine)
{
    switch (machine) {
    case PE_MACHINE_X86:
        return "x86, 32 bits";
    case PE_MACHINE_X64:
        return "x64, 64 bits";
    case PE_MACHINE_ARM64:
        return "ARM64";
    default:
        return "an unknown processor";
    }
}
