#include "stack_shown.h"

#include <string.h>

#include "enrolment/enrolment.h"
#include "text/utf.h"

const char *stack_fault_text(enum stack_fault fault)
{
    switch (fault) {
    case STACK_EMPTY:
        return "expected a line at least";
    case STACK_TOO_LONG:
        return "expected 8 lines at most";
    case STACK_NO_SUCH_CONTROL:
        return "expected required, requisite, sufficient or optional first";
    case STACK_NO_SUCH_MODULE:
        return "expected metabase, sam or caller second";
    case STACK_NOT_TWO_WORDS:
        return "expected two words: CONTROL MODULE";
    case STACK_SOUND:
        break;
    }
    return "sound";
}

static void add_lines(struct stack_shown *stack, const uint16_t *multi, size_t units)
{
    for (size_t from = 0; from < units && multi[from] != 0;) {
        size_t used = strlen(stack->text);
        size_t length = wide_length(multi + from, units - from);
        utf16_to_utf8((struct wide){(const unsigned char *)(multi + from), length},
                      stack->text + used, sizeof stack->text - used - 1);
        strcat(stack->text, "\n");
        from += length + 1;
    }
}

void stack_shown_read(struct registry *registry, struct stack_shown *stack)
{
    uint16_t multi[STACK_SHOWN_UNITS];
    size_t size = sizeof multi;
    uint32_t type;
    struct stack parsed;
    struct registry_key *key;
    *stack = (struct stack_shown){.fault = STACK_NOT_TWO_WORDS};
    long error = registry_key_open(registry, KEY_IISSUBA, &key);
    if (error == REGISTRY_OK) {
        error = registry_value_get(key, VALUE_STACK, &type, multi, &size);
        registry_key_close(key);
    }
    if (error == REGISTRY_NOT_FOUND) {
        *stack = (struct stack_shown){.text = "sufficient metabase\n", .fault = STACK_SOUND};
    } else if (error == REGISTRY_OK && type == REGISTRY_MULTI_SZ) {
        size_t units = size / sizeof *multi;
        add_lines(stack, multi, units);
        stack->fault =
            stack_parse((struct wide){(unsigned char *)multi, units}, &parsed, &stack->fault_line);
    }
}

json_t *stack_shown_json(const struct stack_shown *stack)
{
    json_t *lines = json_array();
    for (const char *at = stack->text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        json_array_append_new(lines, json_stringn(at, length));
        at += length + 1;
    }
    return json_pack("{s:o, s:o}", "lines", lines, "fault",
                     stack->fault == STACK_SOUND ? json_null()
                                                 : json_string(stack_fault_text(stack->fault)));
}
