#include "exception.h"

#include "exception_frame.h"
#include "text/wipe.h"

/*
 * Bytes below the caller's frame: what a logon takes (test_stack_depth holds it to a part of this),
 * and what Windows puts below a fault to tell of it, with all registers.
 */
#define STACK_WIPED 0x4000

extern const unsigned char __ImageBase[]; /* the linker's: the image, and its headers first */

static bool is_fault(DWORD code)
{
    switch (code) {
    case EXCEPTION_ACCESS_VIOLATION:
    case EXCEPTION_IN_PAGE_ERROR:
    case EXCEPTION_DATATYPE_MISALIGNMENT:
    case EXCEPTION_ARRAY_BOUNDS_EXCEEDED:
    case EXCEPTION_ILLEGAL_INSTRUCTION:
    case EXCEPTION_PRIV_INSTRUCTION:
    case EXCEPTION_INT_DIVIDE_BY_ZERO:
    case EXCEPTION_INT_OVERFLOW:
        return true;
    default:
        return false;
    }
}

BOOL exception_note(const EXCEPTION_RECORD *record, struct exception *exception)
{
    const IMAGE_DOS_HEADER *dos = (const void *)__ImageBase;
    const IMAGE_NT_HEADERS *headers = (const void *)(__ImageBase + dos->e_lfanew);
    uintptr_t offset = (uintptr_t)record->ExceptionAddress - (uintptr_t)__ImageBase;
    if (!is_fault(record->ExceptionCode) || offset >= headers->OptionalHeader.SizeOfImage) {
        return FALSE;
    }
    *exception = (struct exception){record->ExceptionCode, (uint32_t)offset};
    return TRUE;
}

__attribute__((noinline)) static void wipe_stack(void)
{
    unsigned char below[STACK_WIPED];
    wipe(below, sizeof below);
}

bool exception_guard(void (*work)(void *context), void *context, struct exception *exception)
{
    *exception = (struct exception){0, 0};
    exception_call(work, context, exception);
    if (exception->code == 0) {
        return true;
    }
    wipe_stack();
    return false;
}
