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
static uint64_t number_at(const struct pe_file *pe, uint64_t at, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size && at <= pe->size && pe->size - at >= size; i++) {
        number |= (uint64_t)pe->bytes[at + i] << (8 * i);
    }
    return number;
}

static uint16_t word_at(const struct pe_file *pe, uint64_t at)
{
    return (uint16_t)number_at(pe, at, 2);
}

static uint32_t dword_at(const struct pe_file *pe, uint64_t at)
{
    return (uint32_t)number_at(pe, at, 4);
}

/* Where one of the directories is described: its RVA and its size, 4 bytes each. */
static size_t directory_at(const struct pe_file *pe, size_t optional, size_t number)
{
    return optional + (pe->is_64 ? 112 : 96) + 8 * number;
}

bool pe_open(const void *bytes, size_t size, struct pe_file *pe)
{
    *pe = (struct pe_file){.bytes = bytes, .size = size};
    size_t headers = dword_at(pe, PE_OFFSET);
    size_t optional = headers + FILE_HEADER;
    if (word_at(pe, 0) != DOS_SIGNATURE || dword_at(pe, headers) != SIGNATURE) {
        return false;
    }
    uint16_t magic = word_at(pe, optional);
    size_t optional_size = word_at(pe, headers + 20);
    pe->is_64 = magic == MAGIC_64;
    pe->sections = optional + optional_size;
    if ((magic != MAGIC_32 && magic != MAGIC_64) || pe->sections > size ||
        directory_at(pe, 0, DIRECTORY_SECURITY + 1) > optional_size) {
        return false;
    }
    pe->machine = word_at(pe, headers + 4);
    pe->section_count = word_at(pe, headers + 6);
    pe->characteristics = word_at(pe, optional + 70);
    pe->imports = dword_at(pe, directory_at(pe, optional, DIRECTORY_IMPORT));
    pe->is_signed = dword_at(pe, directory_at(pe, optional, DIRECTORY_SECURITY) + 4) != 0;
    return (size - pe->sections) / SECTION_SIZE >= pe->section_count;
}

bool pe_shared_section(const struct pe_file *pe, char name[PE_SECTION_NAME])
{
    for (size_t i = 0; i < pe->section_count; i++) {
        size_t at = pe->sections + i * SECTION_SIZE;
        if ((dword_at(pe, at + 36) & SECTION_SHARED) != 0) {
            memcpy(name, pe->bytes + at, PE_SECTION_NAME - 1);
            name[PE_SECTION_NAME - 1] = '\0';
            return true;
        }
    }
    return false;
}

/* Where in the file an RVA is; the file's size, or beyond it, where that is in no section of it. */
static uint64_t place_of(const struct pe_file *pe, uint64_t rva)
{
    for (size_t i = 0; i < pe->section_count; i++) {
        size_t at = pe->sections + i * SECTION_SIZE;
        uint64_t begin = dword_at(pe, at + 12);
        uint64_t raw_size = dword_at(pe, at + 16);
        if (rva >= begin && rva - begin < raw_size) {
            return dword_at(pe, at + 20) + (rva - begin);
        }
    }
    return pe->size;
}

/* The text at an RVA; NULL where it does not end in the file. */
static const char *text_at(const struct pe_file *pe, uint64_t rva)
{
    uint64_t place = place_of(pe, rva);
    bool ends = place < pe->size && memchr(pe->bytes + place, 0, pe->size - (size_t)place) != NULL;
    return ends ? (const char *)pe->bytes + place : NULL;
}

/* Where in the file a DLL is described that is imported from. */
static uint64_t import_at(const struct pe_file *pe, size_t dll)
{
    return place_of(pe, (uint64_t)pe->imports + (uint64_t)dll * IMPORT_SIZE);
}

const char *pe_import(const struct pe_file *pe, size_t at)
{
    uint64_t name = pe->imports == 0 ? 0 : dword_at(pe, import_at(pe, at) + 12);
    return name == 0 ? NULL : text_at(pe, name);
}

const char *pe_import_function(const struct pe_file *pe, size_t dll, size_t at, uint16_t *ordinal)
{
    size_t size = pe->is_64 ? 8 : 4;
    uint64_t import = import_at(pe, dll);
    uint64_t names = dword_at(pe, import);
    uint64_t list = names != 0 ? names : dword_at(pe, import + 16);
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
