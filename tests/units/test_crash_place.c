/*
 * Where a call crashed (crash_place.h), and which module's code an address is in (code_module.h).
 */
#include "support.h"

#include <dlfcn.h>
#include <link.h>

#include "code_module.h"
#include "crash_place.h"
#include "guard.h"

static const void *volatile nowhere = (const void *)16;

static void crash_here(void *context)
{
    *(volatile unsigned char *)context = *(const volatile unsigned char *)nowhere;
}

/* Whoever calls it is what the place is about, although the C library is where it crashes. */
static void crash_in_the_c_library(void *context)
{
    *(volatile size_t *)context = strlen((const char *)nowhere) + 1;
}

/* Whether a text begins so, and what follows is a number in hex. */
static bool begins(const char *text, const char *with)
{
    size_t length = strlen(with);
    return strncmp(text, with, length) == 0 && strspn(text + length, "0123456789abcdef") > 0;
}

static void a_crash_has_a_place_in_the_code_that_was_called(void **state)
{
    (void)state;
    size_t unused = 0;
    struct guard guard;
    guard_begin(&guard, GUARD_OFF);
    void (*here)(void *) = crash_here;
    for (int known = 0; known < 2; known++) {
        guard.callee = known ? (uintptr_t)here : 0;
        assert_false(guard_run(&guard, crash_here, &unused));
        assert_true(guard.crash.touched && guard.crash.address == 16);
        assert_true(begins(guard.crash.place, "test_crash_place+0x"));
        assert_null(strstr(guard.crash.place, ", in"));
        assert_false(guard_run(&guard, crash_in_the_c_library, &unused));
        assert_true(begins(guard.crash.place, known ? "test_crash_place+0x" : "libc.so.6+0x"));
        assert_int_equal(strstr(guard.crash.place, ", in libc.so.6") != NULL, known);
    }
    guard.callee = 16; /* in no module */
    assert_false(guard_run(&guard, crash_in_the_c_library, &unused));
    assert_true(begins(guard.crash.place, "libc.so.6+0x"));
}

#if defined(__x86_64__) || defined(__i386__)
#define FORM 16 /* bytes of each, an instruction at its end */
/* clang-format off */
__asm__(".pushsection .text\n"
        "call_forms:\n"
        ".fill 11, 1, 0x90; .byte 0xE8, 0, 0, 0, 0\n"                  /* call rel32 */
        ".fill 14, 1, 0x90; .byte 0xFF, 0xD0\n"                        /* call *eax */
        ".fill 13, 1, 0x90; .byte 0xFF, 0x50, 8\n"                     /* call *8(eax) */
        ".fill 12, 1, 0x90; .byte 0xFF, 0x54, 0x24, 8\n"               /* call *8(esp) */
        ".fill 10, 1, 0x90; .byte 0xFF, 0x90, 0, 1, 0, 0\n"            /* call *256(eax) */
        ".fill 9, 1, 0x90; .byte 0xFF, 0x94, 0x24, 0, 1, 0, 0\n"       /* call *256(esp) */
        ".fill 16, 1, 0x90\n"
        ".fill 11, 1, 0x90; .byte 0xE9, 0, 0, 0, 0\n"                  /* jmp rel32 */
        ".fill 14, 1, 0x90; .byte 0xFF, 0xE0\n"                        /* jmp *eax */
        ".fill 14, 1, 0x90; .byte 0xFF, 0xC8\n"                        /* dec eax */
        ".fill 13, 1, 0x90; .byte 0xFF, 0x70, 8\n"                     /* push 8(eax) */
        ".fill 16, 1, 0x90\n"
        ".popsection\n");
/* clang-format on */
#define CALLS 6
#define FORMS 11
extern const unsigned char call_forms[];

/* Of the words on a stack, the one behind a call is where the package called what crashed. */
static void each_form_of_a_call_is_known_and_nothing_else(void **state)
{
    (void)state;
    const void *in_libc = dlsym(RTLD_NEXT, "getpagesize"); /* which no sanitizer replaces */
    assert_non_null(in_libc);
    for (size_t i = 0; i < FORMS; i++) {
        struct crash_site site;
        struct code_module module;
        char place[CRASH_PLACE];
        char expected[CRASH_PLACE];
        uintptr_t behind = (uintptr_t)call_forms + (i + 1) * FORM;
        crash_site_take(&site, (uintptr_t)in_libc, (uintptr_t)&behind, (uintptr_t)(&behind + 1));
        assert_int_equal(site.count, 1);
        crash_place_write(&site, (uintptr_t)call_forms, place);
        assert_true(code_module_at(behind, &module));
        snprintf(expected, sizeof expected, "test_crash_place+0x%lx",
                 (unsigned long)(behind - module.base));
        if ((strncmp(place, expected, strlen(expected)) == 0) != (i < CALLS)) {
            fail_msg("form %u: %s", (unsigned)i, place);
        }
        assert_int_equal(strstr(place, ", in libc.so.6") != NULL, i < CALLS);
    }
}
#endif

