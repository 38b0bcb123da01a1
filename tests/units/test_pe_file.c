/*
 * A Windows image that is made here byte by byte, for 32 and 64 bits: what of it is read, and what
 * is refused when it is cut off or broken (Microsoft's "PE Format").
 */
#include "support.h"

#include "guard.h"
#include "pe_file.h"

#define HEADERS 0x7D /* at no round place, as the RVA */
#define OPTIONAL_HEADER (HEADERS + 24)
#define RVA 0x3100101E /* of the second section, which has the imports */
#define RAW 0x300
#define RAW_SIZE 0x200
#define SIZE (RAW + RAW_SIZE)

struct image {
    unsigned char bytes[SIZE];
    size_t sections;
    bool is_64;
};

static void put(struct image *image, size_t at, size_t size, uint64_t number)
{
    for (size_t i = 0; i < size; i++) {
        image->bytes[at + i] = (unsigned char)(number >> (8 * i));
    }
}

static void put_text(struct image *image, size_t rva, const char *text)
{
    memcpy(image->bytes + RAW + (rva - RVA), text, strlen(text) + 1);
}

static void section(struct image *image, size_t at, const char *name, uint32_t flags)
{
    size_t header = image->sections + 40 * at;
    memcpy(image->bytes + header, name, strlen(name));
    put(image, header + 12, 4, at == 0 ? 0x500 : at == 1 ? RVA : 0x700);
    put(image, header + 16, 4, at == 1 ? RAW_SIZE : 0x100);
    put(image, header + 20, 4, at == 1 ? RAW : 0x200);
    put(image, header + 36, 4, flags);
}

/* A DLL's name, list of names and list of addresses. */
static void import(struct image *image, size_t at, uint32_t names, uint32_t name, uint32_t list)
{
    size_t entry = RAW + 20 * at;
    put(image, entry, 4, names);
    put(image, entry + 4, 8, UINT64_MAX); /* the time, and a forwarder */
    put(image, entry + 12, 4, name);
    put(image, entry + 16, 4, list);
}

/* Imports: ONE.dll with Func and ordinal 0x8123; TWO.dll, without a list of names, with Other. */
static void make(struct image *image, bool is_64)
{
    size_t optional_size = is_64 ? 240 : 224;
    size_t word = is_64 ? 8 : 4;
    size_t directories = OPTIONAL_HEADER + (is_64 ? 112 : 96);
    memset(image, 0, sizeof *image);
    image->is_64 = is_64;
    memset(image->bytes, 0xEE, 0x3C); /* DOS' program is nothing to Windows */
    memcpy(image->bytes, "MZ", 2);
    put(image, 0x3C, 4, HEADERS);
    memcpy(image->bytes + HEADERS, "PE\0\0", 4);
    put(image, HEADERS + 4, 2, is_64 ? 0x8664 : 0x14C);
    put(image, HEADERS + 6, 2, 2);
    put(image, HEADERS + 20, 2, optional_size);
    put(image, OPTIONAL_HEADER, 2, is_64 ? 0x20B : 0x10B);
    put(image, OPTIONAL_HEADER + 70, 2, 0x4160);
    put(image, directories + 8, 4, RVA);
    image->sections = OPTIONAL_HEADER + optional_size;
    section(image, 0, ".text", 0xE0000020);
    section(image, 1, ".sharedx", 0xC0000040);
    section(image, 2, "none", 0xD0000040); /* behind the last that is counted */
    import(image, 0, RVA + 0x60, RVA + 0x100, RVA + 0x90);
    import(image, 1, 0, RVA + 0x110, RVA + 0xC0);
    put(image, RAW + 0x60, word, RVA + 0x120);
    put(image, RAW + 0x60 + word, word, ((uint64_t)1 << (8 * word - 1)) | 0x8123);
    put(image, RAW + 0x90, word, RVA + 0x140);
    put(image, RAW + 0xC0, word, RVA + 0x140);
    put_text(image, RVA + 0x100, "ONE.dll");
    put_text(image, RVA + 0x110, "TWO.dll");
    put_text(image, RVA + 0x122, "Func");
    put_text(image, RVA + 0x142, "Other");
}

