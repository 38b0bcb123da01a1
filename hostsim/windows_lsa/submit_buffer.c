#include "submit_buffer.h"

#include <stdlib.h>
#include <string.h>

#include "parameter_control.h"
#include "text/utf.h"
#include "text/wipe.h"

#define FIELDS_MOST 9
#define END_SIZE 2 /* the zero bytes that end a block */

enum field_kind {
    FIELD_NUMBER, /* a ULONG */
    FIELD_BYTES,  /* bytes within the structure */
    FIELD_TEXT,   /* a UNICODE_STRING */
    FIELD_STRING  /* a STRING */
};

struct field {
    enum field_kind kind;
    uint32_t number;
    const void *data; /* TEXT: UTF-8, which is written as UTF-16 */
    size_t size;      /* in the block, in bytes */
};

/* A structure's fields, in its order. */
struct message {
    struct field fields[FIELDS_MOST];
    size_t count;
};

static void add(struct message *message, struct field field)
{
    message->fields[message->count++] = field;
}

static void add_number(struct message *message, uint32_t number)
{
    add(message, (struct field){FIELD_NUMBER, number, NULL, sizeof number});
}

static bool add_text(struct message *message, const char *text, struct fault *fault)
{
    size_t units = utf8_to_utf16(text, strlen(text), NULL, 0);
    if (units > UINT16_MAX / 2) {
        return fault_set(fault, "a name is not UTF-8, or longer than 32767 characters");
    }
    add(message, (struct field){FIELD_TEXT, 0, text, 2 * units});
    return true;
}

static bool add_string(struct message *message, enum field_kind kind, const unsigned char *data,
                       size_t size, struct fault *fault)
{
    add(message, (struct field){kind, 0, data, size});
    return size <= UINT16_MAX || fault_set(fault, "a response is longer than 65535 bytes");
}

static bool interactive(const struct logon_request *request, struct message *message,
                        struct fault *fault)
{
    const struct client_response *response = &request->response;
    add_number(message, SUBMIT_INTERACTIVE);
    return add_text(message, request->domain, fault) && add_text(message, request->user, fault) &&
           add_string(message, FIELD_STRING, client_response_nt(response), response->nt_size,
                      fault); /* Password, which is UTF-16 already */
}

static bool network(const struct logon_request *request, struct message *message,
                    struct fault *fault)
{
    const struct client_response *response = &request->response;
    bool subauth = request->subauth && request->subauth_message;
    add_number(message, subauth ? SUBMIT_SUBAUTH : SUBMIT_NETWORK);
    bool done =
        add_text(message, request->domain, fault) && add_text(message, request->user, fault) &&
        add_text(message, request->workstation, fault) &&
        add_string(message, FIELD_BYTES, response->challenge, CHALLENGE_SIZE, fault) &&
        add_string(message, FIELD_STRING, client_response_nt(response), response->nt_size, fault) &&
        add_string(message, FIELD_STRING, client_response_lm(response), response->lm_size, fault);
    add_number(message, parameter_control_of(request));
    if (subauth) {
        add_number(message, request->package_id);
    }
    return done;
}

static bool points(const struct field *field)
{
    return field->kind == FIELD_TEXT || field->kind == FIELD_STRING;
}

/* Where a field lies that may not lie before at. */
static size_t place(const struct field *field, size_t at, size_t pointer_size)
{
    size_t own = points(field) ? pointer_size : field->kind == FIELD_NUMBER ? 4 : 1;
    return block_align(at, own);
}

/* A counted string is two USHORTs and a pointer, which is twice as much as the pointer alone. */
static size_t width(const struct field *field, size_t pointer_size)
{
    return points(field) ? 2 * pointer_size : field->size;
}

static size_t structure_size(const struct message *message, size_t pointer_size)
{
    size_t at = 0;
    for (size_t i = 0; i < message->count; i++) {
        at =
            place(&message->fields[i], at, pointer_size) + width(&message->fields[i], pointer_size);
    }
    return block_align(at, pointer_size);
}

static size_t block_size(const struct message *message, size_t pointer_size)
{
    size_t size = structure_size(message, pointer_size) + END_SIZE;
    for (size_t i = 0; i < message->count; i++) {
        size += points(&message->fields[i]) ? message->fields[i].size : 0;
    }
    return size;
}

static void put_number(unsigned char *at, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        at[i] = (unsigned char)(number >> (8 * i));
    }
}

static void put_data(unsigned char *at, const struct field *field)
{
    if (field->kind == FIELD_TEXT) {
        /* What is behind the structure begins at a multiple of four, and texts come first. */
        utf8_to_utf16(field->data, strlen(field->data), (uint16_t *)(void *)at, field->size / 2);
    } else if (field->size > 0) {
        memcpy(at, field->data, field->size);
    }
}

static void write_block(const struct message *message, const struct block_layout *layout,
                        unsigned char *bytes)
{
    size_t at = 0;
    size_t behind = structure_size(message, layout->pointer_size);
    for (size_t i = 0; i < message->count; i++) {
        const struct field *field = &message->fields[i];
        at = place(field, at, layout->pointer_size);
        if (field->kind == FIELD_NUMBER) {
            put_number(bytes + at, field->number, 4);
        } else if (field->kind == FIELD_BYTES) {
            put_data(bytes + at, field);
        } else {
            put_number(bytes + at, field->size, 2);
            put_number(bytes + at + 2, field->size, 2);
            put_number(bytes + at + layout->pointer_size, layout->address + behind,
                       layout->pointer_size);
            put_data(bytes + behind, field);
            behind += field->size;
        }
        at += width(field, layout->pointer_size);
    }
}

bool submit_buffer_make(const struct logon_request *request, const struct block_layout *layout,
                        struct submit_buffer *buffer, struct fault *fault)
{
    struct message message = {.count = 0};
    *buffer = (struct submit_buffer){NULL, 0};
    if (!(request->type == LOGON_TYPE_NETWORK ? network(request, &message, fault)
                                              : interactive(request, &message, fault))) {
        return false;
    }
    size_t size = block_size(&message, layout == NULL ? sizeof(void *) : layout->pointer_size);
    buffer->bytes = calloc(1, size);
    if (buffer->bytes == NULL) {
        return fault_set(fault, "no memory");
    }
    buffer->size = size;
    struct block_layout here = block_layout_here(buffer->bytes);
    write_block(&message, layout == NULL ? &here : layout, buffer->bytes);
    return true;
}

void submit_buffer_release(struct submit_buffer *buffer)
{
    if (buffer->bytes != NULL) {
        wipe(buffer->bytes, buffer->size);
    }
    free(buffer->bytes);
    *buffer = (struct submit_buffer){NULL, 0};
}