/* Of the first module, this program, the first part that is code. */
static int take_code(struct dl_phdr_info *info, size_t size, void *context)
{
    uintptr_t *bounds = context;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum && bounds[1] == 0; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X) != 0) {
            bounds[0] = info->dlpi_addr + part->p_vaddr;
            bounds[1] = bounds[0] + part->p_memsz;
        }
    }
    return 1;
}

static void code_begins_and_ends_where_its_part_of_the_file_does(void **state)
{
    (void)state;
    uintptr_t bounds[2] = {0, 0};
    struct code_module module;
    dl_iterate_phdr(take_code, bounds);
    assert_true(bounds[1] > bounds[0]);
    assert_true(code_module_at(bounds[0], &module));
    assert_string_equal(module.file, "test_crash_place");
    assert_true(code_module_at(bounds[1] - 1, &module));
    assert_false(code_module_at(bounds[0] - 1, &module));
    assert_false(code_module_at(bounds[1], &module));
    assert_false(code_module_at(0, &module));
}

/* A module that the system brings: the first part of it that is code. */
struct module_search {
    const char *name; /* how its path ends */
    uintptr_t base;
    uintptr_t code; /* 0: it is not there */
};

static int find_module(struct dl_phdr_info *info, size_t size, void *context)
{
    struct module_search *search = context;
    size_t length = strlen(info->dlpi_name);
    size_t wanted = strlen(search->name);
    (void)size;
    if (length < wanted || strcmp(info->dlpi_name + length - wanted, search->name) != 0) {
        return 0;
    }
    for (int i = 0; i < info->dlpi_phnum && search->code == 0; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X) != 0) {
            search->base = info->dlpi_addr;
            search->code = info->dlpi_addr + part->p_vaddr;
        }
    }
    return 1;
}

static void a_module_is_told_by_its_base_and_its_files_name(void **state)
{
    (void)state;
    static const char *const names[] = {"/libc.so.6", "linux-vdso.so.1"}; /* this has no folder */
    for (size_t i = 0; i < 2; i++) {
        struct module_search search = {.name = names[i]};
        struct code_module module;
        dl_iterate_phdr(find_module, &search);
        if (search.code == 0 && i == 1) {
            skip(); /* not every kernel has it */
        }
        assert_true(code_module_at(search.code, &module));
        assert_string_equal(module.file, names[i] + (i == 0 ? 1 : 0));
        assert_ptr_equal(module.base, search.base);
    }
}

static void an_address_is_told_by_the_symbol_that_it_is_in(void **state)
{
    (void)state;
    unsigned char *symbol = dlsym(RTLD_NEXT, "getpagesize");
    for (int offset = 0; offset < 2; offset++) {
        struct code_module module;
        assert_true(code_module_at((uintptr_t)symbol + (uintptr_t)offset, &module));
        assert_ptr_equal(module.symbol_at, symbol);
        assert_ptr_equal(dlsym(RTLD_NEXT, module.symbol), symbol);
    }
    /* A static function of this program has none. */
    struct code_module module;
    void (*here)(void *) = crash_here;
    assert_true(code_module_at((uintptr_t)here, &module));
    assert_string_equal(module.symbol, "");
    assert_int_equal(module.symbol_at, 0);
    module.base = 7;
    assert_false(code_module_at((uintptr_t)&module, &module)); /* it is no code: left untouched */
    assert_int_equal(module.base, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crash_has_a_place_in_the_code_that_was_called),
#if defined(__x86_64__) || defined(__i386__)
        cmocka_unit_test(each_form_of_a_call_is_known_and_nothing_else),
#endif
        cmocka_unit_test(a_module_is_told_by_its_base_and_its_files_name),
        cmocka_unit_test(an_address_is_told_by_the_symbol_that_it_is_in),
        cmocka_unit_test(code_begins_and_ends_where_its_part_of_the_file_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
