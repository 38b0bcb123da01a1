/* stack: shows or sets the credential stack. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "enrolment/enrolment.h"
#include "show.h"
#include "stack_shown.h"
#include "text/utf.h"

/* Lines to REG_MULTI_SZ: each ends in a NUL, and one more ends the list. */
static size_t to_multi_sz(int count, char **lines, uint16_t multi[STACK_SHOWN_UNITS])
{
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        size_t room = STACK_SHOWN_UNITS - used - 2;
        size_t units = utf8_to_utf16(lines[i], strlen(lines[i]), multi + used, room);
        if (units > room) {
            return 0;
        }
        used += units;
        multi[used++] = 0;
    }
    multi[used++] = 0;
    return used;
}

static enum exit_code set_stack(const struct options *options, int count, char **lines)
{
    uint16_t multi[STACK_SHOWN_UNITS];
    struct stack stack;
    size_t line;
    struct fault fault;
    enum exit_code code;
    struct registry_key *key;
    size_t units = to_multi_sz(count, lines, multi);
    enum stack_fault wrong =
        units == 0 ? STACK_TOO_LONG
                   : stack_parse((struct wide){(unsigned char *)multi, units}, &stack, &line);
    if (wrong == STACK_SOUND && stack.count != (size_t)count) {
        wrong = STACK_NOT_TWO_WORDS; /* an empty line would end the list */
        line = stack.count + 1;
    }
    if (wrong != STACK_SOUND) {
        fault_set(&fault, "line %u: %s; nothing was changed", units == 0 ? 1u : (unsigned)line,
                  stack_fault_text(wrong));
        return complain(EXIT_USAGE, &fault);
    }
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    if (registry == NULL) {
        return code;
    }
    long error = registry_key_create(registry, KEY_IISSUBA, true, NULL, &key);
    if (error == REGISTRY_OK) {
        error =
            registry_value_set(key, VALUE_STACK, REGISTRY_MULTI_SZ, multi, units * sizeof *multi);
        registry_key_close(key);
    }
    if (error != REGISTRY_OK) {
        registry_close(registry);
        fault_set(&fault, "the registry: %s (%ld)", registry_error_text(error), error);
        return complain(EXIT_FAILED, &fault);
    }
    return commit_registry(registry, NULL);
}

static enum exit_code show_stack(const struct options *options)
{
    struct stack_shown stack;
    enum exit_code code;
    struct fault fault;
    struct registry *registry = open_registry(options, REGISTRY_READ, &code);
    if (registry == NULL) {
        return code;
    }
    stack_shown_read(registry, &stack);
    registry_close(registry);
    if (options->json) {
        code = show_print(stack_shown_json(&stack));
    } else {
        fputs(stack.text, stdout);
    }
    if (code != EXIT_DONE || stack.fault == STACK_SOUND) {
        return code;
    }
    struct mend mend;
    mend_stack_reset(&mend, &(struct mend_place){.machine = options->place.machine});
    fault_set(&fault, "the stack cannot be understood (%s): every logon is refused; run",
              stack_fault_text(stack.fault));
    return complain_and_mend(EXIT_LEFT, &fault, &mend);
}

enum exit_code command_stack(const struct options *options, int count, char **arguments)
{
    if (count > 0) {
        enum exit_code code = set_stack(options, count, arguments);
        if (code != EXIT_DONE) {
            return code;
        }
    }
    return show_stack(options);
}
