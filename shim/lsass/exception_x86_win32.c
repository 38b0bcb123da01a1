/*
 * x86 handles exceptions by a list of records on the stack, which fs:[0] begins. An image with a
 * SafeSEH table would have to list the handler there; GNU ld writes none, and then each handler in
 * an image's code is accepted, unless the image says NO_SEH (winnt.h). DEP and SEHOP ask no more
 * than that the record is on the stack, the handler is code, and the list is whole.
 */
#include "exception_frame.h"

/*
 * Below ebp: ebx, esi, edi; then, so that the handler finds it behind the record, ebp itself; then
 * the record, which is the handler and the record before.
 *
 * RtlUnwind is documented to keep no register but the stack's: the handler's frame is left through
 * what lies on the stack.
 */
__asm__("    .text\n"
        "    .globl _exception_call\n"
        "    .def _exception_call; .scl 2; .type 32; .endef\n"
        "_exception_call:\n"
        "    pushl %ebp\n"
        "    movl %esp, %ebp\n"
        "    pushl %ebx\n"
        "    pushl %esi\n"
        "    pushl %edi\n"
        "    pushl %ebp\n"
        "    pushl $exception_handler\n"
        "    pushl %fs:0\n"
        "    movl %esp, %fs:0\n"
        "    pushl 12(%ebp)\n" /* context */
        "    call *8(%ebp)\n"  /* work */
        "exception_landing:\n"
        "    leal -24(%ebp), %esp\n"
        "    popl %fs:0\n"
        "    addl $8, %esp\n"
        "    popl %edi\n"
        "    popl %esi\n"
        "    popl %ebx\n"
        "    popl %ebp\n"
        "    ret\n"
        /* cdecl: the exception's record, our record, the context, the dispatcher's. */
        "exception_handler:\n"
        "    movl 4(%esp), %eax\n"
        "    movl 8(%esp), %ecx\n"
        "    testl $6, 4(%eax)\n" /* EXCEPTION_UNWINDING, EXCEPTION_EXIT_UNWIND */
        "    jnz 1f\n"
        "    movl 8(%ecx), %edx\n" /* exception_call's ebp */
        "    pushl 16(%edx)\n"     /* exception */
        "    pushl %eax\n"
        "    call _exception_note\n"
        "    addl $8, %esp\n"
        "    testl %eax, %eax\n"
        "    jz 1f\n"
        "    movl 4(%esp), %eax\n"
        "    movl 8(%esp), %ecx\n"
        "    pushl 8(%ecx)\n" /* kept for after RtlUnwind */
        "    pushl $0\n"      /* ReturnValue */
        "    pushl %eax\n"    /* ExceptionRecord */
        "    pushl $2f\n"     /* TargetIp */
        "    pushl %ecx\n"    /* TargetFrame */
        "    call _RtlUnwind@16\n"
        "2:  popl %ebp\n"
        "    jmp exception_landing\n"
        "1:  movl $1, %eax\n" /* ExceptionContinueSearch */
        "    ret\n");
