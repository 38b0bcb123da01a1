#include "mend.h"

const enum shell mend_prompt = SHELL_SH;
