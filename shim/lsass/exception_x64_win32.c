/*
 * x64 handles exceptions by tables: the frame below says that exception_handler is asked where
 * something below it is raised. (Microsoft's "x64 exception handling"; GNU as's .seh_ directives.)
 */
#include "exception_frame.h"

extern void exception_landing(void);

__asm__("    .text\n"
        "    .globl exception_call\n"
        "    .def exception_call; .scl 2; .type 32; .endef\n"
        "    .seh_proc exception_call\n"
        "exception_call:\n"
        "    subq $40, %rsp\n"
        "    .seh_stackalloc 40\n"
        "    .seh_endprologue\n"
        "    movq %r8, 32(%rsp)\n" /* behind the callee's four places */
        "    movq %rcx, %rax\n"
        "    movq %rdx, %rcx\n"
        "    call *%rax\n"
        "    nop\n" /* a return address at an epilogue is taken to be in it */
        "    .globl exception_landing\n"
        "exception_landing:\n"
        "    addq $40, %rsp\n"
        "    ret\n"
        "    .seh_handler exception_handler, @except\n"
        "    .seh_endproc\n");

EXCEPTION_DISPOSITION exception_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                        DISPATCHER_CONTEXT *dispatcher);

/* frame is what the stack pointer was in exception_call, behind its prologue. */
EXCEPTION_DISPOSITION exception_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                        DISPATCHER_CONTEXT *dispatcher)
{
    (void)context;
    struct exception *exception = ((struct exception **)frame)[4];
    if ((record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) == 0 &&
        exception_note(record, exception)) {
        RtlUnwindEx(frame, (void *)(uintptr_t)&exception_landing, record, NULL,
                    dispatcher->ContextRecord, dispatcher->HistoryTable); /* and not back */
    }
    return ExceptionContinueSearch;
}