static struct guard guard;

/* A copy before memory that may not be touched: what reads beyond it ends the test. */
static bool open_first(const struct image *image, size_t size, struct pe_file *pe)
{
    struct fault fault;
    void *copy;
    guard_release(&guard);
    guard_begin(&guard, GUARD_AFTER);
    assert_true(guard_put(&guard, "image", image->bytes, size, 1, GUARD_READ_ONLY, &copy, &fault));
    return pe_open(copy, size, pe);
}

static int forget(void **state)
{
    (void)state;
    guard_release(&guard);
    return 0;
}

static void the_headers_are_read(void **state)
{
    (void)state;
    for (int is_64 = 0; is_64 < 2; is_64++) {
        struct image image;
        struct pe_file pe;
        make(&image, is_64);
        assert_true(open_first(&image, SIZE, &pe));
        assert_int_equal(pe.machine, is_64 ? PE_MACHINE_X64 : PE_MACHINE_X86);
        assert_int_equal(pe.is_64, is_64);
        assert_int_equal(pe.characteristics,
                         PE_HIGH_ENTROPY_VA | PE_DYNAMIC_BASE | PE_NX_COMPAT | PE_GUARD_CF);
        assert_int_equal(pe.section_count, 2);
        assert_int_equal(pe.imports, RVA);
        assert_false(pe.is_signed);
        size_t certificates = OPTIONAL_HEADER + (is_64 ? 112 : 96) + 8 * 4;
        put(&image, certificates, 8, 0xFFFFFFFF); /* a place, and no size */
        assert_true(open_first(&image, SIZE, &pe));
        assert_false(pe.is_signed);
        put(&image, certificates, 8, UINT64_C(1) << 32);
        assert_true(open_first(&image, SIZE, &pe));
        assert_true(pe.is_signed);
    }
}

static void what_is_no_image_or_cut_off_is_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        size_t size;
        uint64_t number;
    } broken[] = {
        {0, 1, 'N'},
        {1, 1, 'X'},
        {0x3C, 4, SIZE},
        {0x3C, 4, SIZE - 24},
        {0x3F, 1, 1},
        {0x3C, 4, 0xFFFFFFFF},
        {HEADERS, 1, 'N'},
        {HEADERS + 1, 1, 'F'},
        {HEADERS + 2, 1, 1},
        {HEADERS + 3, 1, 1},
        {HEADERS + 20, 2, 0xFFFF},
        {OPTIONAL_HEADER, 2, 0x107},
        {OPTIONAL_HEADER, 2, 0x10C},
        {OPTIONAL_HEADER, 2, 0x21B},
        {HEADERS + 6, 2, 0xFFFF},
    };
    for (int is_64 = 0; is_64 < 2; is_64++) {
        struct image image;
        struct pe_file pe;
        make(&image, is_64);
        for (size_t size = 0; size <= image.sections + 81; size++) {
            assert_int_equal(open_first(&image, size, &pe), size >= image.sections + 80);
        }
        for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
            make(&image, is_64);
            put(&image, broken[i].at, broken[i].size, broken[i].number);
            assert_false(open_first(&image, SIZE, &pe));
        }
        /* Five directories, certificates with them, are looked at. */
        size_t least = (is_64 ? 112 : 96) + 40;
        put(&image, HEADERS + 6, 2, 2);
        put(&image, HEADERS + 20, 2, least);
        assert_true(open_first(&image, SIZE, &pe));
        assert_int_equal(pe.sections, OPTIONAL_HEADER + least);
        put(&image, HEADERS + 20, 2, least - 1);
        assert_false(open_first(&image, SIZE, &pe));
    }
}

