#include "sam_text.h"

bool sam_text_parse(const char *text, struct sam *sam, struct fault *fault)
{
    struct contents contents = {(char *)(uintptr_t)text, strlen(text)};
    *fault = (struct fault){""};
    *sam = (struct sam){.root = NULL};
    snprintf(sam->path, sizeof sam->path, "sam.json");
    return sam_parse(&contents, sam, fault);
}

struct sam sam_text_with(const char *member)
{
    char text[8192];
    struct sam sam;
    struct fault fault;
    snprintf(text, sizeof text, "[{\"name\": \"user\", \"rid\": 1001%s%s}]",
             *member == 0 ? "" : ", ", member);
    if (!sam_text_parse(text, &sam, &fault)) {
        fail_msg("%s: %s", member, fault.text);
    }
    return sam;
}
