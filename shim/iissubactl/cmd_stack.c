/* stack: shows or sets the credential stack. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "enrolment/enrolment.h"
#include "lsass/stack.h"
#include "text/utf.h"

#define STACK_UNITS 512

static const char *fault_text(enum stack_fault fault)
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

/* Lines to REG_MULTI_SZ: each ends in a NUL, and one more ends the list. */
static size_t to_multi_sz(int count, char **lines, uint16_t multi[STACK_UNITS])
{
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        size_t room = STACK_UNITS - used - 2;
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
    uint16_t multi[STACK_UNITS];
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
                  fault_text(wrong));
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

static void print_multi_sz(const uint16_t *multi, size_t units)
{
    char line[3 * STACK_UNITS];
    for (size_t from = 0; from < units && multi[from] != 0;) {
        size_t length = wide_length(multi + from, units - from);
        utf16_to_utf8((struct wide){(const unsigned char *)(multi + from), length}, line,
                      sizeof line);
        puts(line);
        from += length + 1;
    }
}

static enum exit_code show_stack(const struct options *options)
{
    uint16_t multi[STACK_UNITS];
    size_t size = sizeof multi;
    size_t line;
    uint32_t type;
    struct stack stack;
    struct registry_key *key;
    enum exit_code code;
    struct fault fault;
    struct registry *registry = open_registry(options, REGISTRY_READ, &code);
    if (registry == NULL) {
        return code;
    }
    long error = registry_key_open(registry, KEY_IISSUBA, &key);
    if (error == REGISTRY_OK) {
        error = registry_value_get(key, VALUE_STACK, &type, multi, &size);
        registry_key_close(key);
    }
    registry_close(registry);
    if (error == REGISTRY_NOT_FOUND) {
        puts("sufficient metabase");
        return EXIT_DONE;
    }
    enum stack_fault wrong = STACK_NOT_TWO_WORDS;
    if (error == REGISTRY_OK && type == REGISTRY_MULTI_SZ) {
        print_multi_sz(multi, size / sizeof *multi);
        wrong =
            stack_parse((struct wide){(unsigned char *)multi, size / sizeof *multi}, &stack, &line);
    }
    if (wrong == STACK_SOUND) {
        return EXIT_DONE;
    }
    struct mend mend;
    mend_stack_reset(&mend, &(struct mend_place){.machine = options->place.machine});
    fault_set(&fault, "the stack cannot be understood (%s): every logon is refused; run",
              fault_text(wrong));
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