static void a_shared_section_is_named(void **state)
{
    (void)state;
    char name[PE_SECTION_NAME];
    struct image image;
    struct pe_file pe;
    make(&image, true);
    assert_true(open_first(&image, SIZE, &pe));
    assert_false(pe_shared_section(&pe, name));
    for (size_t left = 2; left > 0; left--) {
        size_t at = left - 1;
        section(&image, at, at == 0 ? ".text" : ".sharedx", 0xD0000040);
        assert_true(open_first(&image, SIZE, &pe));
        memset(name, 'y', sizeof name);
        assert_true(pe_shared_section(&pe, name));
        assert_string_equal(name, at == 0 ? ".text" : ".sharedx");
    }
}

static void what_is_imported_is_told_by_name_or_number(void **state)
{
    (void)state;
    for (int is_64 = 0; is_64 < 2; is_64++) {
        struct image image;
        struct pe_file pe;
        uint16_t ordinal = 0;
        make(&image, is_64);
        assert_true(open_first(&image, SIZE, &pe));
        assert_string_equal(pe_import(&pe, 0), "ONE.dll");
        assert_string_equal(pe_import(&pe, 1), "TWO.dll");
        assert_null(pe_import(&pe, 2));
        assert_string_equal(pe_import_function(&pe, 0, 0, &ordinal), "Func");
        assert_int_equal(ordinal, 0);
        assert_string_equal(pe_import_function(&pe, 0, 1, &ordinal), "");
        assert_int_equal(ordinal, 0x8123);
        assert_null(pe_import_function(&pe, 0, 2, &ordinal));
        assert_string_equal(pe_import_function(&pe, 1, 0, &ordinal), "Other");
        assert_null(pe_import_function(&pe, 1, 1, &ordinal));
        assert_null(pe_import_function(&pe, 2, 0, &ordinal));
        size_t word = is_64 ? 8 : 4; /* only the highest bit says that it is a number */
        put(&image, RAW + 0x60, word, (uint64_t)1 << (8 * word - 2));
        assert_true(open_first(&image, SIZE, &pe));
        assert_null(pe_import_function(&pe, 0, 0, &ordinal));
        if (is_64) { /* beyond 4 GiB, and not what is there without that */
            put(&image, RAW + 0x60, word, (UINT64_C(1) << 40) | (RVA + 0x20));
            assert_true(open_first(&image, SIZE, &pe));
            assert_null(pe_import_function(&pe, 0, 0, &ordinal));
        }
        pe.imports = 0;
        assert_null(pe_import(&pe, 0));
    }
}

/* Also where a section begins at 0, so that there is something to be read. */
static void without_a_table_nothing_is_imported(void **state)
{
    (void)state;
    struct image image;
    struct pe_file pe;
    uint16_t ordinal;
    make(&image, false);
    put(&image, image.sections + 12, 4, 0);
    put(&image, 0x200, 4, RVA + 0x120); /* what an entry would be */
    put(&image, 0x200 + 12, 4, RVA + 0x100);
    put(&image, RAW + 0x90, 4, 0);
    import(&image, 0, RVA + 0x90, RVA + 0x100, 0);
    assert_true(open_first(&image, SIZE, &pe));
    assert_null(pe_import_function(&pe, 0, 0, &ordinal)); /* an empty list */
    import(&image, 0, 0, 0, 0);
    assert_true(open_first(&image, SIZE, &pe));
    assert_null(pe_import(&pe, 0));
    assert_null(pe_import_function(&pe, 0, 0, &ordinal));
    pe.imports = 0;
    assert_null(pe_import(&pe, 0));
}

