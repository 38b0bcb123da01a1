#include "json_fault.h"

const char *json_fault(const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_invalid_utf8:
        return "UTF-8 text";
    case json_error_premature_end_of_input:
        return "JSON, and it ends too early";
    case json_error_duplicate_key:
        return "each JSON key once in an object";
    case json_error_stack_overflow:
        return "JSON that is nested less deeply";
    default:
        return "JSON";
    }
}
