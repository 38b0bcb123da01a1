/*
 * What the fuzz targets share. A target is one function that takes bytes; whatever they are, it
 * must not fault, leak, or break a property that it checks with FUZZ_CHECK.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(what)                                                       \
    do {                                                                       \
        if (!(what)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what); \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* Takes an input apart, front to back; zeros once it is used up. */
struct input {
    const uint8_t *at;
    size_t left;
};

static inline uint32_t input_number(struct input *input, size_t bytes)
{
    uint32_t number = 0;
    for (size_t i = 0; i < bytes; i++) {
        number |= input->left > 0 ? (uint32_t)*input->at << (8 * i) : 0;
        input->at += input->left > 0;
        input->left -= input->left > 0;
    }
    return number;
}

/* A piece in memory of exactly its length, so that a read beyond it is seen; the caller frees it.
 */
static inline uint8_t *input_piece(struct input *input, size_t most, size_t *size)
{
    *size = input_number(input, 2);
    *size = *size > most ? *size % (most + 1) : *size;
    *size = *size > input->left ? input->left : *size;
    uint8_t *piece = malloc(*size == 0 ? 1 : *size);
    if (piece == NULL) {
        exit(0);
    }
    if (*size > 0) {
        memcpy(piece, input->at, *size);
    }
    input->at += *size;
    input->left -= *size;
    return piece;
}

/* A whole input as a file's contents; the caller frees the text. */
#define INPUT_CONTENTS(name, data, size)                 \
    struct contents name = {malloc((size) + 1), (size)}; \
    if (name.text == NULL) {                             \
        return 0;                                        \
    }                                                    \
    if ((size) > 0) {                                    \
        memcpy(name.text, (data), (size));               \
    }                                                    \
    name.text[(size)] = '\0'

#endif