/* The table may end where the file does; a number that is cut off is none. */
static void the_last_bytes_of_the_file_are_read(void **state)
{
    (void)state;
    struct image image;
    struct pe_file pe;
    uint16_t ordinal;
    make(&image, true);
    put(&image, OPTIONAL_HEADER + 112 + 8, 4, RVA + RAW_SIZE - 20);
    put(&image, SIZE - 20, 4, 0);
    put(&image, SIZE - 8, 4, RVA + 0x110);
    put(&image, SIZE - 4, 4, RVA + 0xC0);
    assert_true(open_first(&image, SIZE, &pe));
    assert_string_equal(pe_import(&pe, 0), "TWO.dll");
    assert_string_equal(pe_import_function(&pe, 0, 0, &ordinal), "Other");
    assert_null(pe_import(&pe, 1));
    assert_true(open_first(&image, SIZE - 1, &pe));
    assert_string_equal(pe_import(&pe, 0), "TWO.dll");
    assert_null(pe_import_function(&pe, 0, 0, &ordinal));
    assert_true(open_first(&image, SIZE - 5, &pe));
    assert_null(pe_import(&pe, 0));
}

/* An RVA is in a section, in its first byte or its last, or nowhere; a text ends in the file. */
static void a_place_is_within_its_section(void **state)
{
    (void)state;
    static const struct {
        uint32_t rva;
        const char *name;
    } cases[] = {
        {RVA + RAW_SIZE - 2, "y"},
        {RVA + RAW_SIZE - 1, ""},
        {RVA + RAW_SIZE, NULL},
        {RVA + 0x100, "ONE.dll"},
        {RVA - 1, NULL},
        {0x500, "first"},
        {0x500 + 0xFF, "z"},
        {0x500 + 0x100, NULL},
        {0x700, NULL},
        {0x4FF, NULL},
        {1, NULL},
        {0xFFFFFFFF, NULL},
    };
    struct image image;
    struct pe_file pe;
    make(&image, false);
    memcpy(image.bytes + 0x200, "first", 6);
    image.bytes[0x2FF] = 'z';
    image.bytes[SIZE - 2] = 'y';
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put(&image, RAW, 4, 0);
        put(&image, RAW + 12, 4, cases[i].rva);
        assert_true(open_first(&image, SIZE, &pe));
        const char *name = pe_import(&pe, 0);
        assert_int_equal(name != NULL, cases[i].name != NULL);
        assert_string_equal(name == NULL ? "" : name, name == NULL ? "" : cases[i].name);
    }
    put(&image, RAW + 12, 4, RVA + RAW_SIZE - 1);
    image.bytes[SIZE - 1] = 'x'; /* which does not end */
    assert_true(open_first(&image, SIZE, &pe));
    assert_null(pe_import(&pe, 0));
    put(&image, RAW + 12, 4, RVA + 0x100);
    put(&image, image.sections + 40 + 20, 4, SIZE - 0x100); /* half of the section is cut off */
    for (uint32_t at = 0x100; at < 0x200; at += 0x40) {
        memcpy(image.bytes + SIZE - 0x100, image.bytes + RAW, 20);
        put(&image, SIZE - 0x100 + 12, 4, RVA + at);
        assert_true(open_first(&image, SIZE, &pe));
        assert_null(pe_import(&pe, 0));
    }
}

static void a_processor_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(pe_machine_name(0x14C), "x86, 32 bits");
    assert_string_equal(pe_machine_name(0x8664), "x64, 64 bits");
    assert_string_equal(pe_machine_name(0xAA64), "ARM64");
    assert_string_equal(pe_machine_name(0), "an unknown processor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_headers_are_read),
        cmocka_unit_test(what_is_no_image_or_cut_off_is_refused),
        cmocka_unit_test(a_shared_section_is_named),
        cmocka_unit_test(what_is_imported_is_told_by_name_or_number),
        cmocka_unit_test(without_a_table_nothing_is_imported),
        cmocka_unit_test(the_last_bytes_of_the_file_are_read),
        cmocka_unit_test(a_place_is_within_its_section),
        cmocka_unit_test(a_processor_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
