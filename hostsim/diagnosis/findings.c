#include "findings.h"

#include <stdarg.h>
#include <stdio.h>

struct finding *finding_add(struct diagnosis *diagnosis, const char *cause, bool fatal)
{
    size_t at = diagnosis->count < FINDINGS_MAX ? diagnosis->count++ : FINDINGS_MAX - 1;
    diagnosis->findings[at] = (struct finding){.cause = cause, .fatal = fatal};
    return &diagnosis->findings[at];
}

void finding_print(char part[FINDING_TEXT], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(part, FINDING_TEXT, format, arguments);
    va_end(arguments);
}
